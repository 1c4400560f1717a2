import type { Json, JsonObject } from '../../../src/json/json.ts';
import { privilegeEscalationConsistent } from '../../../src/rules/security/privilege-escalation-consistent.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const secure = (securityContext: Json) => podWith({ securityContext });
const added = (context: JsonObject, name = 'web') =>
  container({ name, securityContext: { ...context, capabilities: { add: ['CAP_SYS_ADMIN'] } } });
const admin = (name: string) => added({ allowPrivilegeEscalation: false }, name);

testRule(privilegeEscalationConsistent, {
  valid: [
    { name: 'an empty securityContext', after: secure({}) },
    {
      name: 'allowPrivilegeEscalation: false in a container that is not privileged',
      after: secure({ allowPrivilegeEscalation: false, privileged: false, capabilities: { drop: ['ALL'] } }),
    },
    {
      name: 'CAP_SYS_ADMIN in another container of a template that was stored with it',
      minor: 37,
      before: workload('Deployment', { containers: [admin('web')] }),
      after: workload('Deployment', { containers: [admin('web'), admin('db')] }),
    },
    {
      name: 'CAP_SYS_ADMIN in a template that was stored with it and without allowPrivilegeEscalation',
      minor: 37,
      before: workload('Deployment', {
        containers: [container({ securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } })],
      }),
      after: workload('Deployment', { containers: [admin('web')] }),
    },
    { name: 'privileged: true alone', after: secure({ privileged: true }) },
    {
      name: 'SYS_ADMIN, which kube-apiserver does not compare',
      after: secure({ allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } }),
    },
    {
      name: 'values of other types',
      after: secure({ allowPrivilegeEscalation: false, privileged: 'true', capabilities: { add: 'CAP_SYS_ADMIN' } }),
    },
  ],
  invalid: [
    {
      name: 'allowPrivilegeEscalation: false in a template that was stored with CAP_SYS_ADMIN and true',
      minor: 37,
      before: workload('Deployment', { containers: [added({ allowPrivilegeEscalation: true })] }),
      after: workload('Deployment', { containers: [admin('web')] }),
      findings: [
        {
          messageId: 'sysAdmin',
          path: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
          beside: 'spec.template.spec.containers[0].securityContext.capabilities.add[0]',
          type: 'FieldValueInvalid',
          fix: 'Remove CAP_SYS_ADMIN from capabilities.add of container "web", or remove allowPrivilegeEscalation.',
          to: false,
        },
      ],
    },
    {
      name: 'CAP_SYS_ADMIN in another container of a template that was stored with it, before 1.37',
      minor: 36,
      before: workload('Deployment', { containers: [admin('web')] }),
      after: workload('Deployment', { containers: [admin('web'), admin('db')] }),
      findings: [
        {
          messageId: 'sysAdmin',
          path: 'spec.template.spec.containers[1].securityContext.allowPrivilegeEscalation',
          beside: 'spec.template.spec.containers[1].securityContext.capabilities.add[0]',
          type: 'FieldValueInvalid',
          fix: 'Remove CAP_SYS_ADMIN from capabilities.add of container "db", or remove allowPrivilegeEscalation.',
          to: false,
        },
      ],
    },
    {
      name: 'privileged and CAP_SYS_ADMIN',
      after: secure({ allowPrivilegeEscalation: false, privileged: true, capabilities: { add: ['CAP_SYS_ADMIN'] } }),
      findings: [
        {
          messageId: 'privileged',
          path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
          beside: 'spec.containers[0].securityContext.privileged',
          type: 'FieldValueInvalid',
          fix: 'Remove privileged from container "web", or remove allowPrivilegeEscalation.',
          to: false,
          says: 'false: allowPrivilegeEscalation cannot be false when privileged is true.',
        },
        {
          messageId: 'sysAdmin',
          path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
          beside: 'spec.containers[0].securityContext.capabilities.add[0]',
          type: 'FieldValueInvalid',
          fix: 'Remove CAP_SYS_ADMIN from capabilities.add of container "web", or remove allowPrivilegeEscalation.',
          to: false,
        },
      ],
    },
  ],
});
