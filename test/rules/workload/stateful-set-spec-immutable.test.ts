import type { JsonObject } from '../../../src/json/json.ts';
import { statefulSetSpecImmutable } from '../../../src/rules/workload/stateful-set-spec-immutable.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const claim = (name: string, storage: string): JsonObject => ({
  metadata: { name },
  spec: { resources: { requests: { storage } } },
});
const claims = (storage: string): JsonObject => ({ volumeClaimTemplates: [claim('data', storage)] });
const change = (name: string, from: JsonObject, to: JsonObject, minor = 36) => ({
  name,
  before: workload('StatefulSet', {}, from),
  after: workload('StatefulSet', {}, to),
  minor,
});
/** A claim with these resources. */
const sized = (resources: JsonObject): JsonObject => ({ metadata: { name: 'data' }, spec: { resources } });
const sizes = (storage: string): JsonObject => ({ requests: { storage } });
const changed = {
  messageId: 'changed',
  type: 'FieldValueForbidden',
  fix: 'Run kubectl delete statefulset web -n default --cascade=orphan, which keeps the Pods. Then run kubectl apply -n default -f FILE.',
} as const;
const storage = 'spec.resources.requests[storage]';
const newDnsNames = {
  messageId: 'newPods',
  path: 'spec.serviceName',
  type: 'FieldValueForbidden',
  fix: 'Run kubectl delete statefulset web -n default --cascade=orphan, which keeps the Pods. Then run kubectl apply -n default -f FILE, and delete the Pods one at a time to change their DNS names.',
} as const;
const newVolumes = {
  messageId: 'newPods',
  type: 'FieldValueForbidden',
  fix: 'Run kubectl delete statefulset web -n default --cascade=orphan, which keeps the Pods. Then run kubectl apply -n default -f FILE, and delete the Pods one at a time to change their volumes.',
} as const;

