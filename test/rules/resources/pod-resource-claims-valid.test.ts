import type { Json } from '../../../src/json/json.ts';
import { podResourceClaimsValid } from '../../../src/rules/resources/pod-resource-claims-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.resourceClaims';
const source = { resourceClaimName: 'x' };
const claims = (...resourceClaims: Json[]) => pod({ resourceClaims });

testRule(podResourceClaimsValid, {
  valid: [
    {
      name: 'claims',
      after: claims({ name: 'a', resourceClaimName: 'x' }, { name: 'b', resourceClaimTemplateName: 'y' }),
    },
  ],
  invalid: [
    {
      name: 'a static Pod',
      after: pod({ resourceClaims: [{}] }, { annotations: { 'kubernetes.io/config.mirror': '' } }),
      findings: [{ messageId: 'mirror', path, type: 'FieldValueForbidden' }],
    },
    {
      name: 'names',
      after: claims(
        { ...source },
        { name: 'A', ...source },
        { name: 'a', ...source },
        { name: 'a', resourceClaimName: 'X' },
      ),
      findings: [
        { messageId: 'missing', path: `${path}[0].name`, type: 'FieldValueRequired' },
        { messageId: 'malformed', path: `${path}[1].name`, to: 'A' },
        { messageId: 'taken', path: `${path}[3].name`, type: 'FieldValueDuplicate' },
        { messageId: 'malformed', path: `${path}[3].resourceClaimName` },
      ],
    },
    {
      name: 'sources',
      after: claims({ name: 'a' }, { name: 'b', ...source, resourceClaimTemplateName: 'y' }),
      findings: [
        { messageId: 'source', path: `${path}[0]`, type: 'FieldValueInvalid' },
        { messageId: 'source', path: `${path}[1]` },
      ],
    },
  ],
});
