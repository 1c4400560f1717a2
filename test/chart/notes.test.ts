/** What Helm prints after an installation. */
import { expect, test } from '@jest/globals';
import { chart, helm, withImage } from './helm.ts';

async function notes(values: object): Promise<string> {
  const args = ['install', 'podward', chart, '--namespace', 'guard', '--dry-run=client', '--values', '-'];
  const { code, stdout, stderr } = await helm(args, JSON.stringify(withImage(values)));
  if (code !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('\nNOTES:\n'));
}

const warning =
  'NOTE: No registry has the image localhost/podward:0.1.0. Podward starts only on nodes that have the image.';

test('say that no registry has an image that make image has built', async () => {
  const text = await notes({ image: { repository: 'localhost/podward' } });
  expect(text).toContain(warning);
  for (const command of ['kind load image-archive', 'minikube image load', 'ctr --namespace k8s.io images import'])
    expect(text).toContain(`\n  ${command} .cache/image/podward.tar\n`);
});

test('say nothing of the image of a registry', async () => {
  const text = await notes({ image: { repository: 'registry.example.com/podward' } });
  expect(text).toContain('is installed in the namespace guard.');
  expect(text).not.toContain('registry');
});

const names = 'every Pod that can reach the server can learn the names of Pods';
const from = [{ ipBlock: { cidr: '192.0.2.1/32' } }];
test.each<[boolean, object]>([
  [false, {}],
  [true, { modeCheck: { enabled: true } }],
  [true, { modeCheck: { enabled: true }, networkPolicy: { from } }],
  [false, { modeCheck: { enabled: true }, networkPolicy: { enabled: true, from } }],
  [false, { modeCheck: { enabled: true }, clientCertificate: { caConfigMap: 'ca', commonNames: ['apiserver'] } }],
])('say whether other Pods can learn names: %s with %j', async (says, values) => {
  expect((await notes({ image: { repository: 'registry.example.com/podward' }, ...values })).includes(names)).toBe(
    says,
  );
});

test('say that reports need a kind that the cluster does not have', async () => {
  expect(await notes({ reports: { enabled: true } })).toContain(
    'NOTE: Podward cannot write reports, because the cluster',
  );
  expect(await notes({})).not.toContain('reports');
});
