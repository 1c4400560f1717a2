/**
 * Runs the end-to-end tests on several Kubernetes versions, and prints one line for each: `node test/e2e/versions.ts [--quick] [VERSION...]`.
 * Without versions, on all that Podward supports, the newest first. With --quick, a part of the tests on the `quickVersions`. It fails if a version
 * cannot be downloaded or built.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterBinaries } from '../../devcluster/cluster.ts';
import { earlierModules } from '../../devcluster/go-build.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { run } from '../../devcluster/run.ts';
import { kubernetesVersion, kubernetesVersions, quickVersions } from '../../devcluster/versions.ts';

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numTotalTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** What depends most on the version: refusals, permitted changes, workloads and their controllers, and apply. */
const quickTests = ['refusals', 'changes', 'workloads', 'server-side-apply'].map((name) => `test/e2e/${name}.test.ts`);

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
const quick = values.quick === true;
const results = '.cache/results';
mkdirSync(results, { recursive: true });

/** The version, with the modules of an earlier patch version in its programs, or why it cannot be downloaded or built. */
async function prepare(version: string): Promise<{ title: string; missing?: string }> {
  try {
    const files = Object.values(await clusterBinaries(version, streamProgress()));
    const modules = await Promise.all(files.map((file) => earlierModules(file, version)));
    const earlier = [...new Set(modules.flat())].sort();
    return { title: earlier.length === 0 ? version : `${version} (with ${earlier.join(', ')})` };
  } catch (error) {
    const { message } = error as Error;
    const line = /[^\n:]*: reading .*|.*cannot be downloaded or built.*/.exec(message)?.[0].trim();
    return { title: version, missing: line ?? message };
  }
}

async function runTests(version: string): Promise<string> {
  const name = join(results, `e2e-${version}`);
  const [file, log] = [`${name}.json`, `${name}.log`];
  rmSync(file, { force: true });
  const options = ['--selectProjects', 'e2e', '--runInBand', '--testTimeout=120000', '--json', `--outputFile=${file}`];
  const start = Date.now();
  const { code, stderr } = await run('jest', [...(quick ? quickTests : []), ...options], {
    env: { K8S: version, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    reject: false,
  });
  writeFileSync(log, stderr);
  const seconds = Math.round((Date.now() - start) / 1000);
  const read = (): Results | undefined => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Results;
    } catch {
      return undefined;
    }
  };
  const found = read();
  if (found === undefined) return `failed: no test ran. Read ${log}.`;
  const failed = found.testResults.flatMap(({ name: path, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
    return status === 'failed' && tests.length === 0 ? [path] : tests;
  });
  const counts = `${found.numPassedTests} of ${found.numTotalTests} tests passed in ${seconds} s`;
  if (code === 0 && found.numPassedTests > 0) return `passed: ${counts}`;
  return [`failed: ${counts}. Read ${log}.`, ...failed.map((test) => `  ${test}`)].join('\n');
}

const versions =
  positionals.length > 0 ? positionals.map(kubernetesVersion) : quick ? quickVersions : kubernetesVersions;
for (const version of [...versions].reverse()) {
  const { title, missing } = await prepare(version);
  const outcome = missing === undefined ? await runTests(version) : `unavailable: ${missing}`;
  console.log(`${title}: ${outcome}`);
  if (!outcome.startsWith('passed')) process.exitCode = 1;
}
