import type { Json } from '../../../src/json/json.ts';
import { resourceClaimsResolve } from '../../../src/rules/resources/resource-claims-resolve.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].resources.claims';
const claims = (...entries: Json[]) =>
  podWith({ resources: { claims: entries } }, { resourceClaims: [{ name: 'gpu', resourceClaimName: 'a' }] });

testRule(resourceClaimsResolve, {
  valid: [
    { name: 'a claim', after: claims({ name: 'gpu' }) },
    { name: 'two requests of one', after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' }) },
  ],
  invalid: [
    {
      name: 'no name, no such claim',
      after: claims({}, { name: 'tpu' }),
      findings: [
        { messageId: 'missing', path: `${path}[0].name`, type: 'FieldValueRequired' },
        { messageId: 'unknown', path: `${path}[1].name`, type: 'FieldValueNotFound', to: 'tpu' },
      ],
    },
    {
      name: 'twice',
      after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'a' }, { name: 'gpu' }),
      findings: [
        { messageId: 'taken', path: `${path}[1]`, type: 'FieldValueDuplicate' },
        { messageId: 'taken', path: `${path}[2]` },
      ],
    },
    {
      name: 'part of what is used as a whole',
      after: claims({ name: 'gpu' }, { name: 'gpu', request: 'A' }),
      findings: [{ messageId: 'taken', path: `${path}[1]` }],
    },
    {
      name: 'a request',
      after: claims({ name: 'gpu', request: 'A' }),
      findings: [{ messageId: 'request', path: `${path}[0].request`, to: 'A' }],
    },
  ],
});
