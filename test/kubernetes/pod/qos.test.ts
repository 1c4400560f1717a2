import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { computeQosClass, qosClassOf } from '../../../src/kubernetes/pod/qos.ts';

const emptyCounts = { PodLevelResourcesFixKubeletQOSClass: false };
const emptyIgnored = { PodLevelResourcesFixKubeletQOSClass: true };
const both = { cpu: '1', memory: '1Gi' };
const equal = { limits: both, requests: both };
const containers = (...resources: JsonObject[]): JsonObject => ({
  containers: resources.map((own) => ({ resources: own })),
});

test.each<[string, JsonObject, string]>([
  ['no resources', containers({}), 'BestEffort'],
  ['amounts of zero', containers({ limits: { cpu: '0', memory: 0 } }), 'BestEffort'],
  ['other resources than CPU and memory', containers({ limits: { 'example.com/gpu': '1' } }), 'BestEffort'],
  ['equal requests and limits', containers(equal), 'Guaranteed'],
  ['equal amounts that are written in two ways', containers({ limits: both, requests: { cpu: '1000m', memory: '1024Mi' } }), 'Guaranteed'], // prettier-ignore
  ['lower requests than limits', containers({ limits: both, requests: { cpu: '500m', memory: '1Gi' } }), 'Burstable'],
  ['requests without limits', containers({ requests: both }), 'Burstable'],
  ['limits without requests', containers({ limits: both }), 'Burstable'],
  ['a limit of CPU alone', containers({ limits: { cpu: '1' }, requests: { cpu: '1' } }), 'Burstable'],
  ['a limit of zero', containers({ limits: { cpu: '1', memory: '0' }, requests: { cpu: '1' } }), 'Burstable'],
  ['a second container without resources', containers(equal, {}), 'Burstable'],
  ['an init container without resources', { ...containers(equal), initContainers: [{}] }, 'Burstable'],
  ['an ephemeral container without resources', { ...containers(equal), ephemeralContainers: [{}] }, 'Guaranteed'],
  [
    'two containers with equal sums',
    containers(
      { limits: both, requests: { cpu: '500m', memory: '1Gi' } },
      { limits: both, requests: { cpu: '1500m', memory: '1Gi' } },
    ),
    'Guaranteed',
  ],
  ['equal amounts of the Pod itself', { ...containers({}), resources: equal }, 'Guaranteed'],
  ['requests of the Pod itself', { ...containers(equal), resources: { requests: both } }, 'Burstable'],
  ['limits of the Pod itself', { ...containers(equal), resources: { limits: both } }, 'Burstable'],
])('%s', (_, spec, expected) => {
  expect(computeQosClass(spec, emptyCounts)).toBe(expected);
  expect(computeQosClass(spec, emptyIgnored)).toBe(expected);
});

test.each([{}, { limits: {}, requests: {} }])('the empty resources %j of a Pod count before 1.37', (resources) => {
  const spec = { ...containers(equal), resources };
  expect(computeQosClass(spec, emptyCounts)).toBe('BestEffort');
  expect(computeQosClass(spec, emptyIgnored)).toBe('Guaranteed');
});

test('the class in the status counts, unless it is empty', () => {
  const spec = containers(equal);
  expect(qosClassOf({ spec, status: { qosClass: 'Burstable' } }, emptyCounts)).toBe('Burstable');
  expect(qosClassOf({ spec, status: { qosClass: '' } }, emptyCounts)).toBe('Guaranteed');
  expect(qosClassOf({ spec }, emptyCounts)).toBe('Guaranteed');
});
