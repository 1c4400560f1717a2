import type { JsonObject } from '../../../src/json/json.ts';
import { statefulSetSpecImmutable } from '../../../src/rules/workload/stateful-set-spec-immutable.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const claims = (storage: string): JsonObject => ({
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }],
});
const change = (name: string, from: JsonObject, to: JsonObject, minor = 36) => ({
  name,
  kind: 'StatefulSet' as const,
  before: workload('StatefulSet', {}, from),
  after: workload('StatefulSet', {}, to),
  minor,
});

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
    change('the same amount', claims('1Gi'), claims('1024Mi')),
    change('no claims and none', { volumeClaimTemplates: [] }, {}),
  ],
  invalid: [
    {
      ...change('serviceName', { serviceName: 'a' }, { serviceName: 'b' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.serviceName',
          type: 'FieldValueForbidden',
          from: 'a',
          to: 'b',
          says: '--cascade=orphan',
        },
      ],
    },
    {
      ...change('serviceName since 1.37', { serviceName: 'a' }, { serviceName: 'b' }, 37),
      findings: [{ messageId: 'changed', path: 'spec.serviceName', type: 'FieldValueInvalid' }],
    },
    {
      ...change('podManagementPolicy', { podManagementPolicy: 'OrderedReady' }, { podManagementPolicy: 'Parallel' }),
      findings: [{ messageId: 'changed', path: 'spec.podManagementPolicy' }],
    },
    {
      ...change('a larger claim', claims('1Gi'), claims('2Gi')),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          says: ['volumeClaimTemplates of a StatefulSet', 'to grow a volume, change its PersistentVolumeClaim'],
        },
      ],
    },
    {
      ...change('a field that Podward does not know', {}, { later: { a: 1 } }),
      findings: [{ messageId: 'changed', path: 'spec.later' }],
    },
  ],
});
