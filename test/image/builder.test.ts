/** How `make image` chooses the program that builds the image. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { buildImage, findBuilder } from '../../scripts/image/builder.ts';
import { requirements } from '../../scripts/image/requirements.ts';

const { PATH } = process.env;
const folders: string[] = [];

/** A PATH with these programs. Each prints its message and exits with its status. */
function installed(programs: Readonly<Record<string, readonly [status: number, message: string]>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'podward-builders-'));
  folders.push(folder);
  for (const [name, [status, message]] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${message}' >&2\nexit ${status}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  process.env['PATH'] = folder;
}

afterEach(() => {
  process.env['PATH'] = PATH;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const noEngine = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';

test.each<[string, Parameters<typeof installed>[0], string | undefined]>([
  ['docker with an engine', { docker: [0, ''], podman: [0, ''], buildah: [0, ''] }, 'docker'],
  ['docker without an engine', { docker: [1, noEngine], buildah: [0, ''] }, 'buildah'],
  ['podman before buildah', { podman: [0, ''], buildah: [0, ''] }, 'podman'],
  ['nothing', {}, undefined],
])('%s', async (_, programs, builder) => {
  installed(programs);
  expect(await findBuilder(undefined)).toBe(builder);
});

test('PODWARD_IMAGE_BUILDER decides', async () => {
  installed({ docker: [0, ''], buildah: [0, ''] });
  expect(await findBuilder('buildah')).toBe('buildah');
});

test.each([
  ['kaniko', 'PODWARD_IMAGE_BUILDER cannot be "kaniko". Use docker, podman or buildah.'],
  ['docker', `PODWARD_IMAGE_BUILDER is docker, which does not work: ${noEngine}`],
  ['podman', 'PODWARD_IMAGE_BUILDER is podman, which does not work: it is not installed.'],
])('an error says why %s cannot be used', async (forced, message) => {
  installed({ docker: [1, noEngine] });
  await expect(findBuilder(forced)).rejects.toThrow(message);
});

const build = {
  name: 'podward',
  version: '1',
  base: 'scratch',
  context: '/project',
  archive: '/archive',
  scratch: '/scratch',
};
test.each([
  ['runs the stage of the Dockerfile', {}, /BASE=scratch --load/],
  ['replaces the stage', { stage: '/stage' }, /BASE=scratch --build-context build=\/stage --load/],
  ['takes Node from another image', { node: 'mirror/node' }, /BASE=scratch --build-arg BUILD=mirror\/node --load/],
])('%s', async (_, changed, args) => {
  installed({ docker: [1, "'$*'"] });
  await expect(buildImage('docker', { ...build, ...changed })).rejects.toThrow(args);
});

test('an error says what to install', async () => {
  installed({ docker: [1, noEngine], strip: [0, ''], runc: [0, ''] });
  await expect(requirements({}, 'scratch')).rejects.toThrow(
    'docker, podman or buildah is required. On Debian, run: apt-get install -y buildah',
  );
});
