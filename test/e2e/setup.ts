/** One cluster with Podward for all end-to-end tests that do not break it. Each test file uses its own namespace. */
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { startRecording } from '../beside/recording.ts';
import { install } from '../node/release.ts';
import { attachTarget } from '../node/target.ts';

declare global {
  var podwardTestCluster: TestCluster | undefined;
  var podwardRecording: Awaited<ReturnType<typeof startRecording>> | undefined;
}

export default async function setup(): Promise<void> {
  // make test-cluster: these tests expect the modes of an installation without values.
  if (process.env['PODWARD_TEST_KUBECONFIG']) return install(await attachTarget(), { defaultMode: 'deny' });
  const started = await startTestCluster();
  globalThis.podwardTestCluster = started;
  globalThis.podwardRecording = await startRecording(started.cluster);
  process.env['PODWARD_E2E_DIR'] = started.cluster.dir;
}
