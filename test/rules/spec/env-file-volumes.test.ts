import type { Json } from '../../../src/pod/json.ts';
import { envFileVolumes } from '../../../src/rules/spec/env-file-volumes.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName';
const env = [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } } }];
const withVolume = (volume: Json) => podWith({ env }, { volumes: [volume] });

testRule(envFileVolumes, {
  valid: [
    { name: 'an emptyDir', after: withVolume({ name: 'data', emptyDir: {} }) },
    { name: 'dropped by the server before 1.35', minor: 34, after: withVolume({ name: 'other', emptyDir: {} }) },
  ],
  invalid: [
    {
      name: 'no such volume',
      after: withVolume({ name: 'other', emptyDir: {} }),
      findings: [{ messageId: 'unknown', path, type: 'FieldValueNotFound', to: 'data' }],
    },
    {
      name: 'another source',
      after: withVolume({ name: 'data', secret: { secretName: 'a' } }),
      findings: [{ messageId: 'source', path, type: 'FieldValueInvalid', to: 'data' }],
    },
  ],
});
