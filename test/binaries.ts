/**
 * Downloads or builds the programs for the integration and end-to-end tests, and shows the progress, before the time limit of a test begins. With
 * --tools, all but the Kubernetes versions, which `make test-versions` gets one by one. With --any-cluster, what `make test-cluster` needs. With
 * --beside, the programs for `make test-beside` instead.
 */
import { binaries, binary, certManagerCrds, type BinaryName } from '../devcluster/binaries.ts';
import { clusterBinaries } from '../devcluster/cluster.ts';
import { policyReportCrds } from '../devcluster/policy-reports.ts';
import { prometheusOperatorModule } from '../devcluster/prometheus-operator.ts';
import { streamProgress } from '../devcluster/progress.ts';
import {
  certManagerVersion,
  defaultKubernetesVersion,
  kubernetesVersion,
  newestCertManagerVersion,
  outerVersions,
} from '../devcluster/versions.ts';
import { clientOfAnyCluster } from './node/target.ts';
import { oracleBinary, readerBinary } from './oracle/build.ts';

const progress = streamProgress();
const version = kubernetesVersion(process.env['K8S']);
const helms: readonly BinaryName[] = ['helm', 'helm3'];
const others: readonly BinaryName[] = [
  'kubectl',
  'helm-unittest',
  'kubeconform',
  'etcd',
  'cert-manager-controller',
  'cert-manager-cainjector',
  'promtool',
];

async function tools(): Promise<void> {
  await binaries([...helms, ...others], { progress });
  for (const version of [certManagerVersion, newestCertManagerVersion]) await certManagerCrds({ version, progress });
  await modules();
}

async function modules(): Promise<void> {
  await progress.during('downloading the Go module of prometheus-operator', prometheusOperatorModule());
  await progress.during('downloading the Go module of Kyverno', policyReportCrds());
}

async function forAnyCluster(): Promise<void> {
  await binary('kubectl', { version: clientOfAnyCluster, progress });
  await binaries(helms, { progress });
  await modules();
}

async function forTest(): Promise<void> {
  // One downloads or links while the other compiles.
  const results = await Promise.allSettled([tools().catch(noted), kubernetes().catch(noted)]);
  if (results.some(({ status }) => status === 'rejected')) throw new Error('not all programs are there: see above');
}

/** Shows an error at once, because the other lane may need minutes more. */
function noted(error: Error): never {
  progress.note(`error: ${error.message}`);
  throw error;
}

/** The Kubernetes versions that `make test` needs, and the parts of the oracle that share their packages. */
async function kubernetes(): Promise<void> {
  for (const each of new Set([version, ...outerVersions])) await clusterBinaries(each, progress);
  await readerBinary(defaultKubernetesVersion, progress);
  for (const each of outerVersions) await oracleBinary(each, progress);
}

async function forTestBeside(): Promise<void> {
  await clusterBinaries(version, progress);
  await binaries(['kueue', 'jobset'], { progress });
}

const sets = new Map([
  ['', forTest],
  ['--tools', tools],
  ['--any-cluster', forAnyCluster],
  ['--beside', forTestBeside],
]);

try {
  const get = sets.get(process.argv.slice(2).join(' '));
  if (get === undefined) throw new Error('use no argument, --tools, --any-cluster or --beside.');
  await get();
} catch (error) {
  console.error(`test binaries: ${(error as Error).message}`);
  process.exitCode = 1;
}
