/**
 * Runs the root file system of an image with runc, as strictly as the Pod of the chart: a user without any privilege, and a root file system
 * that is read-only. The network is that of the machine.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageConfig } from './archive.ts';

export interface Container {
  readonly rootfs: string;
  readonly config: ImageConfig;
  /** Arguments of the entrypoint. */
  readonly args: readonly string[];
  /** Instead of the entrypoint of the image. */
  readonly entrypoint?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Folders and files of this machine by their path in the container, which can read them. */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** Starts the container. `bundle` is a folder for the files of runc. A signal to the process reaches the container. */
export function startContainer(bundle: string, container: Container): ChildProcess {
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(specOf(container)));
  // The user of the container must reach the root file system.
  chmodSync(container.rootfs, 0o755);
  const name = `podward-${randomBytes(6).toString('hex')}`;
  return spawn('runc', ['--root', join(bundle, 'state'), 'run', '--bundle', bundle, name], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** https://github.com/opencontainers/runtime-spec/blob/main/config.md */
function specOf({ rootfs, config, args, entrypoint = config.Entrypoint, env = {}, mounts = {} }: Container): object {
  const [uid, gid] = config.User.split(':').map(Number);
  const bind = (destination: string, source: string) => ({
    destination,
    source,
    type: 'bind',
    options: ['rbind', 'ro'],
  });
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid, gid },
      args: [...entrypoint, ...args],
      env: [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      cwd: config.WorkingDir,
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
    },
    root: { path: rootfs, readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
      {
        destination: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
      },
      ...Object.entries(mounts).map(([destination, source]) => bind(destination, source)),
    ],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount', 'cgroup'].map((type) => ({ type })),
      resources: {},
    },
  };
}
