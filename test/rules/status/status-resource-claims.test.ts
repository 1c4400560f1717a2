import type { Json } from '../../../src/json/json.ts';
import { statusResourceClaims } from '../../../src/rules/status/status-resource-claims.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const spec = { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpu' }] };
const claims = (...resourceClaimStatuses: Json[]) => withStatus({ resourceClaimStatuses }, spec);
const path = 'status.resourceClaimStatuses';

testRule(statusResourceClaims, {
  valid: [
    update('no claims', withStatus({}), withStatus({})),
    update('a claim with its ResourceClaim', claims(), claims({ name: 'gpu', resourceClaimName: 'web-gpu-x7d' })),
    update('a claim without ResourceClaim', claims(), claims({ name: 'gpu' })),
    update('stored problems', claims({ name: 'x' }), claims({ name: 'x' }, { name: 'gpu' })),
  ],
  invalid: [
    {
      ...update(
        'unknown and repeated claims',
        claims(),
        claims({ name: 'gpus' }, { name: 'gpu' }, { name: 'gpu' }, {}),
      ),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "gpu"?',
          to: 'gpus',
        },
        {
          messageId: 'twice',
          path: `${path}[2].name`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'gpu',
        },
        {
          messageId: 'unknown',
          path: `${path}[3].name`,
          type: 'FieldValueNotFound',
          fix: 'Use a name from spec.resourceClaims.',
        },
      ],
    },
    {
      ...update('invalid names of ResourceClaims', claims(), claims({ name: 'gpu', resourceClaimName: 'Web GPU' })),
      findings: [
        {
          messageId: 'objectName',
          path: `${path}[0].resourceClaimName`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of the ResourceClaim that was created for this claim, or remove resourceClaimName.',
          to: 'Web GPU',
        },
      ],
    },
  ],
});
