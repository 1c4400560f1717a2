/** Podward as a separate process, on free ports of the loopback interface. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from './client.ts';

/** The bundle of test/program.ts, if it has made one. */
export const main = process.env['PODWARD_PROGRAM'] ?? fileURLToPath(new URL('../../src/main.ts', import.meta.url));
export const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Podward {
  readonly pid: number;
  readonly port: number;
  readonly healthPort: number;
  readonly ended: Promise<Ended>;
  output(): string;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

function launch(args: readonly string[], program: readonly string[]) {
  // In a Pod, the server would ask the API server of the cluster.
  const { NODE_OPTIONS: _, KUBERNETES_SERVICE_HOST: __, ...env } = process.env;
  const child = spawn(node, [...program, 'serve', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, output }));
  return { child, ended, output: () => output };
}

/** Runs until the process exits, for a server that cannot start. */
export const runPodward = (...args: readonly string[]): Promise<Ended> => runProgram([main], args);

/** `program` is what Node runs, with its flags. */
export const runProgram = (program: readonly string[], args: readonly string[]): Promise<Ended> =>
  launch(args, program).ended;

export const startPodward = (...args: readonly string[]): Promise<Podward> => startProgram([main], args);

/** `program` is what Node runs, with its flags. If `host` is empty, the server listens on all addresses. */
export async function startProgram(
  program: readonly string[],
  args: readonly string[],
  host: readonly string[] = ['--host=127.0.0.1'],
): Promise<Podward> {
  const { child, ended, output } = launch([...host, '--port=0', '--health-port=0', ...args], program);
  await until(() => {
    if (child.exitCode !== null) throw new Error(`podward ended with ${child.exitCode}: ${output()}`);
    return output().includes('"msg":"ready"');
  }, 'podward to be ready').catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const ready = output()
    .split('\n')
    .find((line) => line.includes('"msg":"ready"'))!;
  const { port, healthPort } = JSON.parse(ready) as { port: number; healthPort: number };
  return { pid: child.pid!, port, healthPort, ended, output, signal: (name) => void child.kill(name) };
}
