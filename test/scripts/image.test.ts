/** The Dockerfile and the bundle fit the rest of the project. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { entries } from '../../scripts/image/bundle.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version, devDependencies } = JSON.parse(read('package.json')) as {
  version: string;
  devDependencies: Record<string, string>;
};
const argument = (name: string) => new RegExp(`^ARG ${name}=(.*)$`, 'm').exec(read('Dockerfile'))![1]!;

test('the version of the image is that of the package and of the chart', () => {
  expect(argument('VERSION')).toBe(version);
  expect(read('charts/podward/Chart.yaml')).toContain(`\nversion: ${version}\nappVersion: "${version}"\n`);
});

test('the Node of the Dockerfile is that of the project', () => {
  expect(argument('BUILD')).toContain(`/node:${devDependencies['node']}-`);
});

test.each(['BUILD', 'BASE'])('the image %s has a digest', (name) => {
  expect(argument(name)).toMatch(/^[\w.-]+\/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test('each program that src starts is bundled', () => {
  const started = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/new URL\([`'"]\.\/([\w-]+)[.$]/g)].map(([, name]) => `${dirname(file)}/${name}.ts`),
  );
  expect(started.length).toBeGreaterThan(0);
  expect(entries).toEqual(expect.arrayContaining(started));
});
