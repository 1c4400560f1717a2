import type { Json } from '../../../src/json/json.ts';
import { envFileVolumes } from '../../../src/rules/env/env-file-volumes.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const env = [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } } }];
const withVolume = (volume: Json) => podWith({ env }, { volumes: [volume] });
const emptyDir = { volumes: [{ name: 'data', emptyDir: {} }] };
const setWithClaims = (...names: string[]) =>
  workload(
    'StatefulSet',
    { containers: [container({ env })], ...emptyDir },
    { volumeClaimTemplates: names.map((name) => ({ metadata: { name } })) },
  );
const notEmptyDir = {
  messageId: 'source',
  path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
  beside: 'spec.volumes[0]',
  type: 'FieldValueInvalid',
  fix: 'Use an emptyDir volume to which an init container writes the file.',
} as const;

testRule(envFileVolumes, {
  valid: [
    { name: 'an emptyDir volume', after: podWith({ env }, emptyDir) },
    {
      name: 'another volume from a claim template',
      before: setWithClaims(),
      after: setWithClaims('logs'),
    },
    {
      name: 'a fileKeyRef before 1.35, which the server drops',
      minor: 34,
      after: withVolume({ name: 'other', emptyDir: {} }),
    },
  ],
  invalid: [
    {
      name: 'an unknown volume',
      after: withVolume({ name: 'other', emptyDir: {} }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Add an emptyDir volume with the name "data", and mount the volume in the init container that writes the file.',
          to: 'data',
        },
      ],
    },
    {
      name: 'a misspelled volume',
      after: withVolume({ name: 'dta', emptyDir: {} }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Did you mean "dta"?',
        },
      ],
    },
    {
      name: 'an invalid name is not suggested',
      after: withVolume({ name: 'Data', emptyDir: {} }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Add an emptyDir volume with the name "data", and mount the volume in the init container that writes the file.',
        },
      ],
    },
    {
      name: 'a name that no volume may have',
      after: podWith({
        env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'My_Files', path: 'a', key: 'A' } } }],
      }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Add an emptyDir volume with a valid name, and mount the volume in the init container that writes the file.',
        },
      ],
    },
    {
      name: 'the name of a volume that is not an emptyDir is not suggested',
      after: withVolume({ name: 'dta', secret: { secretName: 'a' } }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Add an emptyDir volume with the name "data", and mount the volume in the init container that writes the file.',
        },
      ],
    },
    {
      name: 'a secret volume',
      after: withVolume({ name: 'data', secret: { secretName: 'a' } }),
      findings: [
        {
          messageId: 'sourceKey',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          beside: 'spec.volumes[0]',
          type: 'FieldValueInvalid',
          fix: 'Use secretKeyRef to read a key of the Secret.',
          to: 'data',
        },
      ],
    },
    {
      name: 'a configMap volume',
      after: withVolume({ name: 'data', configMap: { name: 'a' } }),
      findings: [
        {
          messageId: 'sourceKey',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          beside: 'spec.volumes[0]',
          type: 'FieldValueInvalid',
          fix: 'Use configMapKeyRef to read a key of the ConfigMap.',
          to: 'data',
        },
      ],
    },
    {
      name: 'a hostPath volume',
      after: withVolume({ name: 'data', hostPath: { path: '/data' } }),
      findings: [{ ...notEmptyDir, to: 'data', says: 'hostPath' }],
    },
    {
      name: 'a volume with an unknown source',
      after: withVolume({ name: 'data' }),
      findings: [notEmptyDir],
    },
    {
      name: 'a new claim template that replaces the emptyDir volume',
      before: setWithClaims(),
      after: setWithClaims('data'),
      findings: [
        {
          messageId: 'source',
          path: 'spec.template.spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueInvalid',
          fix: 'Use an emptyDir volume to which an init container writes the file.',
          to: 'data',
        },
      ],
    },
    {
      name: 'an unknown volume beside a stored fileKeyRef, with EnvFiles off',
      featureGates: { EnvFiles: false },
      before: podWith({ env }, emptyDir),
      after: withVolume({ name: 'date', emptyDir: {} }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueNotFound',
          fix: 'Did you mean "date"?',
          to: 'data',
        },
      ],
    },
  ],
});
