import type { Json } from '../../../src/json/json.ts';
import { resourceClaimsResolve } from '../../../src/rules/resources/resource-claims-resolve.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].resources.claims';
const claims = (...entries: Json[]) =>
  podWith({ resources: { claims: entries } }, { resourceClaims: [{ name: 'gpu', resourceClaimName: 'a' }] });

testRule(resourceClaimsResolve, {
  valid: [
    { name: 'a claim', after: claims({ name: 'gpu' }) },
    { name: 'two requests of one claim', after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' }) },
  ],
  invalid: [
    {
      name: 'a missing name and an unknown claim',
      after: claims({}, { name: 'network' }, { name: 'gpus' }),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of one of the resourceClaims of the Pod.',
        },
        {
          messageId: 'unknown',
          path: `${path}[1].name`,
          type: 'FieldValueNotFound',
          fix: 'Add "network" to resourceClaims of the Pod.',
          beside: 'spec.resourceClaims',
          to: 'network',
        },
        {
          messageId: 'unknown',
          path: `${path}[2].name`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "gpu"?',
          beside: 'spec.resourceClaims',
        },
      ],
    },
    {
      name: 'a claim with an invalid name is not suggested',
      after: pod({
        resourceClaims: [{ name: 'Gpu' }],
        containers: [container({ resources: { claims: [{ name: 'gpu' }] } })],
      }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add "gpu" to resourceClaims of the Pod.',
          beside: 'spec.resourceClaims',
        },
      ],
    },
    {
      name: 'a name that no claim may have',
      after: podWith({ resources: { claims: [{ name: 'My_GPU' }] } }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add a claim with a valid name to resourceClaims of the Pod.',
        },
      ],
    },
    {
      name: 'a claim of a Pod without claims',
      after: podWith({ resources: { claims: [{ name: 'gpu' }] } }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add "gpu" to resourceClaims of the Pod.',
        },
      ],
    },
    {
      name: 'twice',
      after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'a' }, { name: 'gpu' }),
      findings: [
        {
          messageId: 'requestTaken',
          path: `${path}[1]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resources.claims[0]',
          to: 'gpu/a',
          says: 'already uses request "a" of claim "gpu".',
        },
        {
          messageId: 'wholeAndPart',
          path: `${path}[2]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resources.claims[0]',
          to: 'gpu',
          says: 'once as a whole and once with request "a".',
        },
      ],
    },
    {
      name: 'a request of a claim that is used as a whole',
      after: claims({ name: 'gpu' }, { name: 'gpu', request: 'A' }),
      findings: [
        {
          messageId: 'wholeAndPart',
          path: `${path}[1]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resources.claims[0]',
          to: 'gpu/A',
          says: 'lists claim "gpu" once as a whole and once with request "A".',
        },
      ],
    },
    {
      name: 'a duplicate request, after another request of the same claim',
      after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' }, { name: 'gpu', request: 'b' }),
      findings: [
        {
          messageId: 'requestTaken',
          path: `${path}[2]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resources.claims[1]',
          to: 'gpu/b',
          says: 'already uses request "b" of claim "gpu".',
        },
      ],
    },
    {
      name: 'a claim as a whole, after two of its requests',
      after: claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' }, { name: 'gpu' }),
      findings: [
        {
          messageId: 'wholeAndPart',
          path: `${path}[2]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: `${path}[0]`,
        },
      ],
    },
    {
      name: 'a duplicate claim',
      after: claims({ name: 'gpu' }, { name: 'gpu' }),
      findings: [
        {
          messageId: 'taken',
          path: `${path}[1]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resources.claims[0]',
          to: 'gpu',
          says: 'already uses claim "gpu".',
        },
      ],
    },
    {
      name: 'a request',
      after: claims({ name: 'gpu', request: 'A' }),
      findings: [
        {
          messageId: 'request',
          path: `${path}[0].request`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a request in the ResourceClaim.',
          to: 'A',
        },
      ],
    },
  ],
});
