import type { Json, JsonObject } from '../../../src/json/json.ts';
import { statusExtendedClaim } from '../../../src/rules/status/status-extended-claim.ts';
import { container } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const gpu = 'example.com/gpu';
const spec = {
  initContainers: [container({ name: 'setup', resources: { requests: { [gpu]: '1' } } })],
  containers: [container({ resources: { requests: { cpu: '1', [gpu]: '1' } } })],
};
const status = (extendedResourceClaimStatus: JsonObject) => withStatus({ extendedResourceClaimStatus }, spec);
const mapped = (...requestMappings: Json[]) => status({ resourceClaimName: 'web-gpu-x7d', requestMappings });
const mapping = (containerName: string, requestName = 'container-0-request-0', resourceName = gpu) => ({
  containerName,
  resourceName,
  requestName,
});
const none = withStatus({}, spec);
const path = 'status.extendedResourceClaimStatus';
const twice = {
  messageId: 'twice',
  path: `${path}.requestMappings[1]`,
  type: 'FieldValueDuplicate',
  fix: 'Remove one of the two entries.',
} as const;

testRule(statusExtendedClaim, {
  valid: [
    update('no status', none, none),
    update('a mapping for each container', none, mapped(mapping('web'), mapping('setup'))),
    update('two requests for one resource', none, mapped(mapping('web', 'a'), mapping('web', 'b'))),
    update('a field that is dropped before 1.36', none, status({}), 35),
    update('a status that the client does not send', status({}), none),
  ],
  invalid: [
    {
      ...update('nothing', none, status({})),
      findings: [
        {
          messageId: 'empty',
          path: `${path}.requestMappings`,
          type: 'FieldValueRequired',
          fix: 'Add the containers and their extended resources, or remove extendedResourceClaimStatus.',
        },
        {
          messageId: 'claimMissing',
          path: `${path}.resourceClaimName`,
          type: 'FieldValueRequired',
          fix: 'Set resourceClaimName to the name of the ResourceClaim that was created for the extended resources of the Pod.',
        },
      ],
    },
    {
      ...update(
        'names that do not exist, and invalid names',
        none,
        status({
          resourceClaimName: 'Web',
          requestMappings: [mapping('wbe'), mapping('web', 'a', 'vendor.org/fpga'), mapping('web', 'A')],
        }),
      ),
      findings: [
        {
          messageId: 'container',
          path: `${path}.requestMappings[0].containerName`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "web"?',
          to: 'wbe',
        },
        {
          messageId: 'resource',
          path: `${path}.requestMappings[1].resourceName`,
          type: 'FieldValueNotFound',
          fix: 'Use the name of an extended resource in resources.requests of container "web".',
          to: 'vendor.org/fpga',
        },
        {
          messageId: 'request',
          path: `${path}.requestMappings[2].requestName`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a request in the ResourceClaim.',
          to: 'A',
        },
        {
          messageId: 'claim',
          path: `${path}.resourceClaimName`,
          type: 'FieldValueInvalid',
          fix: 'Set resourceClaimName to the name of the ResourceClaim that was created for the extended resources of the Pod.',
          to: 'Web',
        },
      ],
    },
    { ...update('a repeated mapping', none, mapped(mapping('web'), mapping('web'))), findings: [twice] },
    {
      ...update(
        'two requests for one resource in 1.34',
        status({}),
        mapped(mapping('web', 'a'), mapping('web', 'b')),
        34,
      ),
      findings: [twice],
    },
  ],
});
