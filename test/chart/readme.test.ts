/** The commands by which the pages install the chart, as far as Helm goes without a cluster. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { root, typedIn } from '../docs/commands.ts';
import { helm, only, type Rendered } from './helm.ts';

const pages = ['README.md', 'certs/README.md', 'charts/podward/README.md'];
const commands = pages.flatMap((page) => typedIn(page, 'helm').map((command) => [page, command] as const));
const installing = commands.filter(([, command]) => /^helm (upgrade --install|install) /.test(command));

test('there is one on each page', () => expect(new Set(installing.map(([page]) => page))).toEqual(new Set(pages)));

test.each(installing)('%s: %s', async (_, command) => {
  const folder = mkdtempSync(join(tmpdir(), 'podward-readme-'));
  try {
    // What the command before it writes.
    const ca = join(folder, 'ca.crt');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n');
    const args = command
      .replace(/^helm (upgrade --install|install)/, 'template')
      .replace('charts/podward', join(root, 'charts/podward'))
      .replace('=ca.crt', `=${ca}`)
      .split(' ');
    const { code, stdout, stderr } = await helm(args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const objects = parseAllDocuments(stdout).map((document): Rendered => document.toJS());
    const [container] = only(objects.filter(Boolean), 'Deployment').spec.template.spec.containers;
    expect(container.image).toBe('registry.example.com/podward:0.1.0');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the image that the pages build is the one that the chart asks for', () => {
  const builds = pages.flatMap((page) => typedIn(page, 'docker'));
  expect(builds).toHaveLength(4);
  for (const command of builds) expect(command).toContain(' registry.example.com/podward:0.1.0');
});
