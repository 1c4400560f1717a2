/** The Dockerfile and the bundle fit the rest of the project. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { entries } from '../../scripts/image/bundle.ts';
import { pinnedNode, verifiedNode } from '../../scripts/image/files.ts';
import { noMistakes } from '../rules/mistakes.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version, dependencies } = JSON.parse(read('package.json')) as {
  version: string;
  dependencies: Record<string, string>;
};
const argument = (name: string) => new RegExp(`^ARG ${name}=(.*)$`, 'm').exec(read('Dockerfile'))![1]!;

test('the version of the image is that of the package and of the chart', () => {
  expect(argument('VERSION')).toBe(version);
  expect(read('charts/podward/Chart.yaml')).toContain(`\nversion: ${version}\nappVersion: "${version}"\n`);
});

const pages = ['README.md', 'devcluster/README.md', 'charts/podward/README.md'];
test.each(pages)('%s names the version of the package in its commands', (page) => {
  const named = [...read(page).matchAll(/(?:podward:|refs\/tags\/v|--version )([\w.]+\w)/g)].map(([, named]) => named);
  expect(new Set(named)).toEqual(new Set([version]));
});

test('the Node of the Dockerfile is that of the project', () => {
  expect(argument('BUILD')).toContain(`/node:${dependencies['node']}-`);
});

test('the image has the Node of the project, whose hashes are pinned', () =>
  noMistakes(
    pinnedNode.version === dependencies['node']
      ? []
      : [
          `scripts/image/files.ts, pinnedNode: the version must be ${dependencies['node']}, as in package.json. For x64 and arm64, run this, and write the hash: ` +
            `cd $(mktemp -d) && npm pack node-linux-ARCHITECTURE@${dependencies['node']} && tar -xzOf *.tgz package/bin/node | sha256sum`,
        ],
  ));

test.each(Object.entries(pinnedNode.sha256))('another program is not the Node for %s', (architecture, hash) => {
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(() => verifiedNode(join(root, 'package.json'), architecture)).toThrow(`and must be ${hash}.`);
});

test('the Node that runs is the pinned one', () =>
  expect(verifiedNode(process.execPath, process.arch).length).toBeGreaterThan(0));

test('there is no image for another architecture', () =>
  expect(() => verifiedNode(process.execPath, 's390x')).toThrow('The image cannot be built for s390x.'));

test.each(['BUILD', 'BASE'])('the image %s has a digest', (name) => {
  expect(argument(name)).toMatch(/^[\w.-]+\/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test('the stage, which has the libraries, and the base have the same version of Debian', () => {
  const names: Record<string, string> = { bookworm: '12', trixie: '13', forky: '14' };
  const [, name] = /-(\w+)@/.exec(argument('BUILD'))!;
  expect(/-debian(\d+):/.exec(argument('BASE'))![1]).toBe(names[name!]);
});

test('each program that src starts is bundled', () => {
  const started = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/new URL\([`'"]\.\/([\w-]+)[.$]/g)].map(([, name]) => `${dirname(file)}/${name}.ts`),
  );
  expect(started.length).toBeGreaterThan(0);
  expect(entries).toEqual(expect.arrayContaining(started));
});
