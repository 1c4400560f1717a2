import type { Json, JsonObject } from '../../../src/json/json.ts';
import type { InvalidCase } from '../rule-tester.ts';

export const malformedSelector: Json = {
  matchLabels: { 'a b': 'c', d: 'e f', g: 1 },
  matchExpressions: [
    { key: 'a', operator: 'In' },
    { operator: 'Exists', values: ['a'] },
    { key: 'a', operator: 'is' },
    { key: 'a' },
  ],
};

/** The findings about this selector. */
export const selectorFindings = (path: string, noun: string, example: string): InvalidCase['findings'] => [
  {
    messageId: 'valuesMissing',
    path: `${path}.matchExpressions[0].values`,
    type: 'FieldValueRequired',
    fix: 'Add a value, or use operator Exists, which takes no values.',
    beside: `${path}.matchExpressions[0].operator`,
  },
  {
    messageId: 'keyMissing',
    path: `${path}.matchExpressions[1].key`,
    type: 'FieldValueRequired',
    fix: `Set key to a label key of the ${noun} to select, such as ${example}.`,
  },
  {
    messageId: 'valuesSet',
    path: `${path}.matchExpressions[1].values`,
    type: 'FieldValueForbidden',
    fix: 'Remove values, or use operator In.',
    to: ['a'],
    beside: `${path}.matchExpressions[1].operator`,
  },
  {
    messageId: 'operator',
    path: `${path}.matchExpressions[2].operator`,
    type: 'FieldValueNotSupported',
    fix: 'Did you mean "In"?',
    to: 'is',
  },
  {
    messageId: 'operatorMissing',
    path: `${path}.matchExpressions[3].operator`,
    type: 'FieldValueRequired',
    fix: 'Set operator to In, NotIn, Exists or DoesNotExist.',
  },
  {
    messageId: 'key',
    path: `${path}.matchLabels[a b]`,
    type: 'FieldValueInvalid',
    fix: `Use a label key of the ${noun} to select.`,
    to: 'a b',
    isOfKey: true,
  },
  {
    messageId: 'value',
    path: `${path}.matchLabels[d]`,
    type: 'FieldValueInvalid',
    fix: `Use a label value of the ${noun} to select.`,
    to: 'e f',
  },
  {
    messageId: 'notString',
    path: `${path}.matchLabels[g]`,
    type: 'FieldValueInvalid',
    fix: 'Put the value in quotes.',
    to: 1,
  },
];

type Expected = InvalidCase['findings'][number];

const storage = (path: string): Expected => ({
  messageId: 'storage',
  path: `${path}.resources.requests[storage]`,
  type: 'FieldValueInvalid',
  fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
});

const sourcesDiffer = (path: string): Expected => ({
  messageId: 'sourcesDiffer',
  path: `${path}.dataSource`,
  type: 'FieldValueForbidden',
  fix: 'Remove dataSource.',
  beside: `${path}.dataSourceRef`,
});

const sourceMissing = (source: string, field: 'kind' | 'name'): Expected => ({
  messageId: 'sourceMissing',
  path: `${source}.${field}`,
  type: 'FieldValueRequired',
  fix: `Set ${field} to the ${field} of the object with which the volume is filled.`,
});

