import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePorts } from '../../devcluster/ports.ts';

test('ports are different, and free', async () => {
  const { a, b } = await freePorts(['a', 'b']);
  expect(a).not.toBe(b);
  await listen(a).then((server) => server.close());
});

test('a port that another process uses is replaced, the others are kept', async () => {
  const wanted = await freePorts(['a', 'b'], outsideTheEphemeralRange());
  const server = await listen(wanted.a);
  try {
    const ports = await freePorts(['a', 'b'], wanted);
    expect(ports.a).not.toBe(wanted.a);
    expect(ports.b).toBe(wanted.b);
  } finally {
    server.close();
  }
});

/** Outside of the range of ephemeral ports, so that no other process gets one of these ports during the test. */
function outsideTheEphemeralRange(): { a: number; b: number } {
  const a = 20_000 + 2 * Math.floor(Math.random() * 6000);
  return { a, b: a + 1 };
}

function listen(port: number): Promise<{ port: number; close(): void }> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() }),
    );
  });
}
