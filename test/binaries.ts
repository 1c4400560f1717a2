/**
 * Downloads or builds the programs for the integration and end-to-end tests, and shows the progress, before the time limit of a test begins. With
 * --tools, all but the Kubernetes versions, which `make test-versions` gets one by one. With --beside, the programs for `make test-beside` instead.
 */
import { parseArgs } from 'node:util';
import { binary, certManagerCrds, type BinaryName } from '../devcluster/binaries.ts';
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
import { oracleBinary, readerBinary } from './oracle/build.ts';

const progress = streamProgress();
const version = kubernetesVersion(process.env['K8S']);
const clients: readonly BinaryName[] = [
  'kubectl',
  'helm',
  'helm3',
  'helm-unittest',
  'kubeconform',
  'etcd',
  'cert-manager-controller',
  'cert-manager-cainjector',
  'promtool',
];

async function tools(): Promise<void> {
  for (const name of clients) await binary(name, { progress });
  for (const version of [certManagerVersion, newestCertManagerVersion]) await certManagerCrds({ version, progress });
  await progress.during('downloading the Go module of prometheus-operator', prometheusOperatorModule());
  await progress.during('downloading the Go module of Kyverno', policyReportCrds());
}

async function forTest(): Promise<void> {
  // One downloads or links while the other compiles.
  const results = await Promise.allSettled([tools(), kubernetes()]);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** The Kubernetes versions that `make test` needs, and the parts of the oracle that share their packages. */
async function kubernetes(): Promise<void> {
  for (const each of new Set([version, ...outerVersions])) await clusterBinaries(each, progress);
  await readerBinary(defaultKubernetesVersion, progress);
  for (const each of outerVersions) await oracleBinary(each, progress);
}

async function forTestBeside(): Promise<void> {
  await clusterBinaries(version, progress);
  for (const name of ['kueue', 'jobset'] as const) await binary(name, { progress });
}

try {
  const { values } = parseArgs({ options: { tools: { type: 'boolean' }, beside: { type: 'boolean' } } });
  await (values.beside ? forTestBeside() : values.tools ? tools() : forTest());
} catch (error) {
  console.error(`test binaries: ${(error as Error).message}`);
  process.exitCode = 1;
}
