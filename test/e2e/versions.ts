/**
 * Runs the end-to-end tests on several Kubernetes versions, and prints one line for each:
 * `node test/e2e/versions.ts [--oldest-and-newest] [VERSION...]`. Without versions, on all that Podward supports, the newest first. With
 * --oldest-and-newest, on these two at the same time. It fails if a version cannot be downloaded or built.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterBinaries } from '../../devcluster/cluster.ts';
import { earlierModules } from '../../devcluster/go-build.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { run } from '../../devcluster/run.ts';
import { kubernetesVersion, kubernetesVersions, outerVersions } from '../../devcluster/versions.ts';

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

const { values, positionals } = parseArgs({
  options: { 'oldest-and-newest': { type: 'boolean' } },
  allowPositionals: true,
});
const outer = values['oldest-and-newest'] === true;
if (outer && positionals.length > 0) throw new Error('--oldest-and-newest takes no other version');
const progress = streamProgress();
const results = '.cache/results';
mkdirSync(results, { recursive: true });

/** The version, with the modules of an earlier patch version in its programs, or why it cannot be downloaded or built. */
async function prepare(version: string): Promise<{ title: string; missing?: string }> {
  try {
    const files = Object.values(await clusterBinaries(version, progress));
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
  const options = ['--selectProjects', 'e2e', '--runInBand', '--json', `--outputFile=${file}`];
  const start = Date.now();
  const { code, stderr } = await run('jest', options, {
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
  // The log is gone with the machine of a CI run.
  const messages = found.testResults.filter(({ status }) => outer && status === 'failed').map(({ message }) => message);
  return [`failed: ${counts}. Read ${log}.`, ...failed.map((test) => `  ${test}`), ...messages].join('\n');
}

/** Runs the tests on these versions at the same time, and prints the outcomes. */
async function runAtOnce(versions: readonly string[]): Promise<void> {
  const prepared = [];
  for (const version of versions) prepared.push({ version, ...(await prepare(version)) });
  const running = prepared.map(async ({ version, title, missing }) => {
    const outcome = missing === undefined ? await runTests(version) : `unavailable: ${missing}`;
    return { line: `${title}: ${outcome}`, passed: outcome.startsWith('passed') };
  });
  const label = `running the end-to-end tests on ${versions.join(' and ')}`;
  for (const { line, passed } of await progress.during(label, Promise.all(running))) {
    console.log(line);
    if (!passed) process.exitCode = 1;
  }
}

if (outer) await runAtOnce(outerVersions);
else {
  const versions = positionals.length > 0 ? positionals.map(kubernetesVersion) : kubernetesVersions;
  for (const version of [...versions].reverse()) await runAtOnce([version]);
}
