/** A log that cannot be written, or that nobody reads, neither stops the server nor delays it, and does not keep it from ending. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePorts } from '../../devcluster/ports.ts';
import { encoded, pod, reviewOf } from '../admission/requests.ts';
import { maxPendingLogBytes } from '../../src/server/limits.ts';
import { createLogOutput } from '../../src/server/log-output.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, keepAlive, post, until } from './client.ts';
import { main, node } from './podward.ts';

const folder = temporaryFolder();
const tls = join(folder, 'tls');

/** The server logs a line of about 200 bytes for this review. */
const denied = encoded(reviewOf({ operation: 'UPDATE', object: pod({ nodeName: 'b' }), oldObject: pod() }));

const children: ChildProcess[] = [];
const descriptors: number[] = [];

beforeAll(() => makePair(tls));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const fd of descriptors.splice(0)) closeSync(fd);
});
afterAll(() => rmSync(folder, { recursive: true }));

let fifos = 0;
/** A new fifo with a reader that reads only with `readAll`, and a writer. Both are non-blocking. */
function fifo(): { readonly reader: number; readonly writer: number } {
  const path = join(folder, `fifo${++fifos}`);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  descriptors.push(reader, writer);
  return { reader, writer };
}

function close(fd: number): void {
  closeSync(fd);
  descriptors.splice(descriptors.indexOf(fd), 1);
}

/** Everything that is in the pipe now. */
function readAll(reader: number): string {
  const chunk = Buffer.alloc(64 * 1024);
  let text = '';
  try {
    for (;;) {
      const length = readSync(reader, chunk);
      if (length === 0) return text;
      text += chunk.toString('utf8', 0, length);
    }
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
    return text;
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly healthPort: number;
  /** Sends SIGTERM. Returns the exit status. */
  end(): Promise<number | null>;
}

/** Waits for the health port, because the log may not arrive. */
async function start(stdout: number, { nodeFlags = [] as string[], terminal = false } = {}): Promise<Started> {
  const { port, healthPort } = await freePorts(['port', 'healthPort']);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const ports = ['--host=127.0.0.1', `--port=${port}`, `--health-port=${healthPort}`];
  const command = [node, ...nodeFlags, main, 'serve', ...ports, `--tls-dir=${tls}`, '--drain-seconds=0'];
  const [program, ...args] = terminal
    ? ['script', '-qc', `exec ${command.map((word) => `'${word}'`).join(' ')}`, '/dev/null']
    : command;
  const child = spawn(program!, args, { stdio: ['ignore', stdout, 'ignore'], env });
  children.push(child);
  await until(
    () =>
      get(healthPort, '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      ),
    'podward to be ready',
  );
  return {
    child,
    port,
    healthPort,
    async end() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}

/** Sends reviews that are logged. A server that waits for its log would never answer. */
async function review(port: number, count: number): Promise<void> {
  const agent = keepAlive();
  for (let sent = 0; sent < count; sent++)
    expect((await post(port, '/validate/deny', denied, { agent })).status).toBe(200);
  agent.destroy();
}

describe('podward serve', () => {
  test('serves and ends with a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    descriptors.push(full);
    const podward = await start(full);
    await review(podward.port, 50);
    expect((await get(podward.healthPort, '/healthz')).status).toBe(200);
    expect(await podward.end()).toBe(0);
  });

  test('serves and ends with a reader that does not read', async () => {
    const { writer } = fifo();
    const podward = await start(writer);
    await review(podward.port, 2_000);
    expect(await podward.end()).toBe(0);
  });

  test('serves and ends after the reader has gone, with lines that it did not read', async () => {
    const { reader, writer } = fifo();
    const podward = await start(writer);
    await review(podward.port, 500);
    close(reader);
    await review(podward.port, 50);
    expect(await podward.end()).toBe(0);
  });

  test('writes all lines in order, up to the last one, to a reader that pauses', async () => {
    const { reader, writer } = fifo();
    const podward = await start(writer);
    close(writer);
    await review(podward.port, 1_000);
    let text = '';
    const reading = setInterval(() => (text += readAll(reader)), 5);
    const code = await podward.end().finally(() => clearInterval(reading));
    text += readAll(reader);
    expect(code).toBe(0);
    const messages = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    const first = ['Kubernetes versions taken from the configuration', 'ready'];
    expect(messages).toEqual([...first, ...Array<string>(1_000).fill('denied'), 'stopping', 'draining', 'closed']);
  });

  test('ends with status 1 if it fails while its log cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    descriptors.push(full);
    const fails = `process.on('SIGUSR2', () => { throw new Error('test'); });`;
    const nodeFlags = ['--import', `data:text/javascript,${encodeURIComponent(fails)}`];
    const podward = await start(full, { nodeFlags });
    const exit = once(podward.child, 'exit');
    podward.child.kill('SIGUSR2');
    expect(await exit).toEqual([1, null]);
  });

  test('serves and ends with a terminal whose output is not read', async () => {
    // script copies the output of a terminal to its own standard output, and waits until that is read.
    const podward = await start(fifo().writer, { terminal: true });
    await review(podward.port, 500);
    const [pid] = readFileSync(`/proc/${podward.child.pid}/task/${podward.child.pid}/children`, 'utf8').split(' ');
    process.kill(Number(pid), 'SIGTERM');
    // script is still waiting, so it has not read the exit status.
    await until(() => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')), 'podward to end');
  });
});

describe('pending lines', () => {
  const line = (id: number): string => `${JSON.stringify({ id, padding: 'x'.repeat(1_000) })}\n`;
  const lineBytes = line(10_000).length;
  const ids = (text: string): unknown[] =>
    text
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one) as { id?: number; count?: number })
      .map(({ id, count }) => id ?? { count });

  async function readUntil(reader: number, end: string): Promise<string> {
    let text = readAll(reader);
    await until(() => (text += readAll(reader)).includes(end), end);
    return text;
  }

  test('are limited, and one line in their place reports those that were dropped', async () => {
    const { reader, writer } = fifo();
    const output = createLogOutput(writer);
    const sent = Math.ceil((2 * maxPendingLogBytes) / lineBytes);
    for (let id = 10_000; id < 10_000 + sent; id++) output.write(line(id));
    const { dropped } = output;
    expect(dropped).toBeGreaterThan(sent / 3);
    expect((sent - dropped) * lineBytes).toBeLessThan(maxPendingLogBytes + 128 * 1024);

    let text = await readUntil(reader, '"count"');
    output.write(line(99_999));
    text += await readUntil(reader, '99999');
    const kept = Array.from({ length: sent - dropped }, (_, index) => 10_000 + index);
    expect(ids(text)).toEqual([...kept, { count: dropped }, 99_999]);
    expect(output.dropped).toBe(dropped);
  });

  test('a line above the limit is reported at once', () => {
    const { reader, writer } = fifo();
    const output = createLogOutput(writer);
    output.write(`${'x'.repeat(maxPendingLogBytes)}\n`);
    output.write(line(10_000));
    expect(ids(readAll(reader))).toEqual([{ count: 1 }, 10_000]);
    expect(output.dropped).toBe(1);
  });
});
