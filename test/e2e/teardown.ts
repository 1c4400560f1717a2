export default async function teardown(): Promise<void> {
  globalThis.podwardRecording?.finish();
  await globalThis.podwardTestCluster?.stop();
}
