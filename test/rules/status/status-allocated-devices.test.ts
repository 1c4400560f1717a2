import type { Json, JsonObject } from '../../../src/json/json.ts';
import { statusAllocatedDevices } from '../../../src/rules/status/status-allocated-devices.ts';
import { container } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const gpu = 'example.com/gpu';
const spec = {
  initContainers: [container({ name: 'setup' })],
  containers: [
    container({
      resources: { requests: { [gpu]: '1', cpu: '0' }, claims: [{ name: 'nic' }, { name: 'fpga', request: 'main' }] },
    }),
  ],
};
const devices = (allocatedResourcesStatus: Json[], status: JsonObject = {}, list = 'containerStatuses', name = 'web') =>
  withStatus({ [list]: [{ name, allocatedResourcesStatus }], ...status }, spec);
const device = (resourceID: string, health = 'Healthy', more: JsonObject = {}) => ({ resourceID, health, ...more });
const health = (...resources: Json[]) => devices([{ name: gpu, resources }]);
const none = withStatus({}, spec);
const at = 'status.containerStatuses[0].allocatedResourcesStatus[0]';
const extended = {
  extendedResourceClaimStatus: {
    resourceClaimName: 'web-gpu-x7d',
    requestMappings: [
      { containerName: 'web', resourceName: gpu, requestName: 'request-0' },
      { containerName: 'web', resourceName: 'cpu', requestName: 'request-1' },
      { containerName: 'setup', resourceName: gpu, requestName: 'request-2' },
    ],
  },
};
const ofExtended = (request: string) => devices([{ name: `claim:web-gpu-x7d/${request}` }], extended);
const noClaim = {
  messageId: 'claim',
  path: `${at}.name`,
  type: 'FieldValueNotFound',
  fix: 'Use claim:NAME for a claim without a request, or claim:NAME/REQUEST, with the names in resources.claims of the container.',
} as const;
const otherClaim = { ...noClaim, fix: 'Did you mean "claim:web-gpu-x7d/request-0"?' };

testRule(statusAllocatedDevices, {
  valid: [
    update('no status', none, none),
    update('resources and claims', none, devices([{ name: gpu }, { name: 'claim:nic' }, { name: 'claim:fpga/main' }])),
    update('a container that the Pod does not have', none, devices([{ name: 'x' }], {}, 'containerStatuses', 'db')),
    update('each health', none, health(device('0'), device('1', 'Unhealthy'), device('2', 'Unknown'))),
    update('a message', none, health(device('0', 'Unhealthy', { message: 'too hot' }))),
    update('a request for an extended resource since 1.37', none, ofExtended('request-0'), 37),
    update('a field that is dropped before 1.36', none, devices([{ name: 'x' }]), 33),
    update('an ephemeral container without devices', none, devices([], {}, 'ephemeralContainerStatuses')),
  ],
  invalid: [
    {
      ...update('a claim in 1.31', none, devices([{ name: 'claim:nic' }]), 31),
      findings: [{ ...noClaim, path: `${at}.name` }],
    },
    {
      ...update('a resource that the container does not request', none, devices([{ name: 'example.com/gpus' }])),
      findings: [
        {
          messageId: 'resource',
          path: `${at}.name`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "example.com/gpu"?',
          to: 'example.com/gpus',
        },
      ],
    },
    {
      ...update(
        'a resource of an init container',
        none,
        devices([{ name: gpu }], {}, 'initContainerStatuses', 'setup'),
      ),
      findings: [
        {
          messageId: 'resource',
          path: 'status.initContainerStatuses[0].allocatedResourcesStatus[0].name',
          type: 'FieldValueNotFound',
          fix: 'Use the name of a resource in resources.requests of the container.',
        },
      ],
    },
    {
      ...update(
        'an invalid name in the same status is not suggested',
        none,
        devices([{ name: 'claim:web-gpu-x7d/request-0' }], {
          extendedResourceClaimStatus: {
            resourceClaimName: 'web-gpu-x7d',
            requestMappings: [{ containerName: 'web', resourceName: gpu, requestName: 'Request-0' }],
          },
        }),
        37,
      ),
      findings: [noClaim],
    },
    { ...update('another claim', none, devices([{ name: 'claim:storage' }])), findings: [noClaim] },
    { ...update('a request for an extended resource in 1.36', none, ofExtended('request-0')), findings: [noClaim] },
    {
      ...update('an extended resource of which none is requested', none, ofExtended('request-1'), 37),
      findings: [otherClaim],
    },
    { ...update('a request of another container', none, ofExtended('request-2'), 37), findings: [otherClaim] },
    {
      ...update(
        'devices',
        none,
        health(device('0', ''), device('0', 'healthy'), device('1', 'Healthy', { message: '' }), {
          ...device('2', 'Unknown'),
          message: 'é'.repeat(513),
        }),
      ),
      findings: [
        {
          messageId: 'healthMissing',
          path: `${at}.resources[0].health`,
          type: 'FieldValueRequired',
          fix: 'Set health to Healthy, Unhealthy or Unknown.',
        },
        {
          messageId: 'health',
          path: `${at}.resources[1].health`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Healthy"?',
          to: 'healthy',
        },
        {
          messageId: 'twice',
          path: `${at}.resources[1].resourceID`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: '0',
        },
        {
          messageId: 'emptyMessage',
          path: `${at}.resources[2].message`,
          type: 'FieldValueRequired',
          fix: 'Write why the device has this health, or remove message.',
        },
        {
          messageId: 'longMessage',
          path: `${at}.resources[3].message`,
          type: 'FieldValueTooLong',
          fix: 'Shorten message.',
        },
      ],
    },
    {
      ...update('an ephemeral container', none, devices([{ name: gpu }], {}, 'ephemeralContainerStatuses')),
      findings: [
        {
          messageId: 'ephemeral',
          path: 'status.ephemeralContainerStatuses[0].allocatedResourcesStatus',
          type: 'FieldValueForbidden',
          fix: 'Remove allocatedResourcesStatus.',
        },
      ],
    },
  ],
});
