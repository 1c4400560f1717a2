import type { JsonObject } from '../../../src/json/json.ts';
import { ephemeralContainerValid } from '../../../src/rules/containers/ephemeral-container-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'ephemeralcontainers';
const before = pod();
const looked = (extra: JsonObject) =>
  pod({ ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/tools:1', ...extra }] });
const at = 'spec.ephemeralContainers[0]';

testRule(ephemeralContainerValid, {
  valid: [
    { name: 'plain', subresource, before, after: looked({}) },
    {
      name: 'with a target',
      subresource,
      before,
      after: looked({ targetContainerName: 'web', tty: true, stdin: true }),
    },
    {
      name: 'fields that say nothing',
      subresource,
      before,
      after: looked({ resources: {}, ports: [], livenessProbe: null }),
    },
    {
      name: 'a whole volume',
      subresource,
      before,
      after: looked({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
    },
    {
      name: 'a restartPolicy, which 1.34 drops',
      subresource,
      minor: 34,
      before,
      after: looked({ restartPolicy: 'Never' }),
    },
  ],
  invalid: [
    {
      name: 'what only a container of the Pod’s work has',
      subresource,
      before,
      after: looked({ ports: [{ containerPort: 80 }], lifecycle: {}, resources: { limits: { cpu: '1' } } }),
      findings: [
        { messageId: 'field', path: `${at}.ports`, type: 'FieldValueForbidden' },
        { messageId: 'field', path: `${at}.lifecycle` },
        { messageId: 'field', path: `${at}.resources` },
      ],
    },
    {
      name: 'a part of a volume',
      subresource,
      before,
      after: looked({ volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'a' }] }),
      findings: [{ messageId: 'field', path: `${at}.volumeMounts[0].subPath`, to: 'a' }],
    },
    {
      name: 'a target that is not there',
      subresource,
      before,
      after: looked({ targetContainerName: 'other' }),
      findings: [{ messageId: 'target', path: `${at}.targetContainerName`, type: 'FieldValueNotFound', says: 'web' }],
    },
  ],
});
