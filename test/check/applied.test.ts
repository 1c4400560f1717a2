/** `--old LIVE --new MANIFEST` judges what `kubectl apply` would send. test/e2e/apply-prediction.test.ts runs kubectl. */
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { brief, run } from '../cli/run.ts';

const cluster = {
  uid: '63df6e39-cf16-4e77-8b87-cd08359c9928',
  resourceVersion: '811',
  creationTimestamp: '2026-11-25T19:19:12Z',
};
const app = { name: 'app', image: 'registry.example/app:1' };
const proxy = { name: 'proxy', image: 'registry.example/proxy:1' };
const pod = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', ...metadata },
  spec: { containers: [app], ...spec },
});
/** The Pod in the cluster. `last` is the manifest that was applied last, according to its annotation. */
const live = (spec: JsonObject, last?: JsonObject, metadata: JsonObject = {}): JsonObject => {
  const annotation = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(last) };
  const annotations = last === undefined ? {} : { annotations: annotation };
  return pod(spec, { namespace: 'shop', ...cluster, ...annotations, ...metadata });
};
const token = 'kube-api-access-rbff4';
const tokenMount = { name: token, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true };
const notReady = (tolerationSeconds: number): Json => ({
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
});
const spread = (labelSelector: JsonObject): JsonObject => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector, matchLabelKeys: ['rev'] },
  ],
});
const uid = cluster.uid;
const job = (template: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'report', ...metadata },
  spec: {
    template: { ...template, spec: { containers: [app], restartPolicy: 'Never', ...(template['spec'] as object) } },
    ...spec,
  },
});
const generated = {
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': 'report',
  'controller-uid': uid,
  'job-name': 'report',
};
const liveJob = job(
  { metadata: { labels: generated } },
  { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }, parallelism: 1, completions: 1 },
  { ...cluster, namespace: 'shop', labels: generated },
);

interface Pair {
  readonly name: string;
  readonly version?: string;
  readonly old: JsonObject;
  readonly manifest: JsonObject;
  /** `path rule` of each finding in mode deny. */
  readonly denied?: readonly string[];
}

