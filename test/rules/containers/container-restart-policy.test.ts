import type { Json, JsonObject } from '../../../src/json/json.ts';
import { containerRestartPolicy } from '../../../src/rules/containers/container-restart-policy.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const rule = (extra: JsonObject = {}) => ({ action: 'Restart', exitCodes: { operator: 'In', values: [42] }, ...extra });
const withRules = (...restartPolicyRules: Json[]) => podWith({ restartPolicy: 'Never', restartPolicyRules });
const at = 'spec.containers[0].restartPolicyRules';

testRule(containerRestartPolicy, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'a policy', after: podWith({ restartPolicy: 'OnFailure' }) },
    { name: 'a rule', after: withRules(rule()) },
    { name: 'all containers, since 1.36', after: withRules(rule({ action: 'RestartAllContainers' })) },
    {
      name: 'a sidecar with rules, since 1.36',
      after: pod({ initContainers: [container({ restartPolicy: 'Always', restartPolicyRules: [rule()] })] }),
    },
    {
      name: 'a sidecar before 1.36',
      minor: 35,
      after: pod({ initContainers: [container({ restartPolicy: 'Always' })] }),
    },
    {
      name: '1.34 drops them all',
      minor: 34,
      after: podWith({ restartPolicy: 'sometimes', restartPolicyRules: [{}] }),
    },
    { name: 'rules that are no list', after: podWith({ restartPolicyRules: 'Restart' }) },
  ],
  invalid: [
    {
      name: 'unknown',
      after: podWith({ restartPolicy: 'always' }),
      findings: [
        { messageId: 'policy', path: 'spec.containers[0].restartPolicy', type: 'FieldValueNotSupported', to: 'always' },
      ],
    },
    {
      name: 'empty, of an init container',
      after: pod({ initContainers: [container({ restartPolicy: '' })] }),
      findings: [{ messageId: 'policy', path: 'spec.initContainers[0].restartPolicy', to: '' }],
    },
    {
      name: 'rules without a policy',
      after: podWith({ restartPolicyRules: [rule({ action: 'x' })] }),
      findings: [
        { messageId: 'missing', path: 'spec.containers[0].restartPolicy', type: 'FieldValueRequired' },
        { messageId: 'action', path: `${at}[0].action` },
      ],
    },
    {
      name: 'of an init container without a policy the rules are not looked at',
      after: pod({ initContainers: [container({ restartPolicyRules: [{}] })] }),
      findings: [{ messageId: 'missing', path: 'spec.initContainers[0].restartPolicy' }],
    },
    {
      name: 'a sidecar with rules, before 1.36',
      minor: 35,
      after: pod({ initContainers: [container({ restartPolicy: 'Always', restartPolicyRules: [{}] })] }),
      findings: [
        { messageId: 'sidecar', path: 'spec.initContainers[0].restartPolicyRules', type: 'FieldValueForbidden' },
      ],
    },
    {
      name: 'all containers, before 1.36',
      minor: 35,
      after: withRules(rule({ action: 'RestartAllContainers' })),
      findings: [
        { messageId: 'action', path: `${at}[0].action`, to: 'RestartAllContainers', says: 'there is Restart;' },
      ],
    },
    {
      name: 'rules of nothing and of text',
      after: withRules({}, 'Restart', rule({ exitCodes: { operator: 'Is' } })),
      findings: [
        { messageId: 'action', path: `${at}[0].action`, to: '' },
        { messageId: 'exitCodes', path: `${at}[0].exitCodes`, type: 'FieldValueRequired' },
        { messageId: 'action', path: `${at}[1].action` },
        { messageId: 'exitCodes', path: `${at}[1].exitCodes` },
        { messageId: 'operator', path: `${at}[2].exitCodes.operator`, type: 'FieldValueNotSupported', to: 'Is' },
      ],
    },
    {
      name: 'too many',
      after: withRules(
        ...Array.from({ length: 21 }, (_, i) =>
          rule(i === 3 ? { exitCodes: { operator: 'In', values: Array(256).fill(1) } } : {}),
        ),
      ),
      findings: [
        { messageId: 'rules', path: at, type: 'FieldValueTooMany', says: ['20', '21'] },
        { messageId: 'values', path: `${at}[3].exitCodes.values`, type: 'FieldValueTooMany', says: '256' },
      ],
    },
    {
      name: 'too many, before 1.36',
      minor: 35,
      after: withRules(...Array.from({ length: 21 }, () => rule())),
      findings: [{ messageId: 'rules', path: at, type: 'FieldValueTooLong' }],
    },
  ],
});
