import type { JsonObject } from '../../../src/json/json.ts';
import { hostProcessConsistent } from '../../../src/rules/windows/host-process-consistent.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const context = (hostProcess: boolean | undefined): JsonObject =>
  hostProcess === undefined ? {} : { securityContext: { windowsOptions: { hostProcess } } };

/** A Pod with hostNetwork, whose containers have these values. The first value is that of the Pod. */
const podOf = (ofPod: boolean | undefined, ...own: (boolean | undefined)[]): JsonObject =>
  pod({
    hostNetwork: true,
    ...context(ofPod),
    containers: own.map((value, i) => container({ name: `c${i}`, ...context(value) })),
  });

const at = (i: number) => `spec.containers[${i}].securityContext.windowsOptions.hostProcess`;
const ofPod = 'spec.securityContext.windowsOptions.hostProcess';
const makeAll = 'Set hostProcess to true in the securityContext of the Pod, and remove it from the containers.';

testRule(hostProcessConsistent, {
  valid: [
    { name: 'no HostProcess containers', after: podOf(undefined, undefined, false) },
    { name: 'each container', after: podOf(undefined, true, true) },
    { name: 'the Pod', after: podOf(true, undefined, true) },
    { name: 'false in the Pod and in a container', after: podOf(false, false, undefined) },
    {
      name: 'a value that is not a boolean',
      after: pod({ securityContext: { windowsOptions: { hostProcess: 'yes' } } }),
    },
  ],
  invalid: [
    {
      name: 'a container that differs from the Pod',
      after: podOf(false, false, true),
      findings: [
        {
          messageId: 'differs',
          path: at(1),
          beside: ofPod,
          type: 'FieldValueInvalid',
          fix: 'Remove hostProcess from container "c1".',
          to: true,
          says: 'must be false, the value of hostProcess in the securityContext of the Pod.',
        },
      ],
    },
    {
      name: 'a HostProcess container beside others',
      after: podOf(undefined, undefined, true, false),
      findings: [
        { messageId: 'mixed', path: at(0), beside: at(1), type: 'FieldValueRequired', fix: makeAll },
        { messageId: 'mixed', path: at(2), beside: at(1), type: 'FieldValueInvalid', fix: makeAll, to: false },
      ],
    },
    {
      name: 'without hostNetwork',
      after: pod({ containers: [container(context(true))] }),
      findings: [
        {
          messageId: 'hostNetwork',
          path: 'spec.hostNetwork',
          beside: at(0),
          type: 'FieldValueInvalid',
          fix: 'Set hostNetwork to true.',
        },
      ],
    },
    {
      name: 'without hostNetwork, and with hostProcess in the Pod',
      after: pod({ ...context(true), hostNetwork: false }),
      findings: [
        {
          messageId: 'hostNetwork',
          path: 'spec.hostNetwork',
          beside: ofPod,
          type: 'FieldValueInvalid',
          fix: 'Set hostNetwork to true.',
          to: false,
        },
      ],
    },
    {
      name: 'an ephemeral container that is not a HostProcess container',
      subresource: 'ephemeralcontainers',
      before: podOf(undefined, true),
      after: pod({
        hostNetwork: true,
        containers: [container({ name: 'c0', ...context(true) })],
        ephemeralContainers: [container({ name: 'debug' })],
      }),
      findings: [
        {
          messageId: 'mixed',
          path: 'spec.ephemeralContainers[0].securityContext.windowsOptions.hostProcess',
          beside: at(0),
          type: 'FieldValueRequired',
          fix: makeAll,
        },
      ],
    },
  ],
});
