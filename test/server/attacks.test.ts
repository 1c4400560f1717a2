/** Raw bytes to one running server. After each attack the server answers a good review, and in the end its memory and its file descriptors are released. */
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { AdmissionReview } from '../../src/admission/encode.ts';
import { handshakeMs, headersMs, keepAliveMs, maxConnections, unreadMs } from '../../src/server/limits.ts';
import { breaches } from '../admission/contract.ts';
import { encoded, pod, reviewOf, uid } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, metric, post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const megabyte = 1024 * 1024;
const good = encoded(reviewOf());
const folder = temporaryFolder();
let podward: Podward;
let filesAtRest: number;

const openFiles = (): number => readdirSync(`/proc/${podward.pid}/fd`).length;
const answersGood = async (): Promise<boolean> =>
  (await post(podward.port, '/validate/deny', good)).text.includes('"allowed":true');

beforeAll(async () => {
  makePair(folder);
  podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0', '--log-level=debug');
  expect(await answersGood()).toBe(true);
  await until(async () => (await metric(podward.healthPort, 'podward_connections')) === 0, 'the connection to end');
  filesAtRest = openFiles();
});
afterEach(async () => {
  expect(await answersGood()).toBe(true);
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
});
afterAll(async () => {
  await until(
    async () => (await metric(podward.healthPort, 'podward_connections')) === 0,
    'all connections to end',
    25,
  );
  // Another one or two are open while the probe is answered.
  await until(() => openFiles() <= filesAtRest + 2, 'the file descriptors to be closed');
  expect(await metric(podward.healthPort, 'podward_requests_in_flight_bytes')).toBe(0);
  expect(await metric(podward.healthPort, 'process_resident_memory_bytes')).toBeLessThan(400 * megabyte);
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  rmSync(folder, { recursive: true });
});

const tcp = (): Socket => connectTcp(podward.port, '127.0.0.1').on('error', () => {});
const tls = (options: ConnectionOptions = {}): TLSSocket =>
  connectTls({ port: podward.port, host: '127.0.0.1', rejectUnauthorized: false, ...options }).on('error', () => {});

/** A test that takes longer waits until the server ends an idle connection. */
const beforeIdleEnds = keepAliveMs - 20_000;

/** What the server sends until it closes the connection. Rejects if the server still keeps it after `ms`. */
function exchange(socket: Socket, parts: readonly (string | Buffer)[], ms = beforeIdleEnds): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(new Error(`the server keeps the connection, and has sent ${JSON.stringify(text)}`));
      socket.destroy();
    }, ms).unref();
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.on('error', () => {});
    for (const part of parts) socket.write(part);
  });
}

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

const headOf = (lines: readonly string[] = [], path = '/validate/deny', method = 'POST'): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
const length = `Content-Length: ${good.length}`;
const whole = headOf([length]) + good.toString();
/** After its answer, which is 404, the server ends the connection. */
const last = headOf(['Connection: close'], '/last', 'GET');

/** Unlike `once`, does not reject if the connection is reset. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.once('close', () => resolve()));

/** How long the server kept the connection. */
async function lifetime(socket: Socket, opened: number): Promise<number> {
  socket.resume();
  await closed(socket);
  return performance.now() - opened;
}

test('connections that say nothing, half a handshake, half a header or a header slowly are closed', async () => {
  const opened = performance.now();
  const silent = tcp();
  const half = tcp();
  // The first bytes of a ClientHello of 512 bytes.
  half.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]));
  const halfHead = tls();
  halfHead.write('POST /validate/deny HTTP/1.1\r\nHost: a\r\nContent-Le');
  const slowHead = tls();
  slowHead.write('POST /validate/deny HTTP/1.1\r\n');
  const drip = setInterval(() => !slowHead.destroyed && slowHead.write('X-A: b\r\n'), 200);
  const times = await Promise.all([silent, half, halfHead, slowHead].map((socket) => lifetime(socket, opened)));
  clearInterval(drip);
  for (const [i, limit] of [handshakeMs, handshakeMs, headersMs, headersMs].entries()) {
    expect(times[i]).toBeGreaterThan(limit - 1_500);
    // The limits of Node.js itself are three times as long, or longer.
    expect(times[i]).toBeLessThan(2 * limit);
  }
});

test('a connection without any request so far stays open as long as one between two requests', async () => {
  const unused = tls();
  await once(unused, 'secureConnect');
  await new Promise((resolve) => setTimeout(resolve, headersMs + 3_000));
  expect(statusesIn(await exchange(unused, [whole, last]))).toEqual([200, 404]);
  expect(keepAliveMs).toBeGreaterThan(90_000);
});

