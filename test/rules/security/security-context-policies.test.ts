import { securityContextPolicies } from '../../../src/rules/security/security-context-policies.ts';
import { pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(securityContextPolicies, {
  valid: [
    { name: 'no policies', after: pod() },
    {
      name: 'MountOption in the cluster',
      isStored: true,
      after: pod({ securityContext: { seLinuxChangePolicy: 'MountOption' } }),
    },
    {
      name: 'supported values',
      after: podWith(
        { securityContext: { procMount: 'Default' } },
        {
          securityContext: {
            fsGroupChangePolicy: 'OnRootMismatch',
            supplementalGroupsPolicy: 'Strict',
            seLinuxChangePolicy: 'Recursive',
          },
        },
      ),
    },
    {
      name: 'Unmasked with hostUsers: false',
      after: podWith({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
    },
    {
      name: 'MountOption, from 1.37 on',
      minor: 37,
      after: pod({ securityContext: { seLinuxChangePolicy: 'MountOption' } }),
    },
    {
      name: 'MountOption in place of Recursive',
      before: workload('Deployment', { securityContext: { seLinuxChangePolicy: 'Recursive' } }),
      after: workload('Deployment', { securityContext: { seLinuxChangePolicy: 'MountOption' } }),
    },
  ],
  invalid: [
    {
      name: 'unsupported values',
      after: podWith(
        { securityContext: { procMount: 'default' } },
        {
          securityContext: {
            fsGroupChangePolicy: 'onRootMismatch',
            supplementalGroupsPolicy: 'MountOption',
            seLinuxChangePolicy: 'MountOption',
          },
        },
      ),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].securityContext.procMount',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Default"?',
          to: 'default',
        },
        {
          messageId: 'unknown',
          path: 'spec.securityContext.fsGroupChangePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "OnRootMismatch"?',
          to: 'onRootMismatch',
        },
        {
          messageId: 'unknown',
          path: 'spec.securityContext.supplementalGroupsPolicy',
          type: 'FieldValueNotSupported',
          to: 'MountOption',
        },
        {
          messageId: 'mountOption',
          path: 'spec.securityContext.seLinuxChangePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Set seLinuxChangePolicy to Recursive, or remove it.',
          says: 'supported values: "Recursive".',
        },
      ],
    },
    {
      name: 'Unmasked without hostUsers: false',
      after: podWith({ securityContext: { procMount: 'Unmasked' } }),
      findings: [
        {
          messageId: 'masked',
          path: 'spec.containers[0].securityContext.procMount',
          type: 'FieldValueForbidden',
          fix: 'Set hostUsers to false in the Pod spec, or remove procMount from container "web".',
          to: 'Unmasked',
        },
      ],
    },
    {
      name: 'Unmasked with hostUsers: true',
      after: podWith({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: true }),
      findings: [
        {
          messageId: 'masked',
          path: 'spec.containers[0].securityContext.procMount',
          type: 'FieldValueForbidden',
          fix: 'Set hostUsers to false in the Pod spec, or remove procMount from container "web".',
          beside: 'spec.hostUsers',
        },
      ],
    },
    {
      name: 'a value other than MountOption and Recursive, from 1.37 on',
      minor: 37,
      after: pod({ securityContext: { seLinuxChangePolicy: 'Mount' } }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.securityContext.seLinuxChangePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "MountOption"?',
          to: 'Mount',
        },
      ],
    },
    {
      name: 'MountOption added to a template',
      before: workload('Deployment', { securityContext: { fsGroup: 1 } }),
      after: workload('Deployment', { securityContext: { seLinuxChangePolicy: 'MountOption' } }),
      findings: [
        {
          messageId: 'mountOption',
          path: 'spec.template.spec.securityContext.seLinuxChangePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Set seLinuxChangePolicy to Recursive, or remove it.',
          to: 'MountOption',
        },
      ],
    },
  ],
});
