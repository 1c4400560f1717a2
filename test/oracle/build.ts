/** The programs of the oracle. They are built from Go modules on first use, and kept in the user's cache. */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../devcluster/binaries.ts';
import { goBuild } from '../../devcluster/go-build.ts';
import { withLock } from '../../devcluster/lock.ts';
import { silent, type Progress } from '../../devcluster/progress.ts';
import { minor } from '../../devcluster/versions.ts';

/** A program of this repository, and the module whose code it calls. */
interface Program {
  readonly name: string;
  /** Files in the folder `go`. */
  readonly sources: readonly string[];
  readonly module: string;
  readonly version: string;
  /** More arguments of `go build`. */
  readonly flags?: readonly string[];
}

/** Answers as kube-apiserver of the version would. */
const oracle = (version: string): Program => ({
  name: 'oracle',
  sources: minor(version) === 31 ? ['main.go'] : ['main.go', 'resize.go'],
  module: 'k8s.io/kubernetes',
  version,
});

/** The packages whose code decides about the nine kinds, without those whose code is generated. */
export const decidingPackages: readonly string[] = [
  ...['core', 'apps', 'batch'].map((group) => `apis/${group}/validation`),
  ...['pod', 'job', 'persistentvolumeclaim'].map((name) => `api/${name}`),
  ...['pod', 'podtemplate', 'replicationcontroller'].map((name) => `registry/core/${name}`),
  ...['daemonset', 'deployment', 'replicaset', 'statefulset'].map((name) => `registry/apps/${name}`),
  ...['cronjob', 'job'].map((name) => `registry/batch/${name}`),
]
  .map((path) => `k8s.io/kubernetes/pkg/${path}`)
  .concat('k8s.io/apimachinery/pkg/api/validation', 'k8s.io/apimachinery/pkg/apis/meta/v1/validation');

/**
 * Counts how often each block of those packages runs, and has the name of each function that it can call: no symbols are stripped, and no
 * function becomes a part of another.
 */
const countingOracle = (version: string): Program => ({
  ...oracle(version),
  flags: [
    '-cover',
    '-covermode=atomic',
    // Without the main package, nothing writes the counts.
    `-coverpkg=.,${decidingPackages.join(',')}`,
    ...decidingPackages.map((path) => `-gcflags=${path}=-l`),
    '-ldflags=',
  ],
});

/** Reads files as kubectl of the version does. It is built in seconds. */
const reader = (version: string): Program => ({
  name: 'reader',
  sources: ['yaml/main.go'],
  module: 'k8s.io/apimachinery',
  version: version.replace(/^1\./, '0.'),
});

/** Decodes texts as kubectl and kube-apiserver of the version do. It is built in seconds. */
const formats = (version: string): Program => ({
  ...reader(version),
  name: 'formats',
  sources: ['formats/main.go'],
});

/** Prints the schema of that version. It is built in a minute. */
const schema = (version: string): Program => ({
  name: 'schema',
  sources: ['schema/main.go'],
  module: 'k8s.io/api',
  version: version.replace(/^1\./, '0.'),
});

/** Reads schedules and time zones of CronJobs. It is built in seconds. Every supported version of Kubernetes requires this version of the module. */
const cronReader: Program = {
  name: 'cron',
  sources: ['cron/main.go'],
  module: 'github.com/robfig/cron/v3',
  version: '3.0.1',
};

/** Reads the references of images. It is built in seconds. Every supported version of Kubernetes but 1.31 requires this version of the module. */
const imageReader: Program = {
  name: 'images',
  sources: ['images/main.go'],
  module: 'github.com/distribution/reference',
  version: '0.6.0',
};

export const oracleBinary = (version: string, progress: Progress = silent): Promise<string> =>
  binary(oracle(version), progress);

export const countingOracleBinary = (version: string, progress: Progress = silent): Promise<string> =>
  binary(countingOracle(version), progress);

export const readerBinary = (version: string, progress: Progress = silent): Promise<string> =>
  binary(reader(version), progress);

export const formatsBinary = (version: string, progress: Progress = silent): Promise<string> =>
  binary(formats(version), progress);

export const schemaBinary = (version: string, progress: Progress = silent): Promise<string> =>
  binary(schema(version), progress);

export const cronBinary = (progress: Progress = silent): Promise<string> => binary(cronReader, progress);

export const imagesBinary = (progress: Progress = silent): Promise<string> => binary(imageReader, progress);

async function binary(program: Program, progress: Progress): Promise<string> {
  const { name, module, version, flags = [] } = program;
  const { sources, hash, cache, target } = await place(program);
  if (await exists(target)) return target;
  const waiting = (pid: number) => progress.note(`${name} ${version}: waiting for process ${pid}, which builds it`);
  return withLock(
    join(cache, `${hash}.lock`),
    async () => {
      if (await exists(target)) return target;
      await mkdir(dirname(target), { recursive: true });
      const unfinished = `${target}.${process.pid}`;
      try {
        await goBuild({ path: module, version, packages: [], sources, flags }, undefined, unfinished, cache, progress);
        await rename(unfinished, target);
      } finally {
        await rm(unfinished, { force: true });
      }
      return target;
    },
    waiting,
  );
}

/** Where the oracle is, if it was built. */
export async function builtOracle(version: string): Promise<string | undefined> {
  const { target } = await place(oracle(version));
  return (await exists(target)) ? target : undefined;
}

async function place({ name, sources, version, flags = [] }: Program): Promise<Place> {
  const texts = await Promise.all(sources.map((source) => readFile(join(import.meta.dirname, 'go', source), 'utf8')));
  const hash = createHash('sha256')
    .update([...texts, ...flags].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const cache = join(cacheFolder(), 'oracle', version, ...(flags.length === 0 ? [] : ['counting']));
  const byName = Object.fromEntries(sources.map((source, i) => [basename(source), texts[i]!]));
  return { sources: byName, hash, cache, target: join(cache, hash, name) };
}

interface Place {
  /** The text of each source file, by its name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly hash: string;
  readonly cache: string;
  readonly target: string;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) {
  const { streamProgress } = await import('../../devcluster/progress.ts');
  for (const version of process.argv.slice(2)) console.log(await oracleBinary(version, streamProgress()));
}
