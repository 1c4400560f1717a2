import type { Json } from '../../../src/json/json.ts';
import { envFromValid } from '../../../src/rules/env/env-from-valid.ts';
import { container, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].envFrom';
const envFrom = (...entries: Json[]) => podWith({ envFrom: entries });

testRule(envFromValid, {
  valid: [
    {
      name: 'a ConfigMap and a Secret',
      after: envFrom({ prefix: 'APP_', configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }),
    },
    { name: 'a trailing dash, which the server accepts', after: envFrom({ configMapRef: { name: 'ab-' } }) },
    {
      name: 'a relaxed prefix where a stored name moves to another container, with RelaxedEnvironmentVariableValidation off',
      minor: 33,
      featureGates: { RelaxedEnvironmentVariableValidation: false },
      before: podWith({ env: [{ name: '1st' }] }),
      after: podWith(
        { envFrom: [{ prefix: '2', secretRef: { name: 'b' } }] },
        { initContainers: [container({ name: 'setup', env: [{ name: '1st' }] })] },
      ),
    },
  ],
  invalid: [
    {
      name: 'no source',
      after: envFrom({}, null),
      findings: [
        {
          messageId: 'noSource',
          path: `${path}[0]`,
          type: 'FieldValueRequired',
          fix: 'Add a reference such as configMapRef: {name: settings}.',
        },
        {
          messageId: 'noSource',
          path: `${path}[1]`,
          type: 'FieldValueRequired',
          fix: 'Add a reference such as configMapRef: {name: settings}.',
        },
      ],
    },
    {
      name: 'two sources',
      after: envFrom({ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }),
      findings: [
        {
          messageId: 'twoSources',
          path: `${path}[0]`,
          type: 'FieldValueForbidden',
          fix: 'Move one of the two to an entry of its own.',
        },
      ],
    },
    {
      name: 'an invalid prefix',
      after: envFrom({ prefix: 'A=', configMapRef: { name: 'a' } }),
      findings: [
        {
          messageId: 'prefix',
          path: `${path}[0].prefix`,
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "APP_".',
          to: 'A=',
        },
      ],
    },
    {
      name: 'a missing or invalid name',
      after: envFrom(
        { configMapRef: {} },
        { secretRef: { name: 'db_login' } },
        { secretRef: null, configMapRef: { name: 'A' } },
      ),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].configMapRef.name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a ConfigMap in the namespace of the Pod.',
        },
        {
          messageId: 'name',
          path: 'spec.containers[0].envFrom[1].secretRef.name',
          type: 'FieldValueInvalid',
          fix: 'Use the name of a Secret in the namespace of the Pod.',
          to: 'db_login',
        },
        {
          messageId: 'name',
          path: 'spec.containers[0].envFrom[2].configMapRef.name',
          type: 'FieldValueInvalid',
          fix: 'Use the name of a ConfigMap in the namespace of the Pod.',
          to: 'A',
        },
      ],
    },
    {
      name: 'a relaxed prefix beside a stored name that is strict, with RelaxedEnvironmentVariableValidation off',
      minor: 33,
      featureGates: { RelaxedEnvironmentVariableValidation: false },
      before: podWith({ env: [{ name: 'A' }] }),
      after: podWith({ env: [{ name: 'A' }], envFrom: [{ prefix: '2', secretRef: { name: 'b' } }] }),
      findings: [
        {
          messageId: 'prefix',
          path: `${path}[0].prefix`,
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "APP_".',
          to: '2',
        },
      ],
    },
  ],
});
