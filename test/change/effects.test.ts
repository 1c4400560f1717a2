import { expect, test } from '@jest/globals';
import { causesOf, type Cause } from '../../src/change/effects.ts';
import type { Update } from '../../src/change/change.ts';
import { get, type JsonObject } from '../../src/json/json.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { differences } from '../../src/kubernetes/schema/difference.ts';
import { shapeOf } from '../../src/kubernetes/schema/shape.ts';
import { changeOf } from '../engine/policy.ts';
import { pod, podWith, workloadOf } from '../objects.ts';

const onHost = (hostNetwork: boolean | null, hostPort: number | null, containerPort = 80): JsonObject =>
  podWith({ ports: [{ containerPort, protocol: 'TCP', hostPort }] }, { hostNetwork });
const asking = (limits: JsonObject, requests: JsonObject): JsonObject => podWith({ resources: { limits, requests } });
const pulling = (tag: string, imagePullPolicy: string, extra: JsonObject = {}): JsonObject =>
  podWith({ image: `web:${tag}`, imagePullPolicy, ...extra });
const as = (serviceAccountName: string, serviceAccount: string): JsonObject =>
  pod({ serviceAccountName, serviceAccount });

const claiming = (spec: JsonObject): JsonObject => ({ name: 'data', ephemeral: { volumeClaimTemplate: { spec } } });

/** The last name of the cause, with those of its effects: `hostNetwork > hostPort`. */
const inWords = ({ difference, effects, isOfImage }: Cause): string =>
  [difference, ...effects]
    .map(({ path }) => String(path.last))
    .join(' > ')
    .concat(isOfImage ? ' (of the image)' : '');

function causes(before: JsonObject, after: JsonObject, permitted: readonly string[] = []): string[] {
  const change = changeOf({ before, after }) as Update;
  const all = [...differences(get(before, 'spec'), get(after, 'spec'), specPath, shapeOf('PodSpec'))];
  const found = all.filter(({ path }) => !permitted.includes(String(path.last)));
  return causesOf(found, change, specPath).map(inWords);
}

test.each<[string, JsonObject, JsonObject, string[]]>([
  ['hostNetwork sets the host port', onHost(null, null), onHost(true, 80), ['hostNetwork > hostPort']],
  ['not another host port', onHost(null, null), onHost(true, 8080), ['hostPort', 'hostNetwork']],
  ['nor does it change one', onHost(null, 8080), onHost(true, 80), ['hostPort', 'hostNetwork']],
  ['a host port without hostNetwork', onHost(null, null), onHost(null, 80), ['hostPort']],
  ['without hostNetwork, no host port is set', onHost(true, 80), onHost(false, null), ['hostNetwork > hostPort']],
  ['another host port was in the manifest', onHost(true, 8080), onHost(false, null), ['hostPort', 'hostNetwork']],
  ['a host port that is changed', onHost(true, 80), onHost(false, 8080), ['hostPort', 'hostNetwork']],
  ['a limit sets the request', asking({}, {}), asking({ cpu: '1' }, { cpu: '1' }), ['cpu > cpu']],
  [
    'a limit changes the request',
    asking({ cpu: '1' }, { cpu: '1' }),
    asking({ cpu: '2' }, { cpu: '2000m' }),
    ['cpu > cpu'],
  ],
  ['a limit sets a missing request', asking({ cpu: '1' }, {}), asking({ cpu: '2' }, { cpu: '2' }), ['cpu > cpu']],
  [
    'a request that was lower than the limit',
    asking({ cpu: '1' }, { cpu: '500m' }),
    asking({ cpu: '2' }, { cpu: '2' }),
    ['cpu', 'cpu'],
  ],
  [
    'a request that is lower now',
    asking({ cpu: '1' }, { cpu: '1' }),
    asking({ cpu: '2' }, { cpu: '1500m' }),
    ['cpu', 'cpu'],
  ],
  [
    'a limit of another resource',
    asking({ cpu: '1' }, { memory: '1' }),
    asking({ cpu: '2' }, { memory: '2' }),
    ['cpu', 'memory'],
  ],
  [
    'the name of the service account sets the old field',
    as('a', 'a'),
    as('b', 'b'),
    ['serviceAccountName > serviceAccount'],
  ],
  ['the old field alone', as('a', 'a'), as('a', 'b'), ['serviceAccount']],
  [
    'a tag changes the pull policy',
    pulling('1', 'IfNotPresent'),
    pulling('latest', 'Always'),
    ['image > imagePullPolicy'],
  ],
  [
    'a pull policy that no tag has',
    pulling('1', 'IfNotPresent'),
    pulling('latest', 'Never'),
    ['image', 'imagePullPolicy'],
  ],
  [
    'a pull policy that was in the manifest',
    pulling('1', 'Never'),
    pulling('latest', 'Always'),
    ['image', 'imagePullPolicy'],
  ],
  ['a pull policy without another tag', pulling('1', 'IfNotPresent'), pulling('1', 'Always'), ['imagePullPolicy']],
  [
    'another field with the values of a pull policy',
    pulling('1', 'IfNotPresent', { terminationMessagePolicy: 'IfNotPresent' }),
    pulling('latest', 'Always', { terminationMessagePolicy: 'Always' }),
    ['image > imagePullPolicy', 'terminationMessagePolicy'],
  ],
])('%s', (_, before, after, expected) => expect(causes(before, after)).toEqual(expected));

test.each<[string, JsonObject, JsonObject, string[]]>([
  [
    'changes the deprecated field',
    { spec: { serviceAccountName: 'a', serviceAccount: 'a' } },
    { spec: { serviceAccountName: 'b', serviceAccount: 'b' } },
    ['serviceAccountName > serviceAccount'],
  ],
  [
    'has no effect in metadata',
    { metadata: {}, spec: { serviceAccount: 'a' } },
    { metadata: { serviceAccountName: 'b' }, spec: { serviceAccount: 'b' } },
    ['serviceAccountName', 'serviceAccount'],
  ],
  [
    'has no effect in the spec of a claim',
    { spec: { volumes: [claiming({})], serviceAccount: 'a' } },
    { spec: { volumes: [claiming({ serviceAccountName: 'b' })], serviceAccount: 'b' } },
    ['serviceAccountName', 'serviceAccount'],
  ],
])('the name of a service account in a template %s', (_, before, after, expected) => {
  const path = specPath.child('template');
  const found = [...differences(before, after, path, shapeOf('JobSpec', 'template'))];
  const jobs = { before: workloadOf('Job', before), after: workloadOf('Job', after) };
  const causes = causesOf(found, changeOf({ kind: 'Job', ...jobs }) as Update, path.child('spec'));
  expect(causes.map(inWords)).toEqual(expected);
});

test('a tag that may change is the cause of a pull policy, although it is not a difference', () => {
  const [before, after] = [pulling('1', 'IfNotPresent'), pulling('latest', 'Always')];
  expect(causes(before, after, ['image'])).toEqual(['imagePullPolicy (of the image)']);
});
