import type { JsonObject } from '../../../src/json/json.ts';
import { ephemeralClaimsValid } from '../../../src/rules/volumes/ephemeral-claims-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { claimCases } from './claim-cases.ts';

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const volumes = (volumeClaimTemplate: JsonObject) => ({ volumes: [{ name: 'a', ephemeral: { volumeClaimTemplate } }] });
const claim = (template: JsonObject) => pod(volumes(template));
/** A claim with this metadata. */
const meta = (metadata: JsonObject) => claim({ metadata, spec });

testRule(ephemeralClaimsValid, {
  valid: [
    { name: 'a claim', after: claim({ spec }) },
    { name: 'labels and annotations', after: meta({ labels: { a: '' }, annotations: { 'a.b/C': 'x' } }) },
    {
      name: 'empty fields of the metadata',
      after: meta({ name: '', generation: 0, creationTimestamp: null, unknown: 1 }),
    },
    {
      name: 'no claim',
      after: pod({
        volumes: [
          { name: 'a', ephemeral: {} },
          { name: 'b', emptyDir: {} },
        ],
      }),
    },
    {
      name: 'only the first source is checked',
      after: pod({ volumes: [{ name: 'a', emptyDir: {}, ephemeral: { volumeClaimTemplate: {} } }] }),
    },
  ],
  invalid: [
    {
      name: 'an empty claim',
      after: claim({}),
      findings: [
        {
          messageId: 'modesMissing',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes',
          type: 'FieldValueRequired',
          fix: 'Set accessModes to a list such as [ReadWriteOnce].',
        },
        {
          messageId: 'storageMissing',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]',
          type: 'FieldValueRequired',
          fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
        },
      ],
    },
    {
      name: 'a claim in a template',
      after: workload('StatefulSet', volumes({ spec: { ...spec, accessModes: ['RWO'] } })),
      findings: [
        {
          messageId: 'mode',
          path: 'spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes[0]',
          type: 'FieldValueNotSupported',
          to: 'RWO',
        },
      ],
    },
    {
      name: 'names',
      after: meta({ name: 'a', namespace: 'b', generateName: 'c', uid: 'd' }),
      findings: [
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.generateName',
          type: 'FieldValueForbidden',
          fix: 'Remove generateName.',
        },
        {
          messageId: 'metadataName',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name',
          type: 'FieldValueForbidden',
          fix: 'Remove name.',
        },
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.namespace',
          type: 'FieldValueForbidden',
          fix: 'Remove namespace.',
        },
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.uid',
          type: 'FieldValueForbidden',
          fix: 'Remove uid.',
        },
      ],
    },
    {
      name: 'fields that the server sets',
      after: meta({
        finalizers: [],
        deletionGracePeriodSeconds: 0,
        creationTimestamp: '2026-01-02T03:04:05Z',
        generation: 1,
      }),
      findings: [
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.creationTimestamp',
          type: 'FieldValueForbidden',
          fix: 'Remove creationTimestamp.',
        },
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.deletionGracePeriodSeconds',
          type: 'FieldValueForbidden',
          fix: 'Remove deletionGracePeriodSeconds.',
        },
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.finalizers',
          type: 'FieldValueForbidden',
          fix: 'Remove finalizers.',
        },
        {
          messageId: 'metadata',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.generation',
          type: 'FieldValueForbidden',
          fix: 'Remove generation.',
        },
      ],
    },
    {
      name: 'labels',
      after: meta({ labels: { 'a b': 'c', d: 'e f', g: 1 } }),
      findings: [
        {
          messageId: 'labelKey',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels[a b]',
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "a-b".',
          isOfKey: true,
        },
        {
          messageId: 'labelValue',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels[d]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "e-f".',
          to: 'e f',
        },
        {
          messageId: 'notString',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels[g]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
      ],
    },
    {
      name: 'annotations',
      after: meta({ annotations: { 'a b': 'c' } }),
      findings: [
        {
          messageId: 'annotationKey',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.annotations[a b]',
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "note".',
          isOfKey: true,
        },
      ],
    },
    {
      name: 'large annotations',
      after: meta({ annotations: { a: 'x'.repeat(262144) } }),
      findings: [
        {
          messageId: 'annotationSize',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.annotations',
          type: 'FieldValueTooLong',
          fix: 'Remove large annotations.',
        },
      ],
    },
    ...claimCases('spec.volumes[0].ephemeral.volumeClaimTemplate.spec', (fields) => ({
      after: claim({ spec: { ...spec, ...fields } }),
    })),
  ],
});
