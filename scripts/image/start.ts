/** Starts the server in the image and measures the time until it is ready. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newKey, openssl } from '../../devcluster/openssl.ts';
import { freePorts } from '../../devcluster/ports.ts';
import type { ImageConfig } from './archive.ts';
import { ImageError } from './builder.ts';
import { startContainer } from './container.ts';

/** Longer than the 2 s within which the server must be ready, so that a slow machine gets a figure, too. */
const maxSeconds = 30;

/** Starts the server, which responds to probes at this port of 127.0.0.1. The folder has `tls`. A signal to the process reaches the server. */
type Launch = (folder: string, healthPort: number) => ChildProcess;

const serve = ['serve', '--tls-dir=/tls', '--drain-seconds=0'];

/** Starts the root file system of the image, as root. */
export const withRunc =
  (rootfs: string, config: ImageConfig): Launch =>
  (folder, healthPort) => {
    const args = [...serve, '--host=127.0.0.1', '--port=0', `--health-port=${healthPort}`];
    return startContainer(join(folder, 'bundle'), { rootfs, config, args, mounts: { '/tls': join(folder, 'tls') } });
  };

/** Starts the image with the program that has built it, docker or podman. */
export const withEngine =
  (engine: string, image: string): Launch =>
  (folder, healthPort) => {
    const options = [
      ...['--rm', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--security-opt=label=disable'],
      ...[`--volume=${join(folder, 'tls')}:/tls:ro`, `--publish=127.0.0.1:${healthPort}:8080`],
    ];
    return spawn(engine, ['run', ...options, image, ...serve], { stdio: ['ignore', 'pipe', 'pipe'] });
  };

/** The milliseconds from the start of the container until /readyz responds with 200, the median of `times`. */
export async function startMilliseconds(launch: Launch, scratch: string, times = 3): Promise<number> {
  const measured: number[] = [];
  for (let time = 0; time < times; time++) measured.push(await once(launch, join(scratch, `start-${time}`)));
  return measured.sort((a, b) => a - b)[Math.floor(times / 2)]!;
}

async function once(launch: Launch, folder: string): Promise<number> {
  writeCertificate(join(folder, 'tls'));
  const { health } = await freePorts(['health']);
  const start = performance.now();
  const child = launch(folder, health);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<void>((resolve, reject) => child.once('close', () => resolve()).once('error', reject));
  try {
    while (!(await isReady(health))) {
      if (child.exitCode !== null)
        throw new ImageError(`The server in the image ended with status ${child.exitCode}:\n${output}`);
      if (performance.now() - start > maxSeconds * 1000) {
        throw new ImageError(`The server in the image is not ready after ${maxSeconds} s:\n${output}`);
      }
      await sleep(5);
    }
    return performance.now() - start;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const isReady = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/readyz' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', () => resolve(false));
  });

/** A pair that the user of the container can read. */
export function writeCertificate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const key = join(folder, 'tls.key');
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  openssl('req', '-x509', ...newKey('/CN=podward', key), '-days', '2', ...names, '-out', join(folder, 'tls.crt'));
  chmodSync(key, 0o644);
}