test(
  'a connection without any request does not delay the end of the server',
  async () => {
    const other = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
    const unused = connectTls({ port: other.port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', () => {});
    await once(unused, 'secureConnect');
    other.signal('SIGTERM');
    expect((await other.ended).code).toBe(0);
  },
  beforeIdleEnds,
);

describe('bad TLS', () => {
  test.each<[string, Buffer]>([
    ['HTTP without TLS', Buffer.from(whole)],
    ['random bytes', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 89 + 7) % 256))],
    [
      'a record with the maximum length',
      Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff, ...new Array<number>(100).fill(0)]),
    ],
    ['an alert', Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])],
    ['application data before the handshake', Buffer.from([0x17, 0x03, 0x03, 0x00, 0x05, 1, 2, 3, 4, 5])],
    // With seven ciphers of three bytes, and a challenge of 16 bytes.
    [
      'SSL 2',
      Buffer.from([0x80, 0x2e, 0x01, 0x00, 0x02, 0x00, 0x15, 0x00, 0x00, 0x00, 0x10, ...new Array<number>(37).fill(1)]),
    ],
  ])('%s ends the connection without an HTTP answer', async (_, bytes) => {
    expect(statusesIn(await exchange(tcp(), [bytes], handshakeMs - 1_000))).toEqual([]);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['sends HTTP without TLS', (socket) => void socket.write(whole)],
    ['closes its connection', (socket) => void socket.end()],
    ['resets its connection', (socket) => void socket.resetAndDestroy()],
  ])('the log has the address of a client that %s', async (_, fail) => {
    const connections = (number: number): Promise<void> =>
      until(async () => (await metric(podward.healthPort, 'podward_connections')) === number, 'the connections');
    const failed = (): string[] => podward.output().match(/^.*"TLS handshake failed".*$/gm) ?? [];
    await connections(0);
    const before = failed().length;
    const socket = tcp();
    // A connection that is reset before the server accepts it has no address.
    await connections(1);
    fail(socket);
    await until(() => failed().length > before, 'the line');
    expect(JSON.parse(failed().at(-1)!)).toMatchObject({ address: '127.0.0.1' });
    socket.destroy();
  });

  test('a record that is damaged after the handshake', async () => {
    const socket = tcp();
    const over = connectTls({ socket, rejectUnauthorized: false }).on('error', () => {});
    await once(over, 'secureConnect');
    socket.write(Buffer.from([0x17, 0x03, 0x03, 0x00, 0x20, ...new Array<number>(32).fill(9)]));
    await closed(socket);
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused', async (version) => {
    const socket = tls({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' });
    const secured = jest.fn();
    socket.on('secureConnect', secured);
    await closed(socket);
    expect(secured).not.toHaveBeenCalled();
  });

  test('a client cannot renegotiate again and again', async () => {
    const socket = tls({ maxVersion: 'TLSv1.2' });
    await once(socket, 'secureConnect');
    let renegotiated = 0;
    const again = (): void => {
      socket.renegotiate({ rejectUnauthorized: false }, (error) => {
        if (error !== null) return void socket.destroy();
        renegotiated++;
        again();
      });
    };
    again();
    setTimeout(() => socket.destroy(), 5_000).unref();
    await closed(socket);
    expect(renegotiated).toBeLessThan(5);
  });
});

