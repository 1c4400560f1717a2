/** One cluster with Podward for all end-to-end tests that do not break it. Each test file uses its own namespace. */
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { startRecording } from '../beside/recording.ts';
import { install, systemNamespace } from '../node/release.ts';
import { givenValues } from './given-release.ts';
import { attachTarget, type Target } from '../node/target.ts';

declare global {
  var podwardTestCluster: TestCluster | undefined;
  var podwardRecording: Awaited<ReturnType<typeof startRecording>> | undefined;
}

export default async function setup(): Promise<void> {
  if (process.env['PODWARD_TEST_KUBECONFIG']) return setupGivenCluster(await attachTarget());
  const started = await startTestCluster();
  globalThis.podwardTestCluster = started;
  globalThis.podwardRecording = await startRecording(started.cluster);
  process.env['PODWARD_E2E_DIR'] = started.cluster.dir;
}

/** For make test-cluster. */
async function setupGivenCluster(target: Target): Promise<void> {
  const { serverVersion } = JSON.parse((await target.kubectl(['version', '-o', 'json'])).stdout);
  // The minor version of some providers ends with a plus sign.
  process.env['K8S'] = `${serverVersion.major}.${Number.parseInt(serverVersion.minor)}`;
  process.env['PODWARD_E2E_NAMESPACE'] = systemNamespace;
  await install(target, givenValues);
}
