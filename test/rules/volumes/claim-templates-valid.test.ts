import type { Json, JsonObject } from '../../../src/json/json.ts';
import { claimTemplatesValid } from '../../../src/rules/volumes/claim-templates-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { claimCases } from './claim-cases.ts';

const claims = (...volumeClaimTemplates: Json[]) => workload('StatefulSet', {}, { volumeClaimTemplates });
/** A StatefulSet with a claim that is valid without these fields. */
const claim = (spec: JsonObject) =>
  claims({
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  });

testRule(claimTemplatesValid, {
  valid: [
    { name: 'none', after: workload('StatefulSet') },
    { name: 'the server does not check claims before 1.34', minor: 33, after: claims({}) },
    {
      name: 'the class of a claim without the gate',
      minor: 34,
      featureGates: { VolumeAttributesClass: false },
      after: claim({ volumeAttributesClassName: 'A' }),
    },
    { name: 'a claim', after: claim({}) },
    {
      name: 'all fields',
      after: claim({
        accessModes: ['ReadWriteMany', 'ReadOnlyMany'],
        storageClassName: 'fast',
        volumeAttributesClassName: 'silver',
        volumeMode: 'Block',
        selector: { matchLabels: { tier: 'ssd' } },
      }),
    },
    { name: 'one Pod at a time', after: claim({ accessModes: ['ReadWriteOncePod'] }) },
    {
      name: 'no storage class',
      after: claim({ storageClassName: '', volumeAttributesClassName: '' }),
    },
    {
      name: 'the smallest amount',
      after: claim({ resources: { requests: { storage: '1m' }, limits: { storage: 0 } } }),
    },
    {
      name: 'a claim as the source',
      after: claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } }),
    },
    {
      name: 'the same source twice',
      after: claim({
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
        dataSourceRef: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
      }),
    },
    {
      name: 'a source in another namespace',
      after: claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'a', namespace: 'b' } }),
    },
  ],
  invalid: [
    {
      name: 'an empty claim',
      after: claims({}, { spec: {} }),
      findings: [
        {
          messageId: 'modesMissing',
          path: 'spec.volumeClaimTemplates[0].spec.accessModes',
          type: 'FieldValueRequired',
          fix: 'Set accessModes to a list such as [ReadWriteOnce].',
        },
        {
          messageId: 'storageMissing',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          type: 'FieldValueRequired',
          fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
        },
        {
          messageId: 'modesMissing',
          path: 'spec.volumeClaimTemplates[1].spec.accessModes',
          type: 'FieldValueRequired',
          fix: 'Set accessModes to a list such as [ReadWriteOnce].',
        },
        {
          messageId: 'storageMissing',
          path: 'spec.volumeClaimTemplates[1].spec.resources.requests[storage]',
          type: 'FieldValueRequired',
          fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
        },
      ],
    },
    ...claimCases('spec.volumeClaimTemplates[0].spec', (spec) => ({ after: claim(spec) })),
  ],
});
