/** When `make image` builds anew. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fingerprint, hashesOf, type Inputs } from '../../scripts/image/fingerprint.ts';

let root: string;
const write = (path: string, text: string): void => writeFileSync(join(root, path), text);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'podward-fingerprint-'));
  for (const folder of ['src/rules', 'test']) mkdirSync(join(root, folder), { recursive: true });
  for (const path of ['node', 'src/rules/a.ts', 'README.md', 'test/a.ts']) write(path, 'one');
  write('Dockerfile', 'COPY README.md ./\nCOPY src ./src\nCOPY --from=build /out/ /\n');
});
afterAll(() => rmSync(root, { recursive: true }));

const distroless = (digit: string): string => `gcr.io/distroless/cc@sha256:${digit.repeat(64)}`;

function inputs(changed: Partial<Inputs> = {}): string | undefined {
  return fingerprint({
    root,
    node: join(root, 'node'),
    builder: undefined,
    base: 'scratch',
    stage: undefined,
    debian: () => 'libc6_2.36 SHA256:1',
    ...changed,
  });
}

test('another base, stage, Debian package or builder makes another image', () => {
  const others = [
    inputs(),
    inputs({ base: distroless('1') }),
    inputs({ base: distroless('2') }),
    inputs({ base: distroless('2'), stage: distroless('3') }),
    inputs({ base: distroless('2'), stage: distroless('4') }),
    inputs({ debian: () => 'libc6_2.36 SHA256:2' }),
    inputs({ builder: 'docker' }),
  ];
  for (const other of others) expect(other).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(others).size).toBe(others.length);
});

test.each(['node', 'src/rules/a.ts', 'README.md', 'Dockerfile'])('a change of %s makes another image', (path) => {
  const before = inputs();
  appendFileSync(join(root, path), 'two');
  expect(inputs()).not.toBe(before);
});

test.each<Partial<Inputs>>([{ stage: '' }, { base: 'scratch', stage: 'mirror/node:24' }])(
  'a stage that is not used changes nothing: %j',
  (changed) => {
    const pinned = { base: distroless('1'), ...changed };
    expect(inputs(pinned)).toBe(inputs({ ...pinned, stage: undefined }));
  },
);

test('a test is not part of the image', () => {
  const before = inputs();
  write('test/a.ts', 'two');
  expect(inputs()).toBe(before);
});

test.each<[string, Partial<Inputs>]>([
  ['a base without a digest', { base: 'debian:13' }],
  ['a stage without a digest', { base: distroless('1'), stage: 'mirror/node:24' }],
  ['packages that apt does not know', { debian: () => undefined }],
])('%s cannot be compared', (_, changed) => expect(inputs(changed)).toBeUndefined());

test('a changed or missing archive is noticed', () => {
  const paths = ['archive', 'list'].map((name) => join(root, name));
  expect(hashesOf(paths)).toBeUndefined();
  for (const path of paths) writeFileSync(path, 'one');
  const before = hashesOf(paths);
  expect(before).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  writeFileSync(paths[0]!, 'two');
  expect(hashesOf(paths)).not.toBe(before);
});
