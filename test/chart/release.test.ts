/** The chart of a release, and what Artifact Hub shows of it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { writeChart } from '../../scripts/image/chart.ts';
import { commandsOf, pages, root } from '../docs/commands.ts';
import { helm, only, parseAll, type Rendered } from './helm.ts';

const repository = 'https://github.com/example/podward';
const image = 'ghcr.io/example/podward';
let folder: string;
let chart: Rendered;
const annotation = (name: string): Rendered => parse(chart.annotations[`artifacthub.io/${name}`]);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-release-'));
  writeChart(folder, image, repository);
  chart = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The file of this repository that a URL shows. */
const fileOf = (url: string): string | undefined =>
  new RegExp(`^${repository}/(?:blob|raw)/v${chart.version}/([^#]+)`).exec(url)?.[1];
const existing = (urls: readonly string[]): string[] =>
  urls.filter((url) => url === `${repository}/issues` || existsSync(join(root, fileOf(url) ?? 'none')));

test('names its image, so that it can be installed without values', async () => {
  const { stdout } = await helm(['template', 'podward', folder]);
  const [container] = only(parseAll(stdout), 'Deployment').spec.template.spec.containers;
  expect(container.image).toBe(`${image}:${chart.appVersion}`);
  expect(annotation('images')).toEqual([
    { name: 'podward', image: container.image, platforms: ['linux/amd64', 'linux/arm64'] },
  ]);
});

const installing = [...pages()].flatMap(([page, text]) =>
  commandsOf(text)
    .filter((command) => command.startsWith('helm upgrade --install podward oci:'))
    .map((command) => [page, command] as const),
);
test.each(installing)('%s: %s', async (_, command) => {
  const args = command
    .replace('helm upgrade --install', 'template')
    .replace(/oci:\/\/ghcr\.io\/\S+\/charts\/podward --version \S+/, folder)
    .split(' ');
  const { code, stdout, stderr } = await helm(args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const [container] = only(parseAll(stdout), 'Deployment').spec.template.spec.containers;
  expect(container.image).toBe(`${image}:${chart.appVersion}`);
});

test('names pages that exist', () => {
  expect([chart.home, chart.sources]).toEqual([repository, [repository]]);
  const urls = [...annotation('links'), ...annotation('screenshots')].map(({ url }: Rendered) => url);
  expect(urls.length).toBeGreaterThan(3);
  expect(existing(urls)).toEqual(urls);
});

test('its README links to pages that exist, at the tag of the release', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => link[0] !== '#');
  expect(links.length).toBeGreaterThan(10);
  expect(existing(links)).toEqual(links);
});

test('says what changed, in kinds that Artifact Hub knows', () => {
  const kinds = ['added', 'changed', 'deprecated', 'removed', 'fixed', 'security'];
  const changes = annotation('changes');
  expect(changes.length).toBeGreaterThan(0);
  for (const { kind, description } of changes) {
    expect(kinds).toContain(kind);
    expect(description).toMatch(/^[A-Z].*\.$/);
  }
});

test('has the license, the category and the kind of version that are true of it', () => {
  expect(annotation('license')).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).license);
  expect(annotation('category')).toBe('security');
  expect(annotation('operator')).toBe(false);
  expect(annotation('prerelease')).toBe(chart.version.includes('-'));
  expect(annotation('containsSecurityUpdates')).toBe(
    annotation('changes').some(({ kind }: Rendered) => kind === 'security'),
  );
  // cosign signs the chart, without a PGP key.
  expect(chart.annotations).not.toHaveProperty('artifacthub.io/signKey');
});
