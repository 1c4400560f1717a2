/** The advice to resize is given exactly where a resize is accepted: following it must not lead to a second refusal. */
import { expect, test } from '@jest/globals';
import { catalogue } from '../../../src/catalogue.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Judged, Texts } from '../../../src/engine/judged.ts';
import { get, isObject, isSet, listAt, objectAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { defaultPolicy } from '../../../src/policy/load.ts';
import type { Change } from '../../../src/change/change.ts';
import { asStored } from '../../../src/kubernetes/apiserver/subresources.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';
import { onVersion } from '../../../src/policy/version.ts';
import { changeOf } from '../../engine/policy.ts';
import { container, pod, podWith } from '../../objects.ts';

/** The other rules say nothing about a resize, and there are thousands of changes. */
const rules = catalogue.rules.filter(({ id }) => id === 'pod-spec-immutable' || id.startsWith('resize-'));
const minors = [34, 35, 36, 37];
const engines = new Map(
  minors.map((minor) => [
    minor,
    createEngine({ ...catalogue, rules }, { ...defaultPolicy(catalogue), ...onVersion({ minor, featureGates: {} }) }),
  ]),
);
const judge = (change: Change, minor: number): readonly Judged[] => engines.get(minor)!.judge(change).findings;

const amounts: readonly JsonObject[] = [
  {},
  { requests: { cpu: '1' } },
  { requests: { cpu: '2' } },
  { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } },
  { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
  { limits: { cpu: '2', memory: '2Gi' }, requests: { cpu: '2', memory: '2Gi' } },
  { limits: { cpu: '2', memory: '2Gi' }, requests: { cpu: '1', memory: '2Gi' } },
  { limits: { cpu: '2' }, requests: { cpu: '1', 'ephemeral-storage': '1Gi' } },
];

const podWithInit = (init: JsonObject): JsonObject =>
  pod({
    containers: [container({ resources: { requests: { cpu: '1' } } })],
    initContainers: [container({ name: 'init', ...init })],
  });
const running = [{ name: 'web', state: { running: {} } }];
/** Pods with these resources, each with something else that may prevent a resize. */
const pods: Readonly<Record<string, (resources: JsonObject) => JsonObject>> = {
  plain: (resources) => pod({ containers: [container({ resources })] }),
  'with another container': (resources) =>
    pod({ containers: [container({ resources }), container({ name: 'b', resources: { requests: { cpu: '1' } } })] }),
  'with a sidecar': (resources) =>
    pod({ initContainers: [container({ name: 'init', restartPolicy: 'Always', resources })] }),
  'with an init container': (resources) => podWithInit({ resources }),
  'with an init container that does not restart': (resources) =>
    podWithInit({ resources, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
  'with an init container that restarts': (resources) =>
    podWithInit({ resources, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }),
  'with claims': (resources) =>
    pod({
      containers: [container({ resources: { claims: [{ name: 'gpu' }], ...resources } })],
      resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }],
    }),
  'with resources of its own': (resources) => pod(Object.keys(resources).length === 0 ? {} : { resources }),
  'with resources of its own beside those of a container': (resources) =>
    podWith(
      { resources: { requests: { cpu: '1' } } },
      Object.keys(resources).length === 0 ? {} : { resources: { ...resources, requests: { cpu: '2' } } },
    ),
  'with a name twice': (resources) => pod({ containers: [container({ resources }), container({ resources })] }),
  static: (resources) =>
    pod({ containers: [container({ resources })] }, { annotations: { 'kubernetes.io/config.mirror': 'a' } }),
  'for Windows': (resources) => pod({ containers: [container({ resources })], os: { name: 'windows' } }),
  'on an old node': (resources) => ({
    ...pod({ containers: [container({ resources })] }),
    status: { containerStatuses: running },
  }),
  'with a class that its status says': (resources) => ({
    ...pod({ containers: [container({ resources })] }),
    status: { qosClass: 'Burstable' },
  }),
};

/** The old Pod with nothing but the resources of the new one. */
function resized(before: JsonObject, after: JsonObject): JsonObject {
  const [old, sent] = [objectAt(before, 'spec'), objectAt(after, 'spec')];
  const lists = ['containers', 'initContainers'].filter((list) => isSet(old[list]));
  const resourcesOf = (to: Json | undefined): JsonObject =>
    isObject(to) && isSet(to['resources']) ? { resources: to['resources'] } : {};
  const changed = lists.map((list): [string, Json] => [
    list,
    listAt(old, list).map((entry, i) => ({ ...(entry as JsonObject), ...resourcesOf(listAt(sent, list)[i]) })),
  ]);
  return { ...before, spec: { ...old, ...resourcesOf(sent), ...Object.fromEntries(changed) } };
}

const textsOf = (judged: readonly Judged[], isMeant: (rule: string) => boolean): Texts[] =>
  judged.filter(({ rule }) => isMeant(rule)).map(({ texts }) => texts());
const isImmutable = (rule: string): boolean => rule === 'pod-spec-immutable';

const about = (path: string, refusal: Texts): boolean =>
  path.startsWith(refusal.path) || refusal.path.startsWith(path) || isOfContainer(path, refusal.path);
/** Claims or the resizePolicy of a container may prevent a resize of all its resources. */
const isOfContainer = (path: string, refusal: string): boolean =>
  /\.(claims|resizePolicy)$/.test(refusal) &&
  /^.*ontainers\[\d+\]/.exec(path)?.[0] === /^.*ontainers\[\d+\]/.exec(refusal)?.[0];

/** Before 1.36 a resize drops spec.resources, and in no version can it remove them. It is then not refused, but changes nothing. */
const isStored = (path: string, before: JsonObject, after: JsonObject, minor: number): boolean => {
  if (path !== 'spec.resources') return true;
  const stored = asStored('resize', before, resized(before, after), serverFacts(minor));
  return isSet(get(stored, 'spec', 'resources')) === isSet(get(after, 'spec', 'resources'));
};

const cases = Object.keys(pods).flatMap((name) => minors.map((minor) => [name, minor] as const));

test.each(cases)('a Pod %s, in 1.%d', (name, minor) => {
  const wrong: Json[] = [];
  let compared = 0;
  for (const from of amounts) {
    for (const to of amounts) {
      const [before, after] = [pods[name]!(from), pods[name]!(to)];
      const change: Change = changeOf({ before, after });
      const advised = textsOf(judge(change, minor), isImmutable).filter(({ path }) =>
        /\[(cpu|memory)\]$|^spec\.resources$/.test(path),
      );
      if (advised.length === 0) continue;
      const refusals = textsOf(
        judge({ ...change, subresource: 'resize', after: resized(before, after) }, minor),
        (rule) => rule.startsWith('resize-') && rule !== 'resize-policy-valid',
      );
      for (const { path, fix } of advised) {
        compared++;
        const works = !refusals.some((refusal) => about(path, refusal)) && isStored(path, before, after, minor);
        if (fix?.includes('--subresource resize') !== works) wrong.push({ from, to, path, works });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(0);
});

test('a BestEffort Pod is told to be replaced, and why', () => {
  const change = changeOf({
    before: pods['plain']!({}),
    after: pods['plain']!({ requests: { cpu: '1' } }),
  });
  const [found] = judge(change, 36);
  expect(found!.texts()).toMatchObject({
    path: 'spec.containers[0].resources.requests[cpu]',
    text: 'the cpu request of container "web" cannot be added after the Pod is created. A resize would change the QoS class from BestEffort to Burstable, which is not allowed.',
    fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
  });
});

const [small, large] = [amounts[4]!, amounts[5]!];
const unresized: readonly [string, number, string][] = [
  ['static', 36, 'The Pod cannot be resized through the API server, because it is a static Pod.'],
  ['for Windows', 36, 'The Pod cannot be resized, because it is a Windows Pod.'],
  ['on an old node', 36, 'The Pod cannot be resized, because its kubelet does not support in-place resize.'],
  ['with claims', 36, 'The container cannot be resized before Kubernetes 1.37, because it has resource claims.'],
  [
    'with resources of its own',
    35,
    'The Pod cannot be resized without the feature gate InPlacePodLevelResourcesVerticalScaling.',
  ],
  [
    'with an init container',
    35,
    'The container cannot be resized without the feature gate InPlacePodVerticalScalingInitContainers.',
  ],
  [
    'with an init container that restarts',
    36,
    'The container cannot be resized with resizePolicy RestartContainer, because it is not a sidecar container.',
  ],
];

test.each(unresized)('a Pod %s, in 1.%d, is told why it cannot be resized', (name, minor, reason) => {
  const change = changeOf({ before: pods[name]!(small), after: pods[name]!(large) });
  const texts = textsOf(judge(change, minor), isImmutable);
  expect(texts.length).toBeGreaterThan(0);
  for (const { text } of texts) expect(text).toMatch(new RegExp(`after the Pod is created\\. ${reason}$`));
});

test('a limit cannot be removed by a resize', () => {
  const [before, after] = [pods['plain']!(amounts[7]!), pods['plain']!({ requests: amounts[7]!['requests']! })];
  const [found] = judge(changeOf({ before, after }), 36);
  expect(found!.texts().text).toMatch(/after the Pod is created\. A resize cannot remove a limit\.$/);
});