describe('a request that two parsers could read differently gets 400 and the connection ends', () => {
  const smuggled = headOf(['Content-Length: 2'], '/smuggled') + '{}';
  const chunked = 'Transfer-Encoding: chunked';
  test.each<[string, string]>([
    ['Content-Length and Transfer-Encoding', headOf([length, chunked]) + `0\r\n\r\n${smuggled}`],
    ['Transfer-Encoding and Content-Length', headOf([chunked, length]) + `0\r\n\r\n${smuggled}`],
    ['two lengths', headOf(['Content-Length: 2', 'Content-Length: 40']) + `{}${smuggled}`],
    ['a list of lengths', headOf(['Content-Length: 2, 40']) + `{}${smuggled}`],
    ['a negative length', headOf(['Content-Length: -1']) + smuggled],
    ['a length with a sign', headOf(['Content-Length: +2']) + `{}${smuggled}`],
    ['a hexadecimal length', headOf(['Content-Length: 0x10']) + smuggled],
    ['a length beyond 64 bits', headOf([`Content-Length: ${'9'.repeat(30)}`]) + smuggled],
    ['an unknown coding', headOf(['Transfer-Encoding: xchunked']) + `0\r\n\r\n${smuggled}`],
    ['chunked that is not last', headOf(['Transfer-Encoding: chunked, identity']) + `0\r\n\r\n${smuggled}`],
    ['a bad chunk size', headOf([chunked]) + `xyz\r\n{}\r\n0\r\n\r\n${smuggled}`],
    ['a chunk size beyond 64 bits', headOf([chunked]) + `${'f'.repeat(20)}\r\n{}\r\n0\r\n\r\n${smuggled}`],
    ['a negative chunk size', headOf([chunked]) + `-2\r\n{}\r\n0\r\n\r\n${smuggled}`],
    ['a chunk that is longer than its size', headOf([chunked]) + `2\r\n{}{}\r\n0\r\n\r\n${smuggled}`],
    ['a space before the colon', headOf(['Content-Length : 2']) + `{}${smuggled}`],
    ['a folded header', headOf(['X-A: b', ' Content-Length: 2']) + smuggled],
    ['a line feed alone', headOf(['X-A: b\nContent-Length: 2']) + `{}${smuggled}`],
    ['a carriage return alone', headOf(['X-A: b\rContent-Length: 2']) + `{}${smuggled}`],
    ['NUL in a header', headOf(['X-A: b\0c', 'Content-Length: 2']) + `{}${smuggled}`],
    [
      'no Host',
      `POST /validate/deny HTTP/1.1\r\nContent-Type: application/json\r\n${length}\r\n\r\n${good.toString()}`,
    ],
    ['no HTTP', 'rubbish\r\n\r\n'],
    ['HTTP/2 without an agreement', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method that is none', 'POSTED /validate/deny HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    const text = await exchange(tls(), [bytes]);
    // The bytes after the request are never read as another one.
    expect(text).not.toContain('404');
    expect(statusesIn(text)).toEqual([400]);
    expect(text).toMatch(/^Connection: close\r$/im);
  });
});

describe('headers and methods', () => {
  // Without another request: the server would reset the connection, and the answer could get lost.
  test.each<[string, string]>([
    ['a header of 100 kB', headOf([length, `X-A: ${'a'.repeat(100_000)}`])],
    ['10,000 headers', headOf([length, ...Array.from({ length: 10_000 }, (_, i) => `X-${i}: a`)])],
    ['a path of 100 kB', headOf([length], `/${'a'.repeat(100_000)}`)],
  ])('431 for %s, and the connection ends', async (_, head) => {
    expect(statusesIn(await exchange(tls(), [head + good.toString()]))).toEqual([431]);
  });

  test.each<[string, string, number]>([
    ['an unknown expectation', headOf([length, 'Expect: 200-ok']) + good.toString(), 417],
    ['TRACE', headOf([], '/validate/deny', 'TRACE'), 405],
    ['OPTIONS', headOf([], '/validate/deny', 'OPTIONS'), 405],
    ['DELETE', headOf([], '/validate/deny', 'DELETE'), 405],
    ['OPTIONS of everything', headOf([], '*', 'OPTIONS'), 404],
    ['an absolute URL', headOf([length], 'http://169.254.169.254/validate/deny') + good.toString(), 200],
    ['an upgrade to WebSocket', headOf([length, 'Connection: Upgrade', 'Upgrade: websocket']) + good.toString(), 200],
    [
      'an upgrade to HTTP/2',
      headOf([length, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']) +
        good.toString(),
      200,
    ],
    ['a path out of the root', headOf([length], '/validate/../mutate/deny') + good.toString(), 404],
    ['an encoded slash', headOf([length], '/validate%2fdeny') + good.toString(), 404],
    ['NUL in the path', headOf([length], '/validate/deny%00') + good.toString(), 404],
    ['__proto__ as the mode', headOf([length], '/validate/__proto__') + good.toString(), 404],
    ['constructor as the mode', headOf([length], '/validate/constructor') + good.toString(), 404],
  ])('%s', async (_, bytes, status) => {
    expect(statusesIn(await exchange(tls(), [bytes, last]))).toEqual([status, 404]);
  });

  test('CONNECT opens no tunnel', async () => {
    expect(statusesIn(await exchange(tls(), ['CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n']))).toEqual([]);
  });

  test('a client that waits for 100 Continue gets it, and its answer', async () => {
    const socket = tls();
    socket.write(headOf([length, 'Expect: 100-continue']));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    expect(statusesIn(await exchange(socket, [good, last]))).toEqual([200, 404]);
  });

  test('the health port refuses other methods, and large headers', async () => {
    const send = (bytes: string): Promise<string> => exchange(connectTcp(podward.healthPort, '127.0.0.1'), [bytes]);
    expect(statusesIn(await send(headOf([length], '/metrics') + good.toString()))).toEqual([405]);
    expect(statusesIn(await send(headOf([`X-A: ${'a'.repeat(100_000)}`], '/metrics', 'GET')))).toEqual([431]);
    expect(statusesIn(await send(headOf([length, 'Transfer-Encoding: chunked'], '/metrics', 'GET')))).toEqual([400]);
  });
});

describe('pipelining', () => {
  test('requests on one connection are answered in their order', async () => {
    const reviews = [1, 2, 3, 4, 5].map((n) =>
      encoded(reviewOf({ uid: `uid-${n}`, ...(n % 2 === 0 ? { options: { padding: 'x'.repeat(30_000) } } : {}) })),
    );
    const requests = reviews.map((review) => headOf([`Content-Length: ${review.length}`]) + review.toString());
    const text = await exchange(tls(), [...requests, last]);
    expect(statusesIn(text)).toEqual([200, 200, 200, 200, 200, 404]);
    expect([...text.matchAll(/"uid":"(uid-\d)"/g)].map(([, name]) => name)).toEqual([
      'uid-1',
      'uid-2',
      'uid-3',
      'uid-4',
      'uid-5',
    ]);
  });

  test(
    'a client that sends thousands of requests and reads no answer is cut off',
    async () => {
      const socket = tls();
      await once(socket, 'secureConnect');
      socket.pause();
      const many = Buffer.from(whole.repeat(500));
      let sent = 0;
      const send = (): void => {
        while (sent < 40 && !socket.destroyed) {
          sent++;
          if (!socket.write(many)) return void socket.once('drain', send);
        }
      };
      send();
      const end = closed(socket);
      // A paused socket does not notice that the other side has ended.
      setTimeout(() => socket.resume(), unreadMs + 5_000).unref();
      await end;
    },
    beforeIdleEnds,
  );
});

describe('JSON that parsers read differently', () => {
  const text = good.toString();
  const spec = (field: string): string => text.replace('"restartPolicy"', `${field},"restartPolicy"`);
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  test.each<[string, string | Buffer, number]>([
    ['__proto__ in the spec', spec('"__proto__":{"allowed":true,"polluted":1}'), 200],
    ['constructor in the spec', spec('"constructor":{"prototype":{"polluted":1}}'), 200],
    ['__proto__ around the request', text.replace('"request"', '"__proto__":{"polluted":1},"request"'), 200],
    ['__proto__ as the request', text.replace('"request"', '"__proto__"'), 400],
    [
      'a label __proto__',
      encoded(reviewOf({ object: pod({}, { labels: JSON.parse('{"__proto__":"a"}') as object }) })),
      200,
    ],
    ['99 levels', spec(`"a":${deep(95)}`), 200],
    ['101 levels', spec(`"a":${deep(101)}`), 400],
    ['100,000 levels of objects', '{"a":'.repeat(100_000), 400],
    ['1e400', spec('"activeDeadlineSeconds":1e400'), 200],
    ['2^63', spec('"activeDeadlineSeconds":9223372036854775808'), 200],
    ['a number of 100,000 digits', spec(`"activeDeadlineSeconds":${'1'.repeat(100_000)}`), 200],
    ['an amount with a huge exponent', spec('"overhead":{"cpu":"1e2147483648"}'), 200],
    ['an amount with a huge negative exponent', spec('"overhead":{"cpu":"1e-2147483648"}'), 200],
    ['NaN', spec('"activeDeadlineSeconds":NaN'), 400],
    ['a leading zero', spec('"activeDeadlineSeconds":01'), 400],
    ['a trailing comma', text.replace(/\}$/, ',}'), 400],
    ['two values', `${text}${text}`, 400],
    ['a comment', `/* a */${text}`, 400],
    ['a duplicate request', text.replace('"request":', '"request":{"uid":"x"},"request":'), 200],
    ['a byte order mark', `\ufeff${text}`, 400],
    ['UTF-16', Buffer.from(text, 'utf16le'), 400],
    ['an invalid byte', Buffer.concat([Buffer.from(spec('"a":"')), Buffer.from([0xff]), Buffer.from('"}')]), 400],
    ['an overlong slash', Buffer.from(spec('"a":"@"').replace('@', '\xc0\xaf'), 'latin1'), 400],
    ['a surrogate in UTF-8', Buffer.from(spec('"a":"@"').replace('@', '\xed\xa0\x80'), 'latin1'), 400],
    ['a lone surrogate, escaped', spec('"hostname":"\\ud800"'), 200],
    ['NUL, escaped', spec('"hostname":"a\\u0000b"'), 200],
    ['NUL, not escaped', spec('"hostname":"a\u0000b"'), 400],
  ])('%s', async (_, body, status) => {
    for (const phase of ['mutate', 'validate'] as const) {
      const answer = await post(podward.port, `/${phase}/deny`, body);
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('polluted');
      if (status !== 200) continue;
      const review = JSON.parse(answer.text) as AdmissionReview;
      expect(breaches(review, uid, phase)).toEqual([]);
      const { patch } = review.response;
      if (patch !== undefined)
        expect(Buffer.from(patch, 'base64').toString()).not.toMatch(/__proto__|constructor|prototype/);
    }
  });

  test('a patch beside such keys sets its own fields only', async () => {
    const web = JSON.parse(
      '{"name":"web","image":"web:1","ports":[{"containerPort":80}],"__proto__":{"a":1},"constructor":{"b":1}}',
    ) as object;
    const { text: answer } = await post(
      podward.port,
      '/mutate/warn',
      encoded(reviewOf({ object: pod({ containers: [web] }) })),
    );
    const review = JSON.parse(answer) as AdmissionReview;
    expect(breaches(review, uid, 'mutate')).toEqual([]);
  });
});

test('2,500 connections of one address leave room for others, and are gone when it closes them', async () => {
  const held = Array.from({ length: 2_500 }, () =>
    connectTcp({ port: podward.port, host: '127.0.0.1', localAddress: '127.0.0.2' }).on('error', () => {}),
  );
  await until(async () => (await metric(podward.healthPort, 'podward_connections')) > 1_000, 'the connections');
  for (let i = 0; i < 20; i++) expect(await answersGood()).toBe(true);
  expect(await metric(podward.healthPort, 'podward_connections')).toBeLessThanOrEqual(maxConnections);
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  for (const socket of held) socket.destroy();
  await until(
    async () => (await metric(podward.healthPort, 'podward_connections')) === 0,
    'the connections to end',
    25,
  );
});

test('names, users and uids cannot forge log lines, and no label of a metric has them', async () => {
  const forged = 'x"\n{"level":"info","msg":"forged"}\r\n\u001b[2J\u2028\u0085\u202e';
  const before = podward.output().lastIndexOf('\n') + 1;
  const change = {
    uid: forged.slice(0, 40),
    name: forged,
    namespace: forged,
    userInfo: { username: forged, groups: [forged], extra: { [forged]: [forged] } },
    operation: forged,
  };
  const bodies = [
    reviewOf(change),
    reviewOf({
      ...change,
      operation: 'CREATE',
      object: pod({ nodeName: forged, [forged]: 1 }, { name: forged, labels: { [forged]: forged } }),
    }),
    { ...reviewOf(), apiVersion: forged },
    reviewOf({ kind: { group: forged, version: 'v1', kind: forged } }),
    reviewOf({ subResource: [forged] }),
  ];
  for (const body of bodies)
    for (const path of ['/validate/deny', '/mutate/warn', `/validate/${encodeURIComponent(forged)}`]) {
      const { text } = await post(podward.port, path, encoded(body));
      if (!text.startsWith('{')) continue;
      // The uid must be that of the request. Everything else may reach the terminal of a user.
      const { response: { uid: _, ...response } = { uid: '' }, ...error } = JSON.parse(
        text,
      ) as Partial<AdmissionReview>;
      // A value is quoted as JSON, so a backslash that is shown is a character like any other.
      expect(JSON.stringify({ response, error }).replaceAll('\\\\', '')).not.toMatch(/\\u00[01]|\u202e|\u2028/);
    }
  await until(() => podward.output().length > before, 'the log');
  const lines = podward.output().slice(before).trimEnd().split('\n');
  for (const line of lines) {
    const { msg } = JSON.parse(line) as { msg: string };
    expect(msg).not.toBe('forged');
    expect(line).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u2028\u202e]/);
  }
  const { text: metrics } = await get(podward.healthPort, '/metrics');
  expect(metrics).not.toMatch(/forged|\u001b/);
});
