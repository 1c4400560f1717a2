/**
 * `podward check --old LIVE --new MANIFEST` predicts what `kubectl apply -f MANIFEST` does: kube-apiserver refuses it exactly if there
 * are findings, and otherwise stores the predicted object. The webhook is off in these namespaces, so the server itself refuses.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lastManifest } from '../../src/check/from-cluster.ts';
import { applied } from '../../src/kubernetes/apiserver/apply.ts';
import { same } from '../../src/kubernetes/schema/difference.ts';
import { shapeOf } from '../../src/kubernetes/schema/shape.ts';
import { get, objectAt, type JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { run } from '../cli/run.ts';
import { limitedPairs, limits, nodeName, pairs, robot, surroundings, type Pair } from './apply-pairs.ts';
import { makeNamespace, type Namespace } from './namespace.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
const resources =
  'pods,deployments,replicasets,statefulsets,daemonsets,jobs,cronjobs,replicationcontrollers,podtemplates';

/** A pair in the cluster, with the answer of kubectl. */
interface Asked {
  readonly live: any;
  readonly manifest: any;
  readonly answer: Pair['answer'];
  /** The object that would be stored. */
  readonly stored?: any;
}

let plain: Namespace;
let limited: Namespace;
const asked = new Map<string, Asked>();
/** The findings of `podward check` in mode deny: with the live object as OLD, and with the manifest that was applied before. */
let byLive: Map<string, string[]>;
let byFirst: Map<string, string[]>;
/** Whether the object results only from the manifest and from what every cluster adds. */
const isMadeOfFirst = ({ by, then, byCluster }: Pair): boolean =>
  (by ?? 'apply') === 'apply' && then === undefined && byCluster !== true;

beforeAll(async () => {
  plain = await makeNamespace({ 'podward.dev/mode': 'off' });
  limited = await makeNamespace({ 'podward.dev/mode': 'off' }, plain.cluster);
  await sent(plain, 'create', [...surroundings, robot]);
  await sent(limited, 'create', [limits]);
  for (const [namespace, table] of [
    [plain, pairs],
    [limited, limitedPairs],
  ] as const) {
    await makeLive(namespace, table);
    await ask(namespace, table);
  }
  const all = [...asked.values()];
  byLive = await denials(
    all.map(({ live }) => live),
    all.map(({ manifest }) => manifest),
  );
  const ofFirst = [...pairs, ...limitedPairs].filter(isMadeOfFirst);
  byFirst = await denials(
    ofFirst.map(({ name, live, manifest }) => named(live ?? manifest, name)),
    ofFirst.map(({ name, manifest }) => named(manifest, name)),
  );
});
afterAll(async () => {
  const held = pairs.filter((pair) => (pair.live ?? pair.manifest).metadata.finalizers).map(({ name }) => name);
  const free = `patch pods ${held.join(' ')} --type=merge -p {"metadata":{"finalizers":null}}`;
  await plain?.kubectl(free);
  await plain?.kubectl('delete --wait=false -f -', list(surroundings));
  await limited?.remove();
  await plain?.remove();
});

const list = (items: readonly any[]): any => ({ apiVersion: 'v1', kind: 'List', items });

async function sent(namespace: Namespace, command: string, objects: readonly any[]): Promise<void> {
  if (objects.length === 0) return;
  const { code, stderr } = await namespace.kubectl(`${command} -f -`, list(objects));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** The object of a pair, with its name, without undefined fields, and with labels of its own, so that no controller adopts it. */
function named(object: any, name: string, annotations: any = {}): any {
  const own = JSON.parse(JSON.stringify(object).replaceAll('"app":"x"', `"app":"${name}"`));
  Object.assign(own.metadata, { name });
  if (Object.keys(annotations).length > 0) own.metadata.annotations = { ...own.metadata.annotations, ...annotations };
  return own;
}

/** The manifest as kubectl records it. */
function recorded(manifest: any, namespace: string): string {
  const { metadata } = manifest;
  const whole = { ...manifest, metadata: { annotations: {}, ...metadata, namespace } };
  const sorted = (_: string, value: any): any =>
    value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value;
  return `${JSON.stringify(whole, sorted)}\n`;
}

async function makeLive(namespace: Namespace, table: readonly Pair[]): Promise<void> {
  const by = (how: string): Pair[] => table.filter((pair) => (pair.by ?? 'apply') === how);
  const first = ({ name, live, manifest }: Pair): any => named(live ?? manifest, name);
  await sent(namespace, 'apply', by('apply').map(first));
  await sent(namespace, 'create', by('create').map(first));
  for (const { name, live, manifest } of by('injected')) {
    const object = named(live, name, { [annotation]: recorded(named(manifest, name), namespace.name) });
    // kubectl create would overwrite this annotation.
    const { code, stderr } = await namespace.kubectl(
      `create --raw /api/v1/namespaces/${namespace.name}/pods -f -`,
      object,
    );
    expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' });
  }
  for (const { name, then } of table) {
    if (then === undefined) continue;
    const { code, stderr } = await actions[then](namespace, name);
    expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' });
  }
}

const raw = (command: string, namespace: Namespace, name: string, subresource: string, body: any): Promise<any> =>
  namespace.kubectl(`${command} --raw /api/v1/namespaces/${namespace.name}/pods/${name}/${subresource} -f -`, body);

const actions: Record<NonNullable<Pair['then']>, (namespace: Namespace, name: string) => Promise<any>> = {
  bind: (namespace, name) =>
    raw('create', namespace, name, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { kind: 'Node', name: nodeName },
    }),
  debug: async (namespace, name) => {
    const stored = await namespace.get('pod', name);
    stored.spec.ephemeralContainers = [{ name: 'debugger', image: 'registry.example.com/busybox:1', tty: true }];
    return raw('replace', namespace, name, 'ephemeralcontainers', stored);
  },
  delete: (namespace, name) => namespace.kubectl(`delete pod ${name} --wait=false`),
  suspend: (namespace, name) => namespace.kubectl(`wait --for=condition=Suspended job/${name} --timeout=30s`),
};

