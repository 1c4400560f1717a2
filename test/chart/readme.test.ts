/** The commands that install the chart, rendered by Helm without a cluster. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { manifest } from '../../devcluster/image.ts';
import { root, typedIn } from '../docs/commands.ts';
import { helm, only, parseAll } from './helm.ts';

/** The name that `make image` gives, and the one that the pages give it in a registry. */
const image = new RegExp(
  `(^| )(localhost|registry\\.example\\.com)/podward:${manifest.version.replaceAll('.', '\\.')}$`,
);
const archive = /(^| )(\.cache\/image\/)?podward\.tar$/;
const installed = ['README.md', 'certs/README.md', 'charts/podward/README.md'];
const pages = [...installed, 'devcluster/README.md'];
const commands = pages.flatMap((page) => typedIn(page, 'helm').map((command) => [page, command] as const));
const installing = commands.filter(([, command]) => command.startsWith('helm upgrade --install '));

test('each page has one', () => expect(installing.map(([page]) => page)).toEqual(expect.arrayContaining(installed)));

// test/chart/release.test.ts renders those that install a release.
const fromClone = installing.filter(([, command]) => !command.includes(' oci:'));
test.each(fromClone)('%s: %s', async (_, command) => {
  const folder = mkdtempSync(join(tmpdir(), 'podward-readme-'));
  try {
    // The previous command creates this file.
    const ca = join(folder, 'ca.crt');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n');
    const args = command
      .replace('helm upgrade --install', 'template')
      .replace('charts/podward', join(root, 'charts/podward'))
      .replace('=ca.crt', `=${ca}`)
      .split(' ');
    const { code, stdout, stderr } = await helm(args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [container] = only(parseAll(stdout), 'Deployment').spec.template.spec.containers;
    expect(container.image).toMatch(image);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the pages require the version of Kubernetes that the chart requires', () => {
  const [, minor] = /^kubeVersion: ">=(1\.\d+)\.0-0"$/m.exec(
    readFileSync(join(root, 'charts/podward/Chart.yaml'), 'utf8'),
  )!;
  for (const page of ['README.md', 'charts/podward/README.md'])
    expect(readFileSync(join(root, page), 'utf8')).toContain(`Kubernetes ${minor} or later`);
});

test('the pages load and push the image that the chart uses', () => {
  const commands = pages.flatMap((page) => typedIn(page, 'docker', 'kind', 'minikube', 'ctr'));
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) expect(archive.test(command) || image.test(command)).toBe(true);
});
