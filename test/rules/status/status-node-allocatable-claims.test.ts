import type { Json, JsonObject } from '../../../src/json/json.ts';
import { statusNodeAllocatableClaims } from '../../../src/rules/status/status-node-allocatable-claims.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const featureGates = { DRANodeAllocatableResources: true };
const spec = {
  resourceClaims: [
    { name: 'a', resourceClaimName: 'shared' },
    { name: 'b', resourceClaimTemplateName: 'cpus' },
  ],
};
const status = (...nodeAllocatableResourceClaimStatuses: Json[]) =>
  withStatus(
    { resourceClaimStatuses: [{ name: 'b', resourceClaimName: 'web-b' }], nodeAllocatableResourceClaimStatuses },
    spec,
  );
const none = withStatus({}, spec);
const change = (name: string, after: JsonObject, minor = 37) => ({ ...update(name, none, after, minor), featureGates });
const at = 'status.nodeAllocatableResourceClaimStatuses';
const twice = (path: string, messageId: string) =>
  ({ messageId, path, type: 'FieldValueDuplicate', fix: 'Remove one of the two entries.' }) as const;
const names = 'Set name to cpu, memory or hugepages-SIZE.';
const ofNode = 'Set name to cpu, memory or a name such as hugepages-2Mi.';
const unknown = {
  messageId: 'claim',
  type: 'FieldValueNotFound',
  fix: 'Use the name of a ResourceClaim in spec.resourceClaims or in status.resourceClaimStatuses.',
} as const;
const claimMissing = {
  messageId: 'claimMissing',
  type: 'FieldValueRequired',
  fix: 'Set resourceClaimName to the name of a ResourceClaim of the Pod.',
} as const;

testRule(statusNodeAllocatableClaims, {
  valid: [
    change('no status', none),
    change(
      'mappings',
      status(
        { resourceClaimName: 'shared', containers: ['a', 'b'], mapping: [{ name: 'cpu', quantity: '1' }] },
        {
          resourceClaimName: 'web-b',
          overhead: [
            { name: 'hugepages-2Mi', perPod: '0' },
            { name: 'cpu', perContainer: 1 },
          ],
        },
      ),
    ),
    change(
      'amounts in 1.36',
      status({ resourceClaimName: 'shared', containers: ['a'], resources: { cpu: '1', 'kubernetes.io/x': '0' } }),
      36,
    ),
    update('without the feature gate', none, status({}), 37),
  ],
  invalid: [
    {
      ...change(
        'claims',
        status({ resourceClaimName: 'other' }, { resourceClaimName: 'shared' }, { resourceClaimName: 'shared' }, {}),
      ),
      findings: [
        { ...unknown, path: `${at}[0].resourceClaimName`, to: 'other' },
        twice(`${at}[2]`, 'twice'),
        { ...claimMissing, path: `${at}[3].resourceClaimName` },
      ],
    },
    {
      ...change(
        'containers, mappings and overhead',
        status({
          resourceClaimName: 'shared',
          containers: ['a', 'a'],
          mapping: [{ name: 'cpu', quantity: '-1' }, { name: 'cpu', quantity: '1' }, {}, { name: 'x', quantity: '1' }],
          overhead: [{ name: 'memory' }, { name: 'cpu', perPod: '-1', perContainer: '-1' }],
        }),
      ),
      findings: [
        twice(`${at}[0].containers[1]`, 'containerTwice'),
        {
          messageId: 'negative',
          path: `${at}[0].mapping[0].quantity`,
          type: 'FieldValueInvalid',
          says: 'must be 0 or more.',
          fix: 'Set quantity to 0 or more.',
          to: '-1',
        },
        twice(`${at}[0].mapping[1]`, 'resourceTwice'),
        { messageId: 'resourceMissing', path: `${at}[0].mapping[2].name`, type: 'FieldValueRequired', fix: names },
        {
          messageId: 'quantityMissing',
          path: `${at}[0].mapping[2].quantity`,
          type: 'FieldValueRequired',
          fix: 'Set quantity to the amount that the claim uses.',
        },
        { messageId: 'resource', path: `${at}[0].mapping[3].name`, type: 'FieldValueInvalid', fix: ofNode, to: 'x' },
        {
          messageId: 'overhead',
          path: `${at}[0].overhead[0]`,
          type: 'FieldValueInvalid',
          fix: 'Set perPod or perContainer, or remove the entry.',
        },
        {
          messageId: 'negative',
          path: `${at}[0].overhead[1].perPod`,
          type: 'FieldValueInvalid',
          fix: 'Set perPod to 0 or more.',
        },
        {
          messageId: 'negative',
          path: `${at}[0].overhead[1].perContainer`,
          type: 'FieldValueInvalid',
          fix: 'Set perContainer to 0 or more.',
        },
      ],
    },
    {
      ...change('a mapping without a claim', status({ mapping: [{ name: 'x', quantity: '-1' }], overhead: [{}] })),
      findings: [
        { ...claimMissing, path: `${at}[0].resourceClaimName` },
        { messageId: 'resourceMissing', path: `${at}[0].overhead[0].name`, type: 'FieldValueRequired', fix: names },
      ],
    },
    {
      ...change('nothing, in 1.36', status({}), 36),
      findings: [
        { ...claimMissing, path: `${at}[0].resourceClaimName` },
        {
          messageId: 'listMissing',
          path: `${at}[0].containers`,
          type: 'FieldValueRequired',
          fix: 'Set containers, or remove the entry.',
        },
        {
          messageId: 'listMissing',
          path: `${at}[0].resources`,
          type: 'FieldValueRequired',
          fix: 'Set resources, or remove the entry.',
        },
      ],
    },
    {
      ...change(
        'invalid amounts in 1.36',
        status({ resourceClaimName: 'shared', containers: ['a'], resources: { 'example.com/x': '-1' } }),
        36,
      ),
      findings: [
        {
          messageId: 'amountsOf',
          path: `${at}[0].resources`,
          type: 'FieldValueInvalid',
          fix: 'Remove the other resources.',
        },
        {
          messageId: 'amounts',
          path: `${at}[0].resources`,
          type: 'FieldValueInvalid',
          fix: 'Set each amount to 0 or more.',
        },
      ],
    },
    {
      ...change(
        'an invalid name is not suggested',
        withStatus(
          {
            resourceClaimStatuses: [{ name: 'b', resourceClaimName: 'Web-B' }],
            nodeAllocatableResourceClaimStatuses: [{ resourceClaimName: 'web-b' }],
          },
          spec,
        ),
      ),
      findings: [{ ...unknown, path: `${at}[0].resourceClaimName` }],
    },
  ],
});
