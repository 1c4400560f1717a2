/** What Helm prints after an installation. */
import { expect, test } from '@jest/globals';
import { imageName } from '../../devcluster/image.ts';
import { chart, helm, withImage } from './helm.ts';

async function notes(values: object): Promise<string> {
  const args = ['install', 'podward', chart, '--namespace', 'guard', '--dry-run=client', '--values', '-'];
  const { code, stdout, stderr } = await helm(args, JSON.stringify(withImage(values)));
  if (code !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('\nNOTES:\n'));
}

const warning = `NOTE: No registry has the image ${imageName}. Podward starts only on nodes that have the image.`;

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

const from = [{ ipBlock: { cidr: '192.0.2.1/32' } }];
const enabled = { enabled: true };
const all = { events: enabled, modeCheck: enabled, reports: enabled };
test.each<[string[], object]>([
  [[], {}],
  [['events'], { events: enabled }],
  [['modeCheck'], { modeCheck: enabled }],
  [['reports'], { reports: enabled }],
  [['events', 'modeCheck', 'reports'], { ...all, networkPolicy: { from } }],
  [[], { ...all, networkPolicy: { enabled: true, from } }],
  [[], { ...all, clientCertificate: { caConfigMap: 'ca', commonNames: ['apiserver'] } }],
])('say what a forged review can do: %j with %j', async (features, values) => {
  const text = await notes({ image: { repository: 'registry.example.com/podward' }, ...values });
  const said = text.matchAll(/^With (.*)\.enabled, a forged review can /gm);
  expect(Array.from(said, ([, feature]) => feature)).toEqual(features);
  expect(text.includes('NOTE: Every Pod that can reach the server')).toBe(features.length > 0);
});

test.each([
  ['Ignore', true, true, true],
  ['Ignore', false, true, false],
  ['Fail', true, false, false],
])(
  'failurePolicy %s, guard %s: name the requests that need no decision',
  async (failurePolicy, guard, said, butMode) => {
    const text = await notes({ failurePolicy, modeLabel: { guard } });
    expect(text.includes('NOTE: With failurePolicy=Ignore, the API server allows requests')).toBe(said);
    expect(text.includes('still rejects a request that lowers the mode of a namespace')).toBe(butMode);
  },
);

test('say that reports need a kind that the cluster does not have', async () => {
  expect(await notes({ reports: { enabled: true } })).toContain(
    'NOTE: Podward cannot write reports, because the cluster',
  );
  expect(await notes({})).not.toContain('reports');
});