/** Mistakes in the spec of a claim, at the path, that is valid without these fields. */
export const claimCases = (
  path: string,
  claimWith: (spec: JsonObject) => Pick<InvalidCase, 'after'>,
): InvalidCase[] => [
  {
    name: 'access modes',
    ...claimWith({ accessModes: ['readwriteonce', 'ReadWriteOncePod', 'ReadOnlyMany'] }),
    findings: [
      {
        messageId: 'modeAlone',
        path: `${path}.accessModes`,
        type: 'FieldValueForbidden',
        fix: 'Remove ReadWriteOncePod, or remove the other access modes.',
      },
      {
        messageId: 'mode',
        path: `${path}.accessModes[0]`,
        type: 'FieldValueNotSupported',
        fix: 'Did you mean "ReadWriteOnce"?',
        to: 'readwriteonce',
      },
    ],
  },
  {
    name: 'an unknown access mode does not count',
    ...claimWith({ accessModes: ['x', 'ReadWriteOncePod'] }),
    findings: [
      {
        messageId: 'mode',
        path: `${path}.accessModes[0]`,
        type: 'FieldValueNotSupported',
        to: 'x',
      },
    ],
  },
  {
    name: 'amounts',
    ...claimWith({ resources: { requests: { storage: 0, other: '1 Gb' }, limits: { storage: null } } }),
    findings: [{ ...storage(path), to: 0 }],
  },
  {
    name: 'an amount without a value',
    ...claimWith({ resources: { requests: { storage: null } } }),
    findings: [storage(path)],
  },
  {
    name: 'a negative amount',
    ...claimWith({ resources: { requests: { storage: '-1Gi' } } }),
    findings: [{ ...storage(path), to: '-1Gi' }],
  },
  {
    name: 'classes',
    ...claimWith({ storageClassName: 'Fast', volumeAttributesClassName: 'a_b' }),
    findings: [
      {
        messageId: 'class',
        path: `${path}.storageClassName`,
        type: 'FieldValueInvalid',
        fix: 'Set storageClassName to a name that kubectl get storageclasses lists, or remove storageClassName.',
        to: 'Fast',
      },
      {
        messageId: 'class',
        path: `${path}.volumeAttributesClassName`,
        type: 'FieldValueInvalid',
        fix: 'Set volumeAttributesClassName to a name that kubectl get volumeattributesclasses lists, or remove volumeAttributesClassName.',
        to: 'a_b',
      },
    ],
  },
  {
    name: 'the volume mode',
    ...claimWith({ volumeMode: 'block' }),
    findings: [
      {
        messageId: 'volumeMode',
        path: `${path}.volumeMode`,
        type: 'FieldValueNotSupported',
        fix: 'Did you mean "Block"?',
        to: 'block',
      },
    ],
  },
  {
    name: 'the selector',
    ...claimWith({
      selector: malformedSelector,
    }),
    findings: selectorFindings(`${path}.selector`, 'PersistentVolumes', 'topology.kubernetes.io/zone'),
  },
  {
    name: 'sources without a name',
    ...claimWith({ dataSource: {}, dataSourceRef: { kind: 'PersistentVolumeClaim' } }),
    findings: [
      sourcesDiffer(path),
      sourceMissing(`${path}.dataSource`, 'kind'),
      sourceMissing(`${path}.dataSource`, 'name'),
      sourceMissing(`${path}.dataSourceRef`, 'name'),
    ],
  },
  {
    name: 'a snapshot without its API group',
    ...claimWith({
      dataSource: { kind: 'VolumeSnapshot', name: 'a' },
      dataSourceRef: { apiGroup: 'A', kind: 'B', name: 'a', namespace: 'C' },
    }),
    findings: [
      {
        messageId: 'sourceBesideNamespace',
        path: `${path}.dataSource`,
        type: 'FieldValueForbidden',
        fix: 'Remove dataSource.',
        beside: `${path}.dataSourceRef`,
      },
      {
        messageId: 'sourceGroup',
        path: `${path}.dataSource.kind`,
        type: 'FieldValueInvalid',
        fix: 'Set apiGroup to snapshot.storage.k8s.io.',
        to: 'VolumeSnapshot',
      },
      {
        messageId: 'sourceName',
        path: `${path}.dataSourceRef.apiGroup`,
        type: 'FieldValueInvalid',
        fix: 'Set apiGroup to the API group of the object.',
        to: 'A',
      },
      {
        messageId: 'sourceName',
        path: `${path}.dataSourceRef.namespace`,
        type: 'FieldValueInvalid',
        fix: 'Set namespace to the namespace of the object.',
        to: 'C',
      },
    ],
  },
  {
    name: 'two sources',
    ...claimWith({
      dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' },
    }),
    findings: [sourcesDiffer(path)],
  },
  {
    name: 'an empty API group is not the same as an absent one',
    ...claimWith({
      dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
      dataSourceRef: { apiGroup: '', kind: 'PersistentVolumeClaim', name: 'a' },
    }),
    findings: [sourcesDiffer(path)],
  },
];
