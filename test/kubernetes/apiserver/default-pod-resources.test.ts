import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { withPodLevelDefaults } from '../../../src/kubernetes/apiserver/default-pod-resources.ts';

/** The resources of the Pod, those of its containers, and the resources that the Pod gets. */
test.each<[string, JsonObject, JsonObject[], JsonObject]>([
  [
    'a limit and a request of different resources',
    { limits: { cpu: '1' }, requests: { memory: '1Gi' } },
    [],
    { limits: { cpu: '1' }, requests: { memory: '1Gi', cpu: '1' } },
  ],
  [
    'requests of containers for CPU and memory alone',
    { requests: { cpu: '3' } },
    [{ requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } }],
    { requests: { cpu: '3', memory: '1Gi' } },
  ],
  [
    'a limit of a resource that a Pod cannot request',
    { limits: { 'example.com/gpu': '1' } },
    [],
    { limits: { 'example.com/gpu': '1' } },
  ],
  [
    'limits of containers for such a resource',
    { requests: { cpu: '1', 'example.com/gpu': '1' } },
    [{ limits: { 'example.com/gpu': '1' } }],
    { requests: { cpu: '1', 'example.com/gpu': '1' } },
  ],
  [
    'a limit that not every container has',
    { requests: { memory: '1Gi' } },
    [{ limits: { cpu: '1' } }, {}],
    { requests: { memory: '1Gi' } },
  ],
  [
    'a limit of the Pod itself',
    { limits: { cpu: '4' }, requests: { cpu: '1' } },
    [{ limits: { cpu: '2' } }],
    { limits: { cpu: '4' }, requests: { cpu: '1' } },
  ],
  [
    'more requested huge pages than the limits of the containers',
    { requests: { 'hugepages-2Mi': '4Mi' } },
    [{ limits: { 'hugepages-2Mi': '2Mi' } }],
    { limits: { 'hugepages-2Mi': '4Mi' }, requests: { 'hugepages-2Mi': '4Mi' } },
  ],
  [
    'a sum of many CPUs, which is not written with a binary unit',
    { requests: { memory: '1Gi' } },
    [{ requests: { cpu: '1024' } }, { requests: { cpu: '1024' } }],
    { requests: { memory: '1Gi', cpu: '2048' } },
  ],
  ['no containers', { requests: { cpu: '1' } }, [], { requests: { cpu: '1' } }],
])('%s', (_, resources, own, expected) => {
  const containers = own.map((each, i) => ({ name: `c${i}`, resources: each }));
  expect(withPodLevelDefaults({ containers, resources })).toEqual({ containers, resources: expected });
});

test('a Pod without its own resources gets none', () => {
  const spec = { containers: [{ name: 'a', resources: { requests: { cpu: '1' } } }] };
  expect(withPodLevelDefaults(spec)).toEqual(spec);
});