testRule(statefulSetSpecImmutable, {
  valid: [
    ...[
      { replicas: 3 },
      { updateStrategy: { type: 'OnDelete' } },
      { minReadySeconds: 5 },
      { ordinals: { start: 1 } },
      { revisionHistoryLimit: 2 },
      { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      { template: {} },
      { selector: { matchLabels: { app: 'other' } } },
    ].map((own) => change(Object.keys(own)[0]!, {}, own)),
    change('the same quantity in another unit', claims('1Gi'), claims('1024Mi')),
    change('an empty list of claims is removed', { volumeClaimTemplates: [] }, {}),
  ],
  invalid: [
    {
      ...change('revisionHistoryLimit in 1.32', { revisionHistoryLimit: 10 }, { revisionHistoryLimit: 2 }, 32),
      findings: [{ ...changed, path: 'spec.revisionHistoryLimit' }],
    },
    {
      ...change('serviceName', { serviceName: 'a' }, { serviceName: 'b' }),
      findings: [{ ...newDnsNames, from: 'a', to: 'b', says: 'cannot be changed from "a" to "b"' }],
    },
    {
      ...change('serviceName, from 1.37 on', { serviceName: 'a' }, { serviceName: 'b' }, 37),
      findings: [newDnsNames],
    },
    {
      ...change('podManagementPolicy', { podManagementPolicy: 'OrderedReady' }, { podManagementPolicy: 'Parallel' }),
      findings: [{ ...changed, path: 'spec.podManagementPolicy' }],
    },
    {
      ...change('a larger claim', claims('1Gi'), claims('2Gi')),
      findings: [
        {
          messageId: 'storage',
          path: `spec.volumeClaimTemplates[0].${storage}`,
          type: 'FieldValueForbidden',
          fix: 'Raise requests.storage of each claim, beginning with kubectl edit pvc data-web-0 -n default. Then run kubectl delete statefulset web -n default --cascade=orphan, which keeps the Pods, and kubectl apply -n default -f FILE.',
        },
      ],
    },
    {
      ...change('a smaller claim', claims('2Gi'), claims('1Gi')),
      findings: [
        {
          ...changed,
          path: `spec.volumeClaimTemplates[0].${storage}`,
          says: 'the storage request of volume claim template "data" cannot be changed from "2Gi" to "1Gi" after',
        },
      ],
    },
    {
      ...change(
        'the second claim, of a StatefulSet whose first Pod has the ordinal 5',
        { ordinals: { start: 5 }, volumeClaimTemplates: [claim('data', '1Gi'), claim('log', '1Gi')] },
        { ordinals: { start: 5 }, volumeClaimTemplates: [claim('data', '1Gi'), claim('log', '2Gi')] },
      ),
      findings: [
        {
          messageId: 'storage',
          path: `spec.volumeClaimTemplates[1].${storage}`,
          type: 'FieldValueForbidden',
          fix: 'Raise requests.storage of each claim, beginning with kubectl edit pvc log-web-5 -n default. Then run kubectl delete statefulset web -n default --cascade=orphan, which keeps the Pods, and kubectl apply -n default -f FILE.',
        },
      ],
    },
    {
      ...change('a larger claim of a StatefulSet in a file without a name', {}, claims('2Gi')),
      before: { ...workload('StatefulSet', {}, claims('1Gi')), metadata: { generateName: 'db-' } },
      findings: [
        {
          ...changed,
          path: `spec.volumeClaimTemplates[0].${storage}`,
        },
      ],
    },
    {
      ...change(
        'the storage class of a claim',
        { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'slow' } }] },
        { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }] },
      ),
      findings: [
        {
          ...changed,
          path: 'spec.volumeClaimTemplates[0].spec.storageClassName',
          says: 'storageClassName of volume claim template "data" cannot be changed from "slow" to "fast" after',
        },
      ],
    },
    {
      ...change(
        'larger sizes that are not those of claims, and the first size of a claim',
        {
          volumeClaimTemplates: [sized({ limits: { storage: '1Gi' }, requests: { other: '1' } })],
          later: [sizes('1Gi')],
        },
        {
          volumeClaimTemplates: [sized({ limits: { storage: '2Gi' }, requests: { other: '2', storage: '1Gi' } })],
          later: [sizes('2Gi')],
        },
      ),
      findings: [
        'volumeClaimTemplates[0].spec.resources.limits[storage]',
        'volumeClaimTemplates[0].spec.resources.requests[other]',
        'volumeClaimTemplates[0].spec.resources.requests[storage]',
        'later[0].requests.storage',
      ].map((path) => ({ ...changed, path: `spec.${path}` })),
    },
    {
      ...change(
        'a larger claim that has no name',
        { volumeClaimTemplates: [{ ...claim('', '1Gi'), metadata: {} }] },
        { volumeClaimTemplates: [{ ...claim('', '2Gi'), metadata: {} }] },
      ),
      findings: [
        {
          ...changed,
          path: `spec.volumeClaimTemplates[0].${storage}`,
          says: 'the storage request of a volume claim template cannot be changed',
        },
      ],
    },
    {
      ...change('serviceName in a file without a namespace', { serviceName: 'a' }, { serviceName: 'b' }),
      namespace: '',
      findings: [
        {
          messageId: 'newPods',
          path: 'spec.serviceName',
          type: 'FieldValueForbidden',
          fix: 'Run kubectl delete statefulset web --cascade=orphan, which keeps the Pods. Then run kubectl apply -f FILE, and delete the Pods one at a time to change their DNS names.',
        },
      ],
    },
    {
      ...change('a claim is added', claims('1Gi'), {
        volumeClaimTemplates: [claim('data', '1Gi'), claim('log', '1Gi')],
      }),
      findings: [{ ...newVolumes, path: 'spec.volumeClaimTemplates' }],
    },
    {
      ...change(
        'podManagementPolicy, and a claim is added',
        { podManagementPolicy: 'OrderedReady', ...claims('1Gi') },
        { podManagementPolicy: 'Parallel', volumeClaimTemplates: [claim('data', '1Gi'), claim('log', '1Gi')] },
      ),
      findings: [
        { ...changed, path: 'spec.podManagementPolicy' },
        { ...newVolumes, path: 'spec.volumeClaimTemplates' },
      ],
    },
    {
      ...change('a claim template is renamed', claims('1Gi'), { volumeClaimTemplates: [claim('files', '1Gi')] }),
      findings: [
        {
          ...newVolumes,
          path: 'spec.volumeClaimTemplates[0].metadata.name',
          says: 'name of volume claim template "data" cannot be changed from "data" to "files"',
        },
      ],
    },
    {
      ...change('the first claim is added', {}, claims('1Gi')),
      findings: [
        {
          ...newVolumes,
          path: 'spec.volumeClaimTemplates',
          says: 'volumeClaimTemplates cannot be set after the StatefulSet is created.',
        },
      ],
    },
    {
      ...change('all claims are removed', claims('1Gi'), {}),
      findings: [
        {
          ...changed,
          path: 'spec.volumeClaimTemplates',
          says: 'volumeClaimTemplates cannot be removed after the StatefulSet is created.',
        },
      ],
    },
    {
      ...change('a field that Podward does not know', {}, { later: { a: 1 } }),
      findings: [{ ...changed, path: 'spec.later' }],
    },
  ],
});
