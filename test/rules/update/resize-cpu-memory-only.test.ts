import type { JsonObject } from '../../../src/json/json.ts';
import { resizeCpuMemoryOnly } from '../../../src/rules/update/resize-cpu-memory-only.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'resize';
const requests = (values: JsonObject, extra: JsonObject = {}) => podWith({ resources: { requests: values }, ...extra });
const init = (extra: JsonObject) => pod({ initContainers: [container({ name: 'init', ...extra })] });
const small = { resources: { requests: { cpu: '1' } } };
const large = { resources: { requests: { cpu: '2' } } };
const restart = { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] };
const claims = { resources: { claims: [{ name: 'gpu' }] } };
const restartForMemory = { resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }] };
const limited = (name: string, memory: string, extra: JsonObject = {}) =>
  container({ name, resources: { limits: { memory } }, ...extra });
const storageAdded = {
  messageId: 'otherAdded',
  path: 'spec.containers[0].resources.requests[ephemeral-storage]',
  type: 'FieldValueForbidden',
  fix: 'Remove ephemeral-storage. To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
} as const;

testRule(resizeCpuMemoryOnly, {
  valid: [
    {
      name: 'a memory limit decreased in 1.33, with a restart',
      subresource,
      minor: 33,
      before: pod({ containers: [limited('web', '2Gi', restartForMemory)] }),
      after: pod({ containers: [limited('web', '1Gi', restartForMemory)] }),
    },
    {
      name: 'a claim without DynamicResourceAllocation, which drops it',
      subresource,
      minor: 33,
      before: podWith({ resources: {} }),
      after: podWith(claims),
    },
    {
      name: 'a resizePolicy in 1.32',
      subresource,
      minor: 32,
      before: podWith({}),
      after: podWith(restartForMemory),
      featureGates: { InPlacePodVerticalScaling: true },
    },
    {
      name: 'cpu and memory',
      subresource,
      before: requests({ cpu: '1', memory: '1Gi' }),
      after: requests({ cpu: '2', memory: '2Gi' }),
    },
    {
      name: 'a request added',
      subresource,
      before: requests({ cpu: '1' }),
      after: requests({ cpu: '1', memory: '1Gi' }),
    },
    {
      name: 'other fields, which the subresource restores',
      subresource,
      before: requests({ cpu: '1' }),
      after: requests({ cpu: '2' }, { image: 'x', env: [] }),
    },
    {
      name: 'a sidecar container',
      subresource,
      minor: 34,
      before: init({ restartPolicy: 'Always', ...small }),
      after: init({ restartPolicy: 'Always', ...large }),
    },
    { name: 'an init container, from 1.36 on', subresource, before: init(small), after: init(large) },
    {
      name: 'an init container whose resizePolicy needs no restart',
      subresource,
      before: init({ ...small, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
      after: init({ ...large, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
    },
    {
      name: 'a container beside an init container that would be restarted',
      subresource,
      before: pod({ containers: [container(small)], initContainers: [container({ name: 'init', ...restart })] }),
      after: pod({ containers: [container(large)], initContainers: [container({ name: 'init', ...restart })] }),
    },
    {
      name: 'the first request, of a resource that 1.34 lets a resize add',
      subresource,
      minor: 34,
      before: podWith({ resources: { limits: { cpu: '1' } } }),
      after: podWith({ resources: { limits: { cpu: '1' }, requests: { 'ephemeral-storage': '1Gi' } } }),
    },
    {
      name: 'a request of the Pod removed before 1.36, which the subresource restores',
      subresource,
      minor: 35,
      before: pod({ resources: { requests: { cpu: '1', memory: '1Gi' } } }),
      after: pod({ resources: { requests: { cpu: '1' } } }),
    },
    { name: 'claims, from 1.37 on', subresource, minor: 37, before: podWith(claims), after: podWith(claims) },
  ],
  invalid: [
    {
      name: 'memory limits decreased and added in 1.33',
      subresource,
      minor: 33,
      before: pod({ containers: [limited('web', '2Gi'), container({ name: 'more' })] }),
      after: pod({ containers: [limited('web', '1Gi'), limited('more', '1Gi')] }),
      findings: [
        {
          messageId: 'memoryDecreased',
          path: 'spec.containers[0].resources.limits[memory]',
          type: 'FieldValueForbidden',
          fix: 'Set the memory limit back to "2Gi". To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: '2Gi',
          to: '1Gi',
        },
        {
          messageId: 'memoryAdded',
          path: 'spec.containers[1].resources.limits[memory]',
          type: 'FieldValueForbidden',
          fix: 'Remove the memory limit. To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          to: '1Gi',
        },
      ],
    },
    {
      name: 'a container added',
      subresource,
      before: pod(),
      after: pod({ containers: [container(), container({ name: 'more' })] }),
      findings: [
        {
          messageId: 'containers',
          path: 'spec.containers',
          type: 'FieldValueForbidden',
          fix: 'Keep the containers of the existing Pod ("web"). To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: [container()],
          to: [container(), container({ name: 'more' })],
        },
      ],
    },
    {
      name: 'a container renamed, whose other changes are not compared',
      subresource,
      before: requests({ 'ephemeral-storage': '1Gi' }),
      after: requests({ 'ephemeral-storage': '2Gi' }, { name: 'other' }),
      findings: [
        {
          messageId: 'renamed',
          path: 'spec.containers[0].name',
          type: 'FieldValueForbidden',
          fix: 'Set name back to "web".',
          from: 'web',
          to: 'other',
        },
      ],
    },
    {
      name: 'a container renamed, and a request of the Pod removed, which is compared',
      subresource,
      before: pod({ resources: { requests: { cpu: '2', memory: '1Gi' } } }),
      after: podWith({ name: 'other' }, { resources: { requests: { cpu: '2' } } }),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.resources.requests[memory]',
          type: 'FieldValueForbidden',
          fix: 'Set memory back to "1Gi", or to another value.',
          from: '1Gi',
        },
        {
          messageId: 'renamed',
          path: 'spec.containers[0].name',
          type: 'FieldValueForbidden',
          fix: 'Set name back to "web".',
          from: 'web',
          to: 'other',
        },
      ],
    },
    {
      name: 'a request removed',
      subresource,
      before: requests({ cpu: '1', memory: '1Gi' }),
      after: requests({ cpu: '1' }),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.containers[0].resources.requests[memory]',
          type: 'FieldValueForbidden',
          fix: 'Set memory back to "1Gi", or to another value.',
          from: '1Gi',
          to: null,
        },
      ],
    },
    {
      name: 'the first init container',
      subresource,
      before: pod(),
      after: init(small),
      findings: [
        {
          messageId: 'firstInit',
          path: 'spec.initContainers',
          type: 'FieldValueForbidden',
          fix: 'Remove initContainers. To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a request of another resource removed',
      subresource,
      before: requests({ cpu: '1', 'ephemeral-storage': '1Gi' }),
      after: requests({ cpu: '1' }),
      findings: [
        {
          messageId: 'otherRemoved',
          path: 'spec.containers[0].resources.requests[ephemeral-storage]',
          type: 'FieldValueForbidden',
          fix: 'Set ephemeral-storage back to "1Gi". To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          to: null,
        },
      ],
    },
    {
      name: 'a limit of the Pod removed',
      subresource,
      before: pod({ resources: { requests: { cpu: '1', memory: '1Gi' } } }),
      after: pod({ resources: { requests: { cpu: '1' } } }),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.resources.requests[memory]',
          type: 'FieldValueForbidden',
          fix: 'Set memory back to "1Gi", or to another value.',
          from: '1Gi',
          to: null,
        },
      ],
    },
    {
      name: 'another resource',
      subresource,
      before: requests({ 'ephemeral-storage': '1Gi' }),
      after: requests({ 'ephemeral-storage': '2Gi' }),
      findings: [
        {
          messageId: 'otherAmount',
          path: 'spec.containers[0].resources.requests[ephemeral-storage]',
          type: 'FieldValueForbidden',
          fix: 'Set ephemeral-storage back to "1Gi". To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'another resource added',
      subresource,
      before: requests({ cpu: '1' }),
      after: requests({ cpu: '1', 'ephemeral-storage': '1Gi' }),
      findings: [storageAdded],
    },
    {
      name: 'another resource added to existing requests, which 1.34 refuses too',
      subresource,
      minor: 34,
      before: podWith({ resources: { requests: { cpu: '1' } } }),
      after: requests({ cpu: '1', 'ephemeral-storage': '1Gi' }),
      findings: [storageAdded],
    },
    {
      name: 'another claim',
      subresource,
      minor: 37,
      before: podWith(claims),
      after: podWith({ resources: { claims: [{ name: 'gpu', request: 'one' }] } }),
      findings: [
        {
          messageId: 'other',
          path: 'spec.containers[0].resources.claims[0].request',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: null,
          to: 'one',
        },
      ],
    },
    {
      name: 'another resize policy',
      subresource,
      before: podWith({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
      after: podWith(restart),
      findings: [
        {
          messageId: 'other',
          path: 'spec.containers[0].resizePolicy[0].restartPolicy',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'an init container, before 1.36',
      subresource,
      minor: 35,
      before: init(small),
      after: init(large),
      findings: [
        {
          messageId: 'init',
          path: 'spec.initContainers[0].resources.requests[cpu]',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: '1',
          to: '2',
        },
      ],
    },
    {
      name: 'an init container that would be restarted',
      subresource,
      before: init({ ...small, ...restart }),
      after: init({ ...large, ...restart }),
      findings: [
        {
          messageId: 'initRestart',
          path: 'spec.initContainers[0].resizePolicy',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'claims, before 1.37',
      subresource,
      before: podWith(claims),
      after: podWith(claims),
      findings: [
        {
          messageId: 'claims',
          path: 'spec.containers[0].resources.claims',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
  ],
});
