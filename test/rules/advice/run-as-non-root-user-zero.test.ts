import type { JsonObject } from '../../../src/json/json.ts';
import { runAsNonRootUserZero } from '../../../src/rules/advice/run-as-non-root-user-zero.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const root = { runAsUser: 0 };
const nonRoot = { runAsNonRoot: true };
const on = (securityContext: JsonObject, own: JsonObject | null, extra: JsonObject = {}) =>
  pod({ securityContext, containers: [container({ securityContext: own })], ...extra });
const finding = {
  type: 'FieldValueInvalid',
  fix: 'Set runAsUser to a user ID that the image expects, such as 1000.',
} as const;
const [ofPod, own] = ['spec.securityContext', 'spec.containers[0].securityContext'];

testRule(runAsNonRootUserZero, {
  valid: [
    { name: 'another user', after: on({ ...nonRoot, runAsUser: 1000 }, null) },
    { name: 'root may run', after: on(root, { runAsNonRoot: false }) },
    { name: 'the user of the image', after: on(nonRoot, {}) },
    { name: 'a container with another user', after: on({ ...root, ...nonRoot }, { runAsUser: 1000 }) },
    { name: 'a container that may run as root', after: on({ ...root, ...nonRoot }, { runAsNonRoot: false }) },
    { name: 'Windows, which ignores runAsUser', after: on({ ...root, ...nonRoot }, null, { os: { name: 'windows' } }) },
    { name: 'values of other types', after: on({ runAsUser: '0', runAsNonRoot: 'true' }, null) },
  ],
  invalid: [
    {
      name: 'both of the Pod, for two containers',
      after: pod({ securityContext: { ...root, ...nonRoot }, containers: [container(), container({ name: 'b' })] }),
      findings: [{ ...finding, messageId: 'ofPod', path: `${ofPod}.runAsUser`, beside: `${ofPod}.runAsNonRoot` }],
    },
    {
      name: 'both of a container',
      after: on({}, { ...root, ...nonRoot }),
      findings: [
        {
          ...finding,
          messageId: 'user',
          path: `${own}.runAsUser`,
          beside: `${own}.runAsNonRoot`,
          says: 'so container "web" cannot start.',
        },
      ],
    },
    {
      name: 'the user of a container',
      after: on({ ...nonRoot, runAsUser: 1000 }, root),
      findings: [{ ...finding, messageId: 'user', path: `${own}.runAsUser`, beside: `${ofPod}.runAsNonRoot` }],
    },
    {
      name: 'runAsNonRoot of a container',
      after: on(root, nonRoot),
      findings: [{ ...finding, messageId: 'nonRoot', path: `${own}.runAsNonRoot`, beside: `${ofPod}.runAsUser` }],
    },
    {
      name: 'an init container and an ephemeral container',
      after: pod({
        securityContext: nonRoot,
        initContainers: [container({ name: 'setup', securityContext: root })],
        ephemeralContainers: [container({ name: 'debug', securityContext: root })],
      }),
      findings: [
        {
          ...finding,
          messageId: 'user',
          path: 'spec.initContainers[0].securityContext.runAsUser',
          beside: `${ofPod}.runAsNonRoot`,
        },
        {
          ...finding,
          messageId: 'user',
          path: 'spec.ephemeralContainers[0].securityContext.runAsUser',
          beside: `${ofPod}.runAsNonRoot`,
        },
      ],
    },
  ],
});
