import type { Json } from '../../../src/json/json.ts';
import { envFromValid } from '../../../src/rules/env/env-from-valid.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].envFrom';
const envFrom = (...entries: Json[]) => podWith({ envFrom: entries });

testRule(envFromValid, {
  valid: [
    {
      name: 'a ConfigMap and a Secret',
      after: envFrom({ prefix: 'APP_', configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }),
    },
    { name: 'the server takes a trailing dash', after: envFrom({ configMapRef: { name: 'ab-' } }) },
  ],
  invalid: [
    {
      name: 'no source',
      after: envFrom({}, null),
      findings: [
        { messageId: 'noSource', path: `${path}[0]`, type: 'FieldValueInvalid' },
        { messageId: 'noSource', path: `${path}[1]` },
      ],
    },
    {
      name: 'two sources',
      after: envFrom({ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }),
      findings: [{ messageId: 'twoSources', path: `${path}[0]` }],
    },
    {
      name: 'a prefix',
      after: envFrom({ prefix: 'A=', configMapRef: { name: 'a' } }),
      findings: [{ messageId: 'prefix', path: `${path}[0].prefix`, to: 'A=' }],
    },
    {
      name: 'names',
      after: envFrom({ configMapRef: {} }, { secretRef: { name: 'A' } }),
      findings: [
        { messageId: 'missing', path: `${path}[0].configMapRef.name`, type: 'FieldValueRequired' },
        { messageId: 'name', path: `${path}[1].secretRef.name`, type: 'FieldValueInvalid', to: 'A' },
      ],
    },
  ],
});
