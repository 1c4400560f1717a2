import type { Json, JsonObject } from '../../../src/json/json.ts';
import { claimTemplatesValid } from '../../../src/rules/volumes/claim-templates-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const claims = (...volumeClaimTemplates: Json[]) => workload('StatefulSet', {}, { volumeClaimTemplates });
/** A StatefulSet with a claim that is valid without these fields. */
const claim = (spec: JsonObject) =>
  claims({
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  });

testRule(claimTemplatesValid, {
  valid: [
    { name: 'none', kind: 'StatefulSet', after: workload('StatefulSet') },
    { name: 'the server does not check claims before 1.34', kind: 'StatefulSet', minor: 33, after: claims({}) },
    {
      name: 'the class of a claim without the gate',
      kind: 'StatefulSet',
      minor: 34,
      featureGates: { VolumeAttributesClass: false },
      after: claim({ volumeAttributesClassName: 'A' }),
    },
    { name: 'a claim', kind: 'StatefulSet', after: claim({}) },
    {
      name: 'all fields',
      kind: 'StatefulSet',
      after: claim({
        accessModes: ['ReadWriteMany', 'ReadOnlyMany'],
        storageClassName: 'fast',
        volumeAttributesClassName: 'silver',
        volumeMode: 'Block',
        selector: { matchLabels: { tier: 'ssd' } },
      }),
    },
    { name: 'one Pod at a time', kind: 'StatefulSet', after: claim({ accessModes: ['ReadWriteOncePod'] }) },
    {
      name: 'no storage class',
      kind: 'StatefulSet',
      after: claim({ storageClassName: '', volumeAttributesClassName: '' }),
    },
    {
      name: 'the smallest amount',
      kind: 'StatefulSet',
      after: claim({ resources: { requests: { storage: '1m' }, limits: { storage: 0 } } }),
    },
    {
      name: 'a claim as the source',
      kind: 'StatefulSet',
      after: claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } }),
    },
    {
      name: 'the same source twice',
      kind: 'StatefulSet',
      after: claim({
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
        dataSourceRef: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
      }),
    },
    {
      name: 'a source in another namespace',
      kind: 'StatefulSet',
      after: claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'a', namespace: 'b' } }),
    },
  ],
  invalid: [
    {
      name: 'an empty claim',
      kind: 'StatefulSet',
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
    {
      name: 'access modes',
      kind: 'StatefulSet',
      after: claim({ accessModes: ['readwriteonce', 'ReadWriteOncePod', 'ReadOnlyMany'] }),
      findings: [
        {
          messageId: 'modeAlone',
          path: 'spec.volumeClaimTemplates[0].spec.accessModes',
          type: 'FieldValueForbidden',
          fix: 'Remove ReadWriteOncePod, or remove the other access modes.',
        },
        {
          messageId: 'mode',
          path: 'spec.volumeClaimTemplates[0].spec.accessModes[0]',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "ReadWriteOnce"?',
          to: 'readwriteonce',
        },
      ],
    },
    {
      name: 'an unknown access mode does not count',
      kind: 'StatefulSet',
      after: claim({ accessModes: ['x', 'ReadWriteOncePod'] }),
      findings: [
        {
          messageId: 'mode',
          path: 'spec.volumeClaimTemplates[0].spec.accessModes[0]',
          type: 'FieldValueNotSupported',
          to: 'x',
        },
      ],
    },
    {
      name: 'amounts',
      kind: 'StatefulSet',
      after: claim({ resources: { requests: { storage: 0, other: '1 Gb' }, limits: { storage: null } } }),
      findings: [
        {
          messageId: 'amountMalformed',
          path: 'spec.volumeClaimTemplates[0].spec.resources.limits[storage]',
          type: 'FieldValueInvalid',
        },
        {
          messageId: 'amountMalformed',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[other]',
          type: 'FieldValueInvalid',
          fix: 'Did you mean "1G" or "1Gi"?',
          to: '1 Gb',
        },
        {
          messageId: 'storage',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          type: 'FieldValueInvalid',
          fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
          to: 0,
        },
      ],
    },
    {
      name: 'a negative amount',
      kind: 'StatefulSet',
      after: claim({ resources: { requests: { storage: '-1Gi' } } }),
      findings: [
        {
          messageId: 'storage',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          type: 'FieldValueInvalid',
          fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
          to: '-1Gi',
        },
      ],
    },
    {
      name: 'a malformed amount',
      kind: 'StatefulSet',
      after: claim({ resources: { requests: { storage: '10 GB' } } }),
      findings: [
        {
          messageId: 'amountMalformed',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          type: 'FieldValueInvalid',
          fix: 'Did you mean "10G"?',
          to: '10 GB',
        },
      ],
    },
    {
      name: 'classes',
      kind: 'StatefulSet',
      after: claim({ storageClassName: 'Fast', volumeAttributesClassName: 'a_b' }),
      findings: [
        {
          messageId: 'class',
          path: 'spec.volumeClaimTemplates[0].spec.storageClassName',
          type: 'FieldValueInvalid',
          fix: 'Set storageClassName to a name that kubectl get storageclasses lists, or remove storageClassName.',
          to: 'Fast',
        },
        {
          messageId: 'class',
          path: 'spec.volumeClaimTemplates[0].spec.volumeAttributesClassName',
          type: 'FieldValueInvalid',
          fix: 'Set volumeAttributesClassName to a name that kubectl get volumeattributesclasses lists, or remove volumeAttributesClassName.',
          to: 'a_b',
        },
      ],
    },
    {
      name: 'the volume mode',
      kind: 'StatefulSet',
      after: claim({ volumeMode: 'block' }),
      findings: [
        {
          messageId: 'volumeMode',
          path: 'spec.volumeClaimTemplates[0].spec.volumeMode',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Block"?',
          to: 'block',
        },
      ],
    },
    {
      name: 'the selector',
      kind: 'StatefulSet',
      after: claim({
        selector: {
          matchLabels: { 'a b': 'c', d: 'e f', g: 1 },
          matchExpressions: [
            { key: 'a', operator: 'In' },
            { operator: 'Exists', values: ['a'] },
            { key: 'a', operator: 'is' },
            { key: 'a' },
          ],
        },
      }),
      findings: [
        {
          messageId: 'valuesMissing',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[0].values',
          type: 'FieldValueRequired',
          fix: 'Add a value, or use operator Exists, which takes no values.',
          beside: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[0].operator',
        },
        {
          messageId: 'keyMissing',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[1].key',
          type: 'FieldValueRequired',
          fix: 'Set key to a label key of the PersistentVolumes to select, such as topology.kubernetes.io/zone.',
        },
        {
          messageId: 'valuesSet',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[1].values',
          type: 'FieldValueForbidden',
          fix: 'Remove values, or use operator In.',
          to: ['a'],
          beside: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[1].operator',
        },
        {
          messageId: 'operator',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[2].operator',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "In"?',
          to: 'is',
        },
        {
          messageId: 'operatorMissing',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchExpressions[3].operator',
          type: 'FieldValueRequired',
          fix: 'Set operator to In, NotIn, Exists or DoesNotExist.',
        },
        {
          messageId: 'key',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchLabels[a b]',
          type: 'FieldValueInvalid',
          fix: 'Use a label key of the PersistentVolumes to select.',
          to: 'a b',
          isOfKey: true,
        },
        {
          messageId: 'value',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchLabels[d]',
          type: 'FieldValueInvalid',
          fix: 'Use a label value of the PersistentVolumes to select.',
          to: 'e f',
        },
        {
          messageId: 'notString',
          path: 'spec.volumeClaimTemplates[0].spec.selector.matchLabels[g]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
      ],
    },
    {
      name: 'sources without a name',
      kind: 'StatefulSet',
      after: claim({ dataSource: {}, dataSourceRef: { kind: 'PersistentVolumeClaim' } }),
      findings: [
        {
          messageId: 'sourcesDiffer',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource',
          type: 'FieldValueForbidden',
          fix: 'Remove dataSource.',
          beside: 'spec.volumeClaimTemplates[0].spec.dataSourceRef',
        },
        {
          messageId: 'sourceMissing',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource.kind',
          type: 'FieldValueRequired',
          fix: 'Set kind to the kind of the object with which the volume is filled.',
        },
        {
          messageId: 'sourceMissing',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource.name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of the object with which the volume is filled.',
        },
        {
          messageId: 'sourceMissing',
          path: 'spec.volumeClaimTemplates[0].spec.dataSourceRef.name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of the object with which the volume is filled.',
        },
      ],
    },
    {
      name: 'a snapshot without its API group',
      kind: 'StatefulSet',
      after: claim({
        dataSource: { kind: 'VolumeSnapshot', name: 'a' },
        dataSourceRef: { apiGroup: 'A', kind: 'B', name: 'a', namespace: 'C' },
      }),
      findings: [
        {
          messageId: 'sourceBesideNamespace',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource',
          type: 'FieldValueForbidden',
          fix: 'Remove dataSource.',
          beside: 'spec.volumeClaimTemplates[0].spec.dataSourceRef',
        },
        {
          messageId: 'sourceGroup',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource.kind',
          type: 'FieldValueInvalid',
          fix: 'Set apiGroup to snapshot.storage.k8s.io.',
          to: 'VolumeSnapshot',
        },
        {
          messageId: 'sourceName',
          path: 'spec.volumeClaimTemplates[0].spec.dataSourceRef.apiGroup',
          type: 'FieldValueInvalid',
          fix: 'Set apiGroup to the API group of the object.',
          to: 'A',
        },
        {
          messageId: 'sourceName',
          path: 'spec.volumeClaimTemplates[0].spec.dataSourceRef.namespace',
          type: 'FieldValueInvalid',
          fix: 'Set namespace to the namespace of the object.',
          to: 'C',
        },
      ],
    },
    {
      name: 'two sources',
      kind: 'StatefulSet',
      after: claim({
        dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
        dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' },
      }),
      findings: [
        {
          messageId: 'sourcesDiffer',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource',
          type: 'FieldValueForbidden',
          fix: 'Remove dataSource.',
          beside: 'spec.volumeClaimTemplates[0].spec.dataSourceRef',
        },
      ],
    },
    {
      name: 'an empty API group is not the same as an absent one',
      kind: 'StatefulSet',
      after: claim({
        dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
        dataSourceRef: { apiGroup: '', kind: 'PersistentVolumeClaim', name: 'a' },
      }),
      findings: [
        {
          messageId: 'sourcesDiffer',
          path: 'spec.volumeClaimTemplates[0].spec.dataSource',
          type: 'FieldValueForbidden',
          fix: 'Remove dataSource.',
          beside: 'spec.volumeClaimTemplates[0].spec.dataSourceRef',
        },
      ],
    },
  ],
});