const pairs: readonly Pair[] = [
  {
    name: 'fields that the cluster added',
    old: live({
      containers: [{ ...app, resources: { requests: { cpu: '100m' } }, volumeMounts: [tokenMount] }],
      volumes: [{ name: token, projected: { sources: [] } }],
      nodeName: 'a',
      nodeSelector: { rc: '1' },
      overhead: { cpu: '10m' },
      priority: 1000,
      preemptionPolicy: 'PreemptLowerPriority',
      serviceAccountName: 'default',
      serviceAccount: 'default',
      imagePullSecrets: [{ name: 'registry' }],
      ephemeralContainers: [{ name: 'debugger', image: 'busybox' }],
      tolerations: [{ key: 'rc', operator: 'Exists' }, notReady(7)],
    }),
    manifest: pod({}),
  },
  {
    name: 'fields that a webhook injected',
    old: live(
      {
        containers: [
          proxy,
          { ...app, env: [{ name: 'PROXY', value: 'on' }], volumeMounts: [{ name: 'certs', mountPath: '/certs' }] },
        ],
        initContainers: [{ ...proxy, name: 'init' }],
        volumes: [{ name: 'certs', emptyDir: {} }],
      },
      pod({}),
    ),
    manifest: pod({ containers: [{ ...app, image: 'registry.example/app:2' }] }),
  },
  {
    name: 'a removed container that was applied before',
    old: live({ containers: [app, proxy] }, pod({ containers: [app, proxy] })),
    manifest: pod({}),
    denied: ['spec.containers[1] containers-fixed'],
  },
  { name: 'a container that was never applied', old: live({ containers: [app, proxy] }), manifest: pod({}) },
  {
    name: 'a removed container of an old manifest',
    old: pod({ containers: [app, proxy] }),
    manifest: pod({}),
    denied: ['spec.containers[1] containers-fixed'],
  },
  {
    name: 'an unknown field that only the old manifest has',
    old: pod({ hostnmae: 'a', containers: [{ ...app, imagee: 'a' }] }),
    manifest: pod({}),
  },
  {
    name: 'an unknown field that both manifests have, with another value',
    old: pod({ hostnmae: 'a' }),
    manifest: pod({ hostnmae: 'b' }),
    denied: ['spec.hostnmae known-fields'],
  },
  {
    name: 'an unknown field that is new',
    old: pod({}),
    manifest: pod({ hostnmae: 'a' }),
    denied: ['spec.hostnmae known-fields'],
  },
  {
    name: 'an unknown field in the cluster, which a newer server may have',
    old: live({ nextField: 'a' }, pod({ nextField: 'a' })),
    manifest: pod({ nextField: 'a' }),
    denied: ['spec.nextField known-fields'],
  },
  { name: 'a label that an old manifest has', old: pod({}, { labels: { app: 'web' } }), manifest: pod({}) },
  {
    name: 'a removed deadline that was applied before',
    old: live({ activeDeadlineSeconds: 60 }, pod({ activeDeadlineSeconds: 60 })),
    manifest: pod({}),
    denied: ['spec.activeDeadlineSeconds active-deadline-decreases'],
  },
  {
    name: 'an annotation that is not JSON',
    old: live({ hostname: 'a' }, undefined, {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' },
    }),
    manifest: pod({}),
  },
  {
    name: 'an annotation that is nested too deep',
    old: live({ hostname: 'a' }, undefined, {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '['.repeat(1e6) },
    }),
    manifest: pod({}),
  },
  {
    name: 'a new tag without imagePullPolicy, after an old manifest',
    old: pod({}),
    manifest: pod({ containers: [{ ...app, image: 'registry.example/app:latest' }] }),
  },
  {
    name: 'a new tag without imagePullPolicy, after the live Pod',
    old: live({ containers: [{ ...app, imagePullPolicy: 'IfNotPresent' }] }),
    manifest: pod({ containers: [{ ...app, image: 'registry.example/app' }] }),
  },
  {
    name: 'matchLabelKeys, which the server merged',
    old: live(
      spread({ matchLabels: { app: 'x' }, matchExpressions: [{ key: 'rev', operator: 'In', values: ['1'] }] }),
      undefined,
      { labels: { app: 'x', rev: '1' } },
    ),
    manifest: pod(spread({ matchLabels: { app: 'x' } }), { labels: { app: 'x', rev: '1' } }),
  },
  {
    name: 'tolerations of the manifest replace those of the cluster, except those that the server adds again',
    old: live({ tolerations: [{ key: 'a', operator: 'Exists' }, notReady(7)] }),
    manifest: pod({
      tolerations: [
        { key: 'a', operator: 'Exists' },
        { key: 'b', operator: 'Exists' },
      ],
    }),
  },
  {
    name: 'tolerations of a RuntimeClass are not added again',
    old: live({
      tolerations: [
        { key: 'a', operator: 'Exists' },
        { key: 'rc', operator: 'Exists' },
      ],
    }),
    manifest: pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
    denied: ['spec.tolerations[1] tolerations-only-added'],
  },
  { name: 'a priority that was written', old: live({ priority: 0 }, pod({ priority: 0 })), manifest: pod({}) },
  {
    name: 'a readiness probe that Podward added to the old manifest',
    old: pod({ containers: [{ ...app, ports: [{ containerPort: 80 }] }] }),
    manifest: pod({ containers: [{ ...app, ports: [{ containerPort: 80 }] }] }),
  },
  {
    name: 'a readiness probe that the live Pod does not have',
    old: live({ containers: [{ ...app, ports: [{ containerPort: 80 }] }] }),
    manifest: pod({ containers: [{ ...app, ports: [{ containerPort: 80 }] }] }),
  },
  { name: 'a Job with its generated fields', old: liveJob, manifest: job({}, { parallelism: 2 }) },
  {
    name: 'a Job with another image',
    old: liveJob,
    manifest: job({ spec: { containers: [{ ...app, image: 'registry.example/app:2' }] } }),
    denied: ['spec.template.spec.containers[0].image job-template-immutable'],
  },
  {
    name: 'a Job without a restartPolicy',
    old: liveJob,
    manifest: job({ spec: { restartPolicy: null } }),
  },
  {
    name: 'a Job that never had a restartPolicy',
    old: job({ spec: { restartPolicy: null } }),
    manifest: job({ spec: { restartPolicy: null } }),
  },
  ...[pod({ hostnameOverride: 'a' }), live({ hostnameOverride: 'a' })].flatMap((old, isLive): Pair[] =>
    ['1.34', '1.36'].map((version) => ({
      name: `a field in ${version}, ${isLive === 0 ? 'in an old manifest' : 'in the cluster'}`,
      version,
      old,
      manifest: pod({ hostnameOverride: 'b' }),
      denied: isLive === 1 || version === '1.36' ? ['spec.hostnameOverride pod-spec-immutable'] : [],
    })),
  ),
  {
    name: 'an invalid value of a field that is dropped',
    version: '1.34',
    old: job({ spec: { hostnameOverride: 'a' } }),
    manifest: job({ spec: { hostnameOverride: 'BAD_' } }),
  },
];

