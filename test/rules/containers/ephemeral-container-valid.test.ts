import type { JsonObject } from '../../../src/json/json.ts';
import { ephemeralContainerValid } from '../../../src/rules/containers/ephemeral-container-valid.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'ephemeralcontainers';
const before = pod();
const debugged = (extra: JsonObject) =>
  pod({ ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/tools:1', ...extra }] });

testRule(ephemeralContainerValid, {
  valid: [
    { name: 'a name and an image', subresource, before, after: debugged({}) },
    {
      name: 'a target container',
      subresource,
      before,
      after: debugged({ targetContainerName: 'web', tty: true, stdin: true }),
    },
    {
      name: 'empty fields',
      subresource,
      before,
      after: debugged({ resources: {}, ports: [], livenessProbe: null }),
    },
    {
      name: 'a whole volume',
      subresource,
      before,
      after: debugged({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
    },
    {
      name: 'a restartPolicy, which 1.34 drops',
      subresource,
      minor: 34,
      before,
      after: debugged({ restartPolicy: 'Never' }),
    },
  ],
  invalid: [
    {
      name: 'fields that ephemeral containers do not have',
      subresource,
      before,
      after: debugged({ ports: [{ containerPort: 80 }], lifecycle: {}, resources: { limits: { cpu: '1' } } }),
      findings: [
        {
          messageId: 'field',
          path: 'spec.ephemeralContainers[0].ports',
          type: 'FieldValueForbidden',
          fix: 'Remove ports.',
          to: [{ containerPort: 80 }],
        },
        {
          messageId: 'field',
          path: 'spec.ephemeralContainers[0].lifecycle',
          type: 'FieldValueForbidden',
          fix: 'Remove lifecycle.',
        },
        {
          messageId: 'field',
          path: 'spec.ephemeralContainers[0].resources',
          type: 'FieldValueForbidden',
          fix: 'Remove resources.',
        },
      ],
    },
    {
      name: 'a part of a volume',
      subresource,
      before,
      after: debugged({ volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'a' }] }),
      findings: [
        {
          messageId: 'subPath',
          path: 'spec.ephemeralContainers[0].volumeMounts[0].subPath',
          type: 'FieldValueForbidden',
          fix: 'Remove subPath to mount the whole volume.',
          to: 'a',
        },
      ],
    },
    {
      name: 'an unknown target container',
      subresource,
      before,
      after: debugged({ targetContainerName: 'other' }),
      findings: [
        {
          messageId: 'target',
          path: 'spec.ephemeralContainers[0].targetContainerName',
          type: 'FieldValueNotFound',
          fix: 'Set targetContainerName to "web", or remove it.',
        },
      ],
    },
    {
      name: 'an unknown target container of a Pod with several',
      subresource,
      before: pod({ containers: [container(), container({ name: 'proxy' })] }),
      after: pod({
        containers: [container(), container({ name: 'proxy' })],
        ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/tools:1', targetContainerName: 'other' }],
      }),
      findings: [
        {
          messageId: 'target',
          path: 'spec.ephemeralContainers[0].targetContainerName',
          type: 'FieldValueNotFound',
          fix: 'Set targetContainerName to one of "web", "proxy", or remove it.',
        },
      ],
    },
    {
      name: 'a container with an invalid name is not suggested',
      after: pod({
        containers: [container({ name: 'Web' })],
        ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/tools:1', targetContainerName: 'web' }],
      }),
      findings: [
        {
          messageId: 'target',
          path: 'spec.ephemeralContainers[0].targetContainerName',
          type: 'FieldValueNotFound',
          fix: 'Set targetContainerName to the name of a container, or remove it.',
        },
      ],
    },
    {
      name: 'a misspelled target container',
      subresource,
      before,
      after: debugged({ targetContainerName: 'wbe' }),
      findings: [
        {
          messageId: 'target',
          path: 'spec.ephemeralContainers[0].targetContainerName',
          type: 'FieldValueNotFound',
          fix: 'Did you mean "web"?',
        },
      ],
    },
    {
      name: 'a target container of a Pod without containers',
      subresource,
      before: pod({ containers: [] }),
      after: pod({
        containers: [],
        ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/tools:1', targetContainerName: 'web' }],
      }),
      findings: [
        {
          messageId: 'target',
          path: 'spec.ephemeralContainers[0].targetContainerName',
          type: 'FieldValueNotFound',
          fix: 'Set targetContainerName to the name of a container, or remove it.',
        },
      ],
    },
  ],
});
