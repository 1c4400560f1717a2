/** The chart as other tools see it: helm-unittest, kubeconform and Helm 3. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { binary } from '../../devcluster/binaries.ts';
import { manifest } from '../../devcluster/image.ts';
import { run } from '../../devcluster/run.ts';
import { kubernetesVersions, newestKubernetesVersion } from '../../devcluster/versions.ts';
import { certificateModes, chart, everything, helm, template, withImage } from './helm.ts';
import { schemaLocation } from './kubeconform.ts';

const hostNetwork = {
  hostNetwork: true,
  containerPorts: { https: 10250 },
  priorityClassName: 'system-cluster-critical',
};
const oddNames = {
  fullnameOverride: 'true',
  nameOverride: '123',
  serviceAccount: { name: '1e3' },
  image: { repository: '123', tag: '1.10' },
  events: { enabled: true },
};
const matrix: [string, object][] = [
  ...Object.entries(certificateModes),
  ['everything', everything],
  ['the network of the node', hostNetwork],
  ['names that YAML reads as another type', { ...everything, ...oddNames }],
  [
    'fewest objects',
    { uninstallHook: { enabled: false }, podDisruptionBudget: { enabled: false }, modeLabel: { guard: false } },
  ],
];

test('helm-unittest: charts/podward/tests', async () => {
  const { code, stdout } = await run(await binary('helm-unittest'), ['--color=false', chart], { reject: false });
  expect(code === 0 ? '' : stdout).toBe('');
  expect(stdout).toMatch(/^Tests: +[1-9]\d* passed/m);
});

describe.each([kubernetesVersions[0]!, newestKubernetesVersion])('kubeconform with the schemas of %s', (version) => {
  let location: string;
  beforeAll(async () => {
    location = await schemaLocation(version);
  });
  const conform = async (input: string) =>
    run(await binary('kubeconform'), ['-strict', '-summary', '-schema-location', location], { input, reject: false });

  test.each(matrix)('%s', async (_, values) => {
    const { stdout, stderr } = await template(values, { args: ['--kube-version', version] });
    expect(stderr).toBe('');
    expect((await conform(stdout)).stdout).toMatch(/Valid: [1-9]\d*, Invalid: 0, Errors: 0, Skipped: 0/);
  });

  test('a field that does not exist is found', async () => {
    const { stdout } = await template({});
    const answer = await conform(stdout.replace('terminationGracePeriodSeconds', 'terminationGracePeriod'));
    expect(answer.stdout).toContain("additional properties 'terminationGracePeriod' not allowed");
    expect(answer.code).toBe(1);
  });
});

describe('Helm 3', () => {
  /** Each rendering has another certificate, and the order of objects of the same kind is not the same. */
  const comparable = (text: string) =>
    text
      .replace(/LS0t\S+/g, 'PEM')
      .split(/^---$/m)
      .map((part) => part.trim())
      .sort();

  test.each(matrix)('renders the same: %s', async (_, values) => {
    const args = ['template', 'podward', chart, '--namespace', 'guard', '--kube-version', '1.36.1', '--values', '-'];
    const input = JSON.stringify(withImage(values));
    const three = await run(await binary('helm3'), args, { input, env: { KUBECONFIG: '/dev/null' } });
    const four = await helm(args, input);
    expect(four.stdout).toContain('kind: Deployment');
    expect(comparable(three.stdout)).toEqual(comparable(four.stdout));
  });
});

test('the package of the chart has no tests of helm-unittest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'podward-package-'));
  try {
    expect(await helm(['package', chart, '--destination', folder])).toMatchObject({ code: 0 });
    const { stdout } = await run('tar', ['-tzf', join(folder, `podward-${manifest.version}.tgz`)]);
    const names = stdout.trim().split('\n');
    expect(names).toEqual(
      expect.arrayContaining([
        'podward/templates/tests/review.yaml',
        'podward/values.schema.json',
        'podward/README.md',
      ]),
    );
    expect(names.filter((name) => name.endsWith('_test.yaml') || name.endsWith('.gotmpl'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
