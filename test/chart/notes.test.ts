/** What Helm prints after an installation. */
import { expect, test } from '@jest/globals';
import { imageName } from '../../devcluster/image.ts';
import { notesOf } from './helm.ts';

const warning = `NOTE: No registry has the image ${imageName}. Podward starts only on nodes that have the image.`;

test('say that no registry has an image that make image has built', async () => {
  const text = await notesOf({ image: { repository: 'localhost/podward' } });
  expect(text).toContain(warning);
  for (const command of ['kind load image-archive', 'minikube image load', 'ctr --namespace k8s.io images import'])
    expect(text).toContain(`\n  ${command} .cache/image/podward.tar\n`);
});

test('say nothing of the image of a registry', async () => {
  const text = await notesOf({ image: { repository: 'registry.example.com/podward' } });
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
  const text = await notesOf({ image: { repository: 'registry.example.com/podward' }, ...values });
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
    const text = await notesOf({ failurePolicy, modeLabel: { guard } });
    expect(text.includes('NOTE: With failurePolicy=Ignore, the API server allows requests')).toBe(said);
    expect(text.includes('still rejects a request that lowers the mode of a namespace')).toBe(butMode);
  },
);

test('say that reports need a kind that the cluster does not have', async () => {
  expect(await notesOf({ reports: { enabled: true } })).toContain(
    'NOTE: Podward cannot write reports, because the cluster',
  );
  expect(await notesOf({})).not.toContain('reports');
});

const one = 'NOTE: With one replica, the API server rejects changes to Pods in the mode deny while this replica';
const drains = 'NOTE: Node drains can evict all replicas at once, because podDisruptionBudget.maxUnavailable is';
const set = (least: string) => `Set podDisruptionBudget.maxUnavailable to less than ${least}.`;
const autoscaling = (minReplicas: number) => ({ enabled: true, minReplicas });
test.each<[object, string[]]>([
  [{}, []],
  [{ replicas: 1 }, [one, 'Set replicas to 2 or more.']],
  [{ replicas: 1, failurePolicy: 'Ignore' }, []],
  [{ replicas: 1, autoscaling: autoscaling(2) }, []],
  [{ autoscaling: autoscaling(1) }, [one, 'Set autoscaling.minReplicas to 2 or more.']],
  [{ replicas: 3, podDisruptionBudget: { maxUnavailable: 2 } }, []],
  [{ replicas: 3, podDisruptionBudget: { maxUnavailable: 3 } }, [`${drains} 3 and replicas is 3.`, set('3')]],
  [{ replicas: 2, podDisruptionBudget: { maxUnavailable: 3, enabled: false } }, []],
  [
    { replicas: 9, autoscaling: autoscaling(2), podDisruptionBudget: { maxUnavailable: 4 } },
    [`${drains} 4 and autoscaling.minReplicas is 2.`, set('2')],
  ],
])('say when no replica may be left: %j', async (values, sentences) => {
  const text = await notesOf(values);
  for (const sentence of sentences) expect(text).toContain(sentence);
  const said = [one, drains].filter((start) => text.includes(start));
  expect(said).toHaveLength(sentences.length > 0 ? 1 : 0);
});

test.each([
  [true, false, true],
  [true, true, false],
  [false, false, false],
])('alerts %s, ServiceMonitor %s: say that an alert would fire all the time', async (alerts, monitor, said) => {
  const monitoring = {
    prometheusRule: { enabled: alerts, runbookUrl: 'https://example.com/runbooks.md' },
    serviceMonitor: { enabled: monitor },
  };
  expect((await notesOf({ monitoring })).includes('NOTE: The alert PodwardAbsent fires all the time')).toBe(said);
});
