/** One cluster with Podward for all end-to-end tests that do not break it. Each test file uses its own namespace. */
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';

declare global {
  var podwardTestCluster: TestCluster | undefined;
}

export default async function setup(): Promise<void> {
  const started = await startTestCluster();
  globalThis.podwardTestCluster = started;
  process.env['PODWARD_E2E_DIR'] = started.cluster.dir;
}
