import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../devcluster/run.ts';
import { type Rendered, only, render } from './helm.ts';

/** Runs the command of the test Pod against a server that allows the reviews for which `allowed` returns true. */
async function helmTest(
  allowed: (request: Rendered) => boolean,
  trusted = true,
  client: { expected?: boolean; required?: boolean; broken?: (server: Server) => void } = {},
  listenAfterMs = 0,
) {
  // With this name, the certificate of the chart is valid for localhost.
  const clientCertificate = client.expected ? { caConfigMap: 'clients', commonNames: ['kube-apiserver'] } : {};
  const objects = await render({ fullnameOverride: 'localhost', clientCertificate });
  const { data } = only(objects, 'Secret');
  const pem = (key: string) => Buffer.from(data[key], 'base64').toString();
  const seen: Rendered[] = [];
  const tls = { cert: pem('tls.crt'), key: pem('tls.key'), requestCert: client.required === true };
  const server = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review: Rendered = JSON.parse(Buffer.concat(chunks).toString());
      seen.push({ url: request.url, ...review.request });
      response.end(JSON.stringify({ response: { uid: review.request.uid, allowed: allowed(review.request) } }));
    });
  });
  client.broken?.(server);
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  // Outside of the range of ephemeral ports, so that no connection of another process gets it before the server listens.
  const late = 20_000 + Math.floor(Math.random() * 12_000);
  let later: NodeJS.Timeout | undefined;
  if (listenAfterMs > 0) later = setTimeout(() => void listen(late), listenAfterMs);
  else await listen(0);
  const port = listenAfterMs > 0 ? late : (server.address() as AddressInfo).port;
  try {
    const [{ command, args, env }] = only(objects, 'Pod').spec.containers;
    expect(env[0]).toEqual({ name: 'PODWARD_URL', value: 'https://localhost.guard.svc:443' });
    const other = only(await render(), 'Secret').data['ca.crt'];
    const result = await run(process.execPath, [...command.slice(1), ...args], {
      reject: false,
      timeoutSeconds: 60,
      env: {
        PODWARD_URL: `https://localhost:${port}`,
        PODWARD_CA: trusted ? pem('ca.crt') : Buffer.from(other, 'base64').toString(),
        NODE_OPTIONS: undefined,
        PODWARD_REFUSES: env.find(({ name }: Rendered) => name === 'PODWARD_REFUSES')?.value,
      },
    });
    return { ...result, seen };
  } finally {
    clearTimeout(later);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const unchanged = ({ object, oldObject }: Rendered) => JSON.stringify(object) === JSON.stringify(oldObject);

describe('helm test', () => {
  test('passes if the valid update is allowed and the invalid one is rejected', async () => {
    const { code, stdout, seen } = await helmTest(unchanged);
    expect(stdout.match(/^ok: /gm)).toHaveLength(2);
    expect(code).toBe(0);
    expect(seen.map(({ url }) => url)).toEqual(Array(2).fill('/validate/deny?timeout=10s'));
  });

  test('waits until the Service can be reached', async () => {
    expect(await helmTest(unchanged, true, {}, 2000)).toMatchObject({ code: 0, stderr: '' });
  });

  test.each<[string, (request: Rendered) => boolean, boolean]>([
    ['all reviews are allowed', () => true, true],
    ['all reviews are rejected', () => false, true],
    ['another CA has signed the certificate', unchanged, false],
  ])('fails if %s', async (_, allowed, trusted) => {
    expect((await helmTest(allowed, trusted)).code).toBe(1);
  });

  test('with a client CA, passes if the server refuses a client without a certificate', async () => {
    const refused = await helmTest(unchanged, true, { expected: true, required: true });
    expect(refused).toMatchObject({ code: 0, stdout: 'ok: a client without a certificate is refused\n', seen: [] });
    expect((await helmTest(unchanged, true, { expected: true })).code).toBe(1);
    expect((await helmTest(unchanged, false, { expected: true, required: true })).code).toBe(1);
  });

  test.each<[string, (server: Server) => void]>([
    ['all connections', (server) => server.on('connection', (socket: Socket) => socket.resetAndDestroy())],
    ['all TLS sessions', (server) => server.on('secureConnection', (socket: TLSSocket) => socket.destroy())],
  ])('with a client CA, fails if the server closes %s', async (_, broken) => {
    expect((await helmTest(unchanged, true, { expected: true, broken })).code).toBe(1);
  });

  test('says that the server does not answer, with a client CA too', async () => {
    const broken = (server: Server) => {
      server.removeAllListeners('connection');
      server.on('connection', (socket: Socket) => {
        socket.on('error', () => {});
        socket.on('end', () => socket.destroy()).resume();
      });
    };
    const ends = await Promise.all([false, true].map((expected) => helmTest(unchanged, true, { expected, broken })));
    const stderr = expect.stringMatching(/^FAILED: \S+: no answer within 10 seconds$/m);
    expect(ends).toEqual(Array(2).fill(expect.objectContaining({ code: 1, stderr })));
  });
});
