import type { Json, JsonObject } from '../../../src/json/json.ts';
import { containerRestartPolicy } from '../../../src/rules/containers/container-restart-policy.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const rule = (extra: JsonObject = {}) => ({ action: 'Restart', exitCodes: { operator: 'In', values: [42] }, ...extra });
const withRules = (...restartPolicyRules: Json[]) => podWith({ restartPolicy: 'Never', restartPolicyRules });
const at = 'spec.containers[0].restartPolicyRules';

const withAll = (name: string) =>
  container({ name, restartPolicy: 'Never', restartPolicyRules: [rule({ action: 'RestartAllContainers' })] });
const sidecar = container({ name: 'proxy', restartPolicy: 'Always', restartPolicyRules: [rule()] });
const template = (...list: JsonObject[]) =>
  workload('Deployment', {
    containers: list.filter((each) => each !== sidecar),
    initContainers: list.filter((each) => each === sidecar),
  });

testRule(containerRestartPolicy, {
  valid: [
    {
      name: 'anything of an init container without SidecarContainers, which drops it',
      minor: 32,
      featureGates: { SidecarContainers: false },
      after: pod({ initContainers: [container({ restartPolicy: 'x' })] }),
    },
    { name: 'no policy', after: pod() },
    { name: 'a policy', after: podWith({ restartPolicy: 'OnFailure' }) },
    { name: 'a rule', after: withRules(rule()) },
    {
      name: 'the action RestartAllContainers, from 1.36 on',
      after: withRules(rule({ action: 'RestartAllContainers' })),
    },
    {
      name: 'a sidecar container with rules, from 1.36 on',
      after: pod({ initContainers: [container({ restartPolicy: 'Always', restartPolicyRules: [rule()] })] }),
    },
    {
      name: 'an init container with rules and without a policy, in 1.34',
      minor: 34,
      featureGates: { ContainerRestartRules: true },
      after: pod({ initContainers: [container({ restartPolicyRules: [{}] })] }),
    },
    {
      name: 'a sidecar container without rules, before 1.36',
      minor: 35,
      after: pod({ initContainers: [container({ restartPolicy: 'Always' })] }),
    },
    {
      name: 'fields that 1.34 drops',
      minor: 34,
      after: podWith({ restartPolicy: 'sometimes', restartPolicyRules: [{}] }),
    },
    {
      name: 'as many rules and exit codes as are allowed',
      after: withRules(
        rule({ exitCodes: { operator: 'In', values: Array<number>(255).fill(1) } }),
        ...Array<Json>(19).fill(rule()),
      ),
    },
    {
      name: 'a policy of an ephemeral container, which ephemeral-container-valid refuses',
      after: pod({ ephemeralContainers: [container({ restartPolicy: 'always' })] }),
    },
    {
      name: 'RestartAllContainers and rules of a sidecar container, in 1.35, of a template that was stored with RestartAllContainers',
      minor: 35,
      before: template(withAll('web')),
      after: template(withAll('web'), withAll('db'), sidecar),
    },
    {
      name: 'RestartAllContainers in 1.35, of a template that was stored with rules of a sidecar container',
      minor: 35,
      before: template(sidecar),
      after: template(withAll('web'), sidecar),
    },
    { name: 'rules that are not a list', after: podWith({ restartPolicyRules: 'Restart' }) },
  ],
  invalid: [
    {
      name: 'a policy that is not supported, in 1.34, of a template that was stored with a restartPolicy',
      minor: 34,
      before: template(container({ name: 'web', restartPolicy: 'Never' })),
      after: template(container({ name: 'web', restartPolicy: 'never' })),
      findings: [
        {
          messageId: 'policy',
          path: 'spec.template.spec.containers[0].restartPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Never"?',
          to: 'never',
        },
      ],
    },
    {
      name: 'a policy of a regular container before 1.34',
      minor: 33,
      after: podWith({ restartPolicy: 'Never' }),
      findings: [
        {
          messageId: 'notInit',
          path: 'spec.containers[0].restartPolicy',
          type: 'FieldValueForbidden',
          fix: 'Remove restartPolicy from container "web".',
          to: 'Never',
        },
      ],
    },
    {
      name: 'a policy of an init container other than Always before 1.34',
      minor: 33,
      after: pod({ initContainers: [container({ restartPolicy: 'Never' })] }),
      findings: [
        {
          messageId: 'initPolicy',
          path: 'spec.initContainers[0].restartPolicy',
          type: 'FieldValueNotSupported',
          to: 'Never',
        },
      ],
    },
    {
      name: 'an unsupported policy',
      after: podWith({ restartPolicy: 'always' }),
      findings: [
        {
          messageId: 'policy',
          path: 'spec.containers[0].restartPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Always"?',
          to: 'always',
        },
      ],
    },
    {
      name: 'an empty policy of an init container',
      after: pod({ initContainers: [container({ restartPolicy: '' })] }),
      findings: [
        { messageId: 'policy', path: 'spec.initContainers[0].restartPolicy', type: 'FieldValueNotSupported', to: '' },
      ],
    },
    {
      name: 'rules without a policy',
      after: podWith({ restartPolicyRules: [rule({ action: 'x' })] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].restartPolicy',
          beside: 'spec.containers[0].restartPolicyRules',
          type: 'FieldValueRequired',
          fix: 'Set restartPolicy of container "web" to Always, OnFailure or Never.',
        },
        { messageId: 'action', path: `${at}[0].action`, type: 'FieldValueNotSupported' },
      ],
    },
    {
      name: 'an init container without a policy, whose rules are not validated',
      after: pod({ initContainers: [container({ restartPolicyRules: [{}] })] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.initContainers[0].restartPolicy',
          beside: 'spec.initContainers[0].restartPolicyRules',
          type: 'FieldValueRequired',
          fix: 'Set restartPolicy of init container "web" to Always, OnFailure or Never.',
        },
      ],
    },
    {
      name: 'a sidecar container with rules, before 1.36',
      minor: 35,
      after: pod({ initContainers: [container({ restartPolicy: 'Always', restartPolicyRules: [{}] })] }),
      findings: [
        {
          messageId: 'sidecar',
          path: 'spec.initContainers[0].restartPolicyRules',
          type: 'FieldValueForbidden',
          fix: 'Remove restartPolicyRules from sidecar container "web", which always restarts.',
        },
      ],
    },
    {
      name: 'the action RestartAllContainers, before 1.36',
      minor: 35,
      after: withRules(rule({ action: 'RestartAllContainers' })),
      findings: [
        { messageId: 'action', path: `${at}[0].action`, type: 'FieldValueNotSupported', to: 'RestartAllContainers' },
      ],
    },
    {
      name: 'rules that are empty or not objects, and operators',
      after: withRules({}, 'Restart', rule({ exitCodes: { operator: 'Is' } }), rule({ action: '', exitCodes: {} })),
      findings: [
        {
          messageId: 'actionMissing',
          path: `${at}[0].action`,
          type: 'FieldValueRequired',
          fix: 'Set action to Restart.',
        },
        {
          messageId: 'exitCodes',
          path: `${at}[0].exitCodes`,
          type: 'FieldValueRequired',
          fix: 'Add exitCodes, for example {operator: In, values: [42]}.',
        },
        {
          messageId: 'actionMissing',
          path: `${at}[1].action`,
          type: 'FieldValueRequired',
          fix: 'Set action to Restart.',
        },
        {
          messageId: 'exitCodes',
          path: `${at}[1].exitCodes`,
          type: 'FieldValueRequired',
          fix: 'Add exitCodes, for example {operator: In, values: [42]}.',
        },
        {
          messageId: 'operator',
          path: `${at}[2].exitCodes.operator`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "In"?',
          to: 'Is',
        },
        {
          messageId: 'actionMissing',
          path: `${at}[3].action`,
          type: 'FieldValueRequired',
          fix: 'Set action to Restart.',
        },
        {
          messageId: 'operatorMissing',
          path: `${at}[3].exitCodes.operator`,
          type: 'FieldValueRequired',
          fix: 'Set operator to In or NotIn.',
        },
      ],
    },
    {
      name: 'too many rules and exit codes',
      after: withRules(
        ...Array.from({ length: 21 }, (_, i) =>
          rule(i < 2 ? { exitCodes: { operator: ['In', 'NotIn'][i]!, values: Array(256).fill(1) } } : {}),
        ),
      ),
      findings: [
        {
          messageId: 'rules',
          path: at,
          type: 'FieldValueTooMany',
          fix: 'Merge rules that differ only in their exit codes.',
        },
        {
          messageId: 'codes',
          path: 'spec.containers[0].restartPolicyRules[0].exitCodes.values',
          type: 'FieldValueTooMany',
          fix: 'Move some of the exit codes to another rule with the same action.',
        },
        {
          messageId: 'codesNotIn',
          path: 'spec.containers[0].restartPolicyRules[1].exitCodes.values',
          type: 'FieldValueTooMany',
          fix: 'Use operator In with the exit codes that the rule must match.',
        },
      ],
    },
    {
      name: 'too many rules, before 1.36',
      minor: 35,
      after: withRules(...Array.from({ length: 21 }, () => rule())),
      findings: [
        {
          messageId: 'rules',
          path: at,
          type: 'FieldValueTooMany',
          fix: 'Merge rules that differ only in their exit codes.',
        },
      ],
    },
  ],
});
