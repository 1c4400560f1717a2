/** One cluster with Podward for all end-to-end tests that do not break it. Each test file uses its own namespace. */
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { startRecording } from '../beside/recording.ts';
import { install, remove, systemNamespace } from '../node/release.ts';
import { givenValues } from './given-release.ts';
import { attachTarget, type Target } from '../node/target.ts';
import { setup as setupProgram, teardown as teardownProgram } from '../program.ts';

declare global {
  var podwardTestCluster: TestCluster | undefined;
  var podwardRecording: Awaited<ReturnType<typeof startRecording>> | undefined;
}

export default async function setup(): Promise<void> {
  if (process.env['PODWARD_TEST_KUBECONFIG']) return setupGivenCluster(await attachTarget());
  await setupProgram();
  let started: TestCluster | undefined;
  try {
    started = await startTestCluster();
    globalThis.podwardTestCluster = started;
    globalThis.podwardRecording = await startRecording(started.cluster);
  } catch (error) {
    // Jest does not call the teardown after a setup that fails.
    await started?.stop();
    await teardownProgram();
    throw error;
  }
  process.env['PODWARD_E2E_DIR'] = started.cluster.dir;
}

/** For make test-cluster. */
async function setupGivenCluster(target: Target): Promise<void> {
  const { serverVersion } = JSON.parse((await target.kubectl(['version', '-o', 'json'])).stdout);
  // The minor version of some providers ends with a plus sign.
  process.env['K8S'] = `${serverVersion.major}.${Number.parseInt(serverVersion.minor)}`;
  process.env['PODWARD_E2E_NAMESPACE'] = systemNamespace;
  try {
    await install(target, givenValues);
  } catch (error) {
    // Without a ready server, the webhooks would refuse every Pod of the cluster.
    await remove(target).catch((failed: unknown) => console.error(failed));
    throw error;
  }
}
