/** The objects in the manifests of the sources: Pods and workloads in any API version, valid and invalid. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries.ts';
import type { Progress } from '../../devcluster/progress.ts';
import { decodeText } from '../../src/check/documents.ts';
import { isFromCluster } from '../../src/check/from-cluster.ts';
import { isList, isObject, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { kinds } from '../../src/kubernetes/kinds.ts';
import { parse } from '../check/parse.ts';
import type { Source } from './sources.ts';

/** An object of a file, in the form in which kubectl sends it. */
export interface Manifest {
  /** `owner/name@commit:path#index`, with the first characters of the commit. */
  readonly origin: string;
  /** The SHA-256 hash of `text`. */
  readonly hash: string;
  /** JSON. */
  readonly text: string;
}

const folder = join(cacheFolder(), 'conformance');
const objectsFile = join(folder, 'objects.jsonl');

/** The objects that were downloaded. Undefined if none were. */
export async function downloadedObjects(): Promise<readonly Manifest[] | undefined> {
  const text = await readFile(objectsFile, 'utf8').catch(() => undefined);
  return text
    ?.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Manifest);
}

/**
 * Downloads the repositories that are not in the cache, and keeps the objects of all of them there. CONFORMANCE_MIRROR names a folder with
 * Git repositories, such as `kubernetes+examples/repo`, that are used in place of a download.
 */
export async function downloadObjects(sources: readonly Source[], progress: Progress): Promise<readonly Manifest[]> {
  const found = new Map<string, Manifest>();
  for (const source of sources) {
    const { repository } = source;
    const objects = await progress.during(`reading ${repository}`, objectsOf(source));
    const added = objects.filter(({ hash }) => !found.has(hash));
    const distinct = [...new Map(added.map((object) => [object.hash, object])).values()].slice(0, maxPerRepository);
    for (const object of distinct) found.set(object.hash, object);
    progress.note(`${repository}: ${distinct.length} new objects`);
  }
  const all = [...found.values()];
  await mkdir(folder, { recursive: true });
  await writeFile(`${objectsFile}.new`, all.map((object) => `${JSON.stringify(object)}\n`).join(''));
  await rename(`${objectsFile}.new`, objectsFile);
  return all;
}

/** Some repositories have thousands of similar objects. */
const maxPerRepository = 400;

const run = promisify(execFile);
const git = async (dir: string, args: readonly string[]): Promise<Buffer> =>
  (await run('git', ['-C', dir, ...args], { encoding: 'buffer', maxBuffer: 2 ** 30 })).stdout;

/** The folder of the repository, which has the commit. */
async function repositoryOf({ repository, commit }: Source): Promise<string> {
  const mirror = process.env['CONFORMANCE_MIRROR'];
  const name = repository.replace('/', '+');
  if (mirror !== undefined) return join(mirror, name, 'repo');
  const dir = join(folder, name);
  if (
    await access(dir).then(
      () => true,
      () => false,
    )
  )
    return dir;
  await mkdir(dirname(dir), { recursive: true });
  const unfinished = `${dir}.${process.pid}`;
  await run('git', ['init', '--quiet', '--bare', unfinished]);
  await git(unfinished, ['fetch', '--quiet', '--depth', '1', `https://github.com/${repository}.git`, commit]);
  await rename(unfinished, dir);
  return dir;
}

/** A file of more bytes is generated, or data. */
const maxBytes = 500_000;
const manifestName = /\.(?:ya?ml|json)$/;

async function objectsOf(source: Source): Promise<Manifest[]> {
  const dir = await repositoryOf(source);
  const tree = (await git(dir, ['ls-tree', '-r', '-l', '-z', source.commit])).toString();
  const files = tree.split('\0').flatMap((line) => {
    const [, type, blob, size, path] = /^\d+ (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    return type === 'blob' && manifestName.test(path!) && Number(size) <= maxBytes
      ? [{ blob: blob!, path: path! }]
      : [];
  });
  const contents = await blobs(
    dir,
    files.map(({ blob }) => blob),
  );
  const objects: Manifest[] = [];
  for (const [n, { path }] of files.entries()) {
    const bytes = contents[n];
    if (bytes === undefined || !bytes.includes('kind')) continue;
    const { documents } = parse(decodeText(bytes));
    const found = documents.flatMap(({ value }) => [...manifestsIn(value)]);
    for (const [i, object] of found.entries()) {
      const text = JSON.stringify(object);
      const hash = createHash('sha256').update(text).digest('hex');
      objects.push({ origin: `${source.repository}@${source.commit.slice(0, 12)}:${path}#${i}`, hash, text });
    }
  }
  return objects;
}

/** The contents of the files, of which a mirror may lack some. */
async function blobs(dir: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
  const running = run('git', ['-C', dir, 'cat-file', '--batch'], { encoding: 'buffer', maxBuffer: 2 ** 31 - 1 });
  running.child.stdin?.end(names.map((name) => `${name}\n`).join(''));
  const { stdout } = await running;
  let at = 0;
  return names.map(() => {
    const end = stdout.indexOf('\n', at);
    const size = /^\w+ blob (\d+)$/.exec(stdout.toString('latin1', at, end))?.[1];
    at = end + 1 + (size === undefined ? 0 : Number(size) + 1);
    return size === undefined ? undefined : stdout.subarray(end + 1, at - 1);
  });
}

const known: ReadonlySet<string> = new Set(kinds.map(({ kind }) => kind));

/** The objects of a document. A List contains others. */
function* manifestsIn(value: Json): Generator<JsonObject> {
  if (!isObject(value)) return;
  const { items } = value;
  const [group = ''] = (stringAt(value, 'apiVersion') ?? '').split('/');
  if (isList(items) && stringAt(value, 'kind')?.endsWith('List') === true) {
    for (const item of items) yield* manifestsIn(item);
  } else if (group !== '' && !group.includes('.') && known.has(stringAt(value, 'kind') ?? '')) yield asNew(value);
}

/** An object that comes from a cluster, without what the cluster wrote into it. */
function asNew(object: JsonObject): JsonObject {
  if (!isFromCluster(object)) return object;
  const { status: _, ...rest } = object;
  if (!isObject(object['metadata'])) return rest;
  const metadata = Object.entries(object['metadata']).filter(([name]) => !ofCluster.includes(name));
  return { ...rest, metadata: Object.fromEntries(metadata) };
}

/** Fields of the metadata that a cluster writes. */
const ofCluster: readonly string[] = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'selfLink',
];
