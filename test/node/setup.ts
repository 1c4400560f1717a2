/** One node for all tests. Each test file installs Podward anew. */
import { existsSync } from 'node:fs';
import type { Node } from '../../devcluster/node/node.ts';
import { startTestNode } from '../../devcluster/node/testing.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { imageArchive } from '../../devcluster/image.ts';
import { figure } from './figure.ts';

declare global {
  var podwardTestNode: Node | undefined;
}

export default async function setup(): Promise<void> {
  if (process.env['PODWARD_TEST_KUBECONFIG']) return;
  if (!existsSync(imageArchive)) throw new Error(`${imageArchive} was not found: run make image`);
  const start = Date.now();
  const node = await startTestNode({ progress: streamProgress() });
  globalThis.podwardTestNode = node;
  figure(`node ready after ${Math.round((Date.now() - start) / 1000)} s`);
  try {
    await node.loadImage(imageArchive);
  } catch (error) {
    // Jest does not call the teardown after a setup that fails.
    await node.stop();
    throw error;
  }
  process.env['PODWARD_NODE_DIR'] = node.dir;
}