test.each(pairs)('$name', async ({ version, old, manifest, denied = [] }) => {
  const files = { 'old.yaml': JSON.stringify(old), 'new.yaml': stringify(manifest) };
  const chosen = version === undefined ? [] : ['--kubernetes-version', version];
  const args = ['check', ...chosen, '-o', 'json', '--old', '@/old.yaml', '--new', '@/new.yaml'];
  const answer = await run({ args, files });
  const { findings } = JSON.parse(answer.stdout) as { findings: { path: string; rule: string; mode: string }[] };
  expect(findings.filter(({ mode }) => mode === 'deny').map(({ path, rule }) => `${path} ${rule}`)).toEqual(denied);
  expect(answer).toMatchObject({ status: denied.length > 0 ? 1 : 0, stderr: '' });
});

test('a finding has its line in the manifest, if the list in the cluster has another order', async () => {
  const old = live({ containers: [proxy, app], initContainers: [] });
  const manifest = stringify(pod({ containers: [{ ...app, tty: true }] }));
  const { stdout } = await run({
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: JSON.stringify(old),
    files: { 'new.yaml': manifest },
  });
  const line = manifest.split('\n').findIndex((text) => text.includes('tty')) + 1;
  expect(brief(stdout).findings).toEqual([`new.yaml:${line}:7 deny spec.containers[1].tty pod-spec-immutable`]);
});

describe('a manifest and the object that it is applied to', () => {
  const named = (name: string, namespace: string): JsonObject => ({
    ...live({ hostname: 'a' }),
    metadata: { name, namespace, ...cluster },
  });
  const unnamed = (image: string, generateName = 'web-'): JsonObject =>
    pod({ containers: [{ ...app, image }] }, { generateName, name: undefined });
  const one = pod({});
  const there = (name: string): JsonObject => pod({}, { name });

  test.each<[string, old: JsonObject[], manifests: JsonObject[], operations: string[], gone: string]>([
    ['in any namespace, where the manifest names none', [named('web', 'shop')], [one], ['UPDATE'], ''],
    ['in default, before any other', [named('web', 'shop'), named('web', 'default')], [one], ['UPDATE'], ''],
    [
      'not in another namespace than the manifest names',
      [named('web', 'shop')],
      [pod({}, { namespace: 'test' })],
      ['CREATE'],
      'Pod "web" in namespace "shop" is',
    ],
    ['in any namespace, where the old manifest names none', [one], [pod({}, { namespace: 'test' })], ['UPDATE'], ''],
    [
      'not in default, where the old object is',
      [named('web', 'default')],
      [pod({}, { namespace: 'test' })],
      ['CREATE'],
      'Pod "web" in namespace "default" is',
    ],
    ['the only ones, of one name', [one], [one], ['UPDATE'], ''],
    ['the only ones, of two names', [one], [there('other')], ['CREATE'], 'Pod "web" is'],
    [
      'from a cluster, of another name',
      [named('web', 'default')],
      [there('other')],
      ['CREATE'],
      'Pod "web" in namespace "default" is',
    ],
    ['several, in another order', [one, there('b')], [there('b'), one], ['UPDATE', 'UPDATE'], ''],
    ['one of several', [one, there('b'), there('c')], [there('b')], ['UPDATE'], '2 objects are'],
    ['one of two kinds that share a name', [one, job({})], [job({})], ['UPDATE'], 'Pod "web" is'],
    ['a duplicate object', [one, one], [one], ['UPDATE'], ''],
    ['without a name yet', [unnamed('a')], [unnamed('b')], ['UPDATE'], ''],
    [
      'without names yet, in their order',
      [unnamed('a'), unnamed('b')],
      [unnamed('a'), unnamed('b'), unnamed('c')],
      ['UPDATE', 'UPDATE', 'CREATE'],
      '',
    ],
    [
      'without names yet, by their prefix',
      [unnamed('a', 'a-'), unnamed('b', 'b-')],
      [unnamed('c', 'b-')],
      ['UPDATE'],
      'Pod "a-…" is',
    ],
    [
      'without a name, and one that has got one',
      [named('web', 'default')],
      [unnamed('a')],
      ['CREATE'],
      'Pod "web" in namespace "default" is',
    ],
  ])('%s', async (_, old, manifests, operations, gone) => {
    const list = (items: readonly JsonObject[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { stdout, stderr } = await run({
      args: ['check', '-o', 'json', '--old', '-', '--new', '@/new.json'],
      stdin: list(old),
      files: { 'new.json': list(manifests) },
    });
    const { objects } = JSON.parse(stdout) as { objects: { operation: string }[] };
    expect(objects.map((object) => object.operation)).toEqual(operations);
    const notes = stderr.split('\n').filter((line) => line.includes('kubectl apply does not delete'));
    expect(notes).toEqual(gone === '' ? [] : [expect.stringContaining(`note: ${gone} only in --old, `)]);
  });
});
