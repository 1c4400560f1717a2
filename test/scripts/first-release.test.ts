/** A release does not ship pages of the time before the first one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { mistakesOfRelease, mistakesOn } from '../../scripts/image/first-release.ts';
import { root } from '../docs/commands.ts';
import { noMistakes } from '../rules/mistakes.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each<[text: string, lines: number[]]>([
  ['No release of Podward is published yet, so build the image\nfirst.', [1]],
  ['# Install\n\nNo image is published yet. Build it:', [3]],
  ['Nothing is released yet.', [1]],
  ['Keep two replicas. While no release\nis published, build the image.', [1]],
  ['When there is a release, set OWNER.', [1]],
  ['helm upgrade podward charts/podward \\\n  --set image.repository=localhost/podward', [2]],
  ['docker tag localhost/podward:0.1.0 registry.example.com/podward:0.1.0', [1]],
  ['helm upgrade podward oci://ghcr.io/OWNER/charts/podward', [1]],
  ['No image is published yet.\nNo image is published yet.', [1, 2]],
  ['helm upgrade podward oci://ghcr.io/example/charts/podward --version 0.1.0', []],
  ['IMAGES=ghcr.io/$(echo "$OWNER" | tr A-Z a-z)', []],
  ['helm template charts/podward --set image.repository=registry.example.com/podward', []],
  ['The workflow signs what is published in a release.', []],
])('%j', (text, lines) => {
  const found = mistakesOn('README.md', text).map((mistake) => Number(/^README\.md:(\d+): /.exec(mistake)?.[1]));
  expect(found).toEqual(lines);
});

test('a mistake names the page, the line, and what to do', () =>
  expect(mistakesOn('docs/upgrading.md', '\nWhile no release\nis published')).toEqual([
    'docs/upgrading.md:2: a release must not say "no release is published". Change the page as CONTRIBUTING.md, "The first release", says.',
  ]));

test('CONTRIBUTING.md has text for the first release, without such sentences', () => {
  const texts = [...read('CONTRIBUTING.md').matchAll(/^~~~markdown\n(.*?)^~~~$/gms)].map(([, text]) => text!);
  expect(texts.length).toBeGreaterThan(2);
  for (const text of texts) expect(mistakesOn('', text.replaceAll('ghcr.io/OWNER', 'ghcr.io/example'))).toEqual([]);
});

test('as soon as the changelog names the version, no page has such a sentence', () =>
  noMistakes(/^## Unreleased$/m.test(read('CHANGELOG.md')) ? [] : mistakesOfRelease()));

test('the workflow looks for them before it does anything else', () => {
  const { jobs } = parse(read('.github/workflows/release.yml'));
  const runs = jobs.version.steps.map(({ run }: { run?: string }) => run);
  expect(runs).toContain('node scripts/image/first-release.ts');
  const { version: _, ...others } = jobs;
  for (const { needs } of Object.values<{ needs: string | string[] }>(others))
    expect([needs].flat()).toContain('version');
});