async function ask(namespace: Namespace, table: readonly Pair[]): Promise<void> {
  const live = new Map<string, any>(
    JSON.parse((await namespace.kubectl(`get ${resources} -o json --show-managed-fields`)).stdout).items.map(
      (object: any) => [object.metadata.name, object],
    ),
  );
  const manifests = new Map(table.map(({ name, manifest }) => [name, named(manifest, name)]));
  // After a refusal, kubectl continues with the next object.
  const { stdout } = await namespace.kubectl('apply --dry-run=server -f -', list([...manifests.values()]));
  const answers = new Map(
    [...stdout.matchAll(/^\S+\/(\S+) (configured|unchanged) \(server dry run\)$/gm)].map(([, name, answer]) => [
      name!,
      answer as Pair['answer'],
    ]),
  );
  const accepted = [...manifests].filter(([name]) => answers.has(name)).map(([, manifest]) => manifest);
  const stored = new Map<string, any>(
    JSON.parse((await namespace.kubectl('apply --dry-run=server -o json -f -', list(accepted))).stdout).items.map(
      (object: any) => [object.metadata.name, object],
    ),
  );
  for (const [name, manifest] of manifests) {
    const answer = answers.get(name) ?? 'refused';
    asked.set(name, { live: live.get(name), manifest, answer, stored: stored.get(name) });
  }
}

/** Only rules that kube-apiserver also has, and none of Podward's defaults, which are off in the namespaces too. */
const config = `apiVersion: podward.dev/v1alpha1
kind: PodwardConfiguration
mutate: {fill: false}
rules:
  tolerations-only-added: {strict: false}
`;

/** The findings in mode deny of each change, by the name of the object. */
async function denials(old: readonly any[], manifests: readonly any[]): Promise<Map<string, string[]>> {
  const { stdout, stderr } = await run({
    args: ['check', '--config', '@/podward.yaml', '--old', '@/old.json', '--new', '@/new.json', '-o', 'json'],
    files: {
      'podward.yaml': config,
      'old.json': JSON.stringify(list(old)),
      'new.json': JSON.stringify(list(manifests)),
    },
  });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout);
  expect(report.objects.filter(({ operation }: any) => operation !== 'UPDATE')).toEqual([]);
  const found = new Map<string, string[]>(report.objects.map(({ name }: any) => [name, []]));
  for (const { object, mode, message, path } of report.findings)
    if (mode === 'deny') found.get(report.objects[object].name)!.push(`${path}: ${message}`);
  return found;
}

/**
 * Annotations with counters of the cluster: kube-apiserver counts the templates of a DaemonSet, and the deployment controller those of a
 * Deployment. They may appear at any time, so an object that is read twice may have one only the second time.
 */
const counted = new Set(['deprecated.daemonset.template.generation', 'deployment.kubernetes.io/revision']);

/** The fields of an object that the user owns. */
const written = (object: JsonObject): JsonObject => {
  const annotations = Object.fromEntries(
    Object.entries(objectAt(object, 'metadata', 'annotations')).filter(
      ([name]) => name !== annotation && !counted.has(name),
    ),
  );
  const { labels = {}, finalizers = [] } = objectAt(object, 'metadata');
  return {
    metadata: { labels, finalizers, annotations },
    spec: get(object, 'spec'),
    template: get(object, 'template'),
  };
};

const table = [...pairs, ...limitedPairs];

test('there are enough pairs, and their names are unique', () => {
  expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
  expect(table.length).toBeGreaterThanOrEqual(60);
});

describe.each(table)('$name', (pair) => {
  const { name, answer } = pair;
  test(`kubectl apply: ${answer}`, () => {
    expect(asked.get(name)!.answer).toBe(answer);
  });
  test('podward check has the same verdict', () => {
    expect(byLive.get(name)).toEqual(answer === 'refused' ? expect.arrayContaining([expect.any(String)]) : []);
  });
  test('and judges the object that would be stored', () => {
    const { live, manifest, stored } = asked.get(name)!;
    if (answer === 'refused' || pair.confused === true) return;
    const kind = manifest.kind as Kind;
    const predicted = nativeDefaults(applied(live, manifest, lastManifest(live), kind), kind);
    const [expected, found] = [written(stored), written(predicted)];
    // Quantities may be written differently. If their values differ, the difference is shown.
    expect(same(found, expected, shapeOf(kind)) ? expected : found).toEqual(expected);
  });
  if (isMadeOfFirst(pair)) {
    test('and has the same verdict with the manifest that was applied first', () => {
      expect(byFirst.get(name)).toEqual(answer === 'refused' ? expect.arrayContaining([expect.any(String)]) : []);
    });
  }
});
