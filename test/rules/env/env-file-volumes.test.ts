import type { Json } from '../../../src/json/json.ts';
import { envFileVolumes } from '../../../src/rules/env/env-file-volumes.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName';
const env = [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } } }];
const withVolume = (volume: Json) => podWith({ env }, { volumes: [volume] });
const emptyDir = { volumes: [{ name: 'data', emptyDir: {} }] };
const setWithClaims = (...names: string[]) =>
  workload(
    'StatefulSet',
    { containers: [container({ env })], ...emptyDir },
    { volumeClaimTemplates: names.map((name) => ({ metadata: { name } })) },
  );

testRule(envFileVolumes, {
  valid: [
    { name: 'an emptyDir', after: podWith({ env }, emptyDir) },
    { name: 'a claim template beside it', kind: 'StatefulSet', before: setWithClaims(), after: setWithClaims('logs') },
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
    {
      name: 'a new claim template in its place',
      kind: 'StatefulSet',
      before: setWithClaims(),
      after: setWithClaims('data'),
      findings: [{ messageId: 'source', path: `spec.template.${path}`, type: 'FieldValueInvalid', to: 'data' }],
    },
  ],
});
