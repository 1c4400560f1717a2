import { remove } from '../node/release.ts';
import { attachTarget } from '../node/target.ts';
import { teardown as teardownProgram } from '../program.ts';

export default async function teardown(): Promise<void> {
  if (process.env['PODWARD_TEST_KUBECONFIG']) return remove(await attachTarget());
  try {
    globalThis.podwardRecording?.finish();
  } finally {
    await globalThis.podwardTestCluster?.stop();
    await teardownProgram();
  }
}
