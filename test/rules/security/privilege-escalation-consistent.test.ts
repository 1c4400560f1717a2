import type { Json } from '../../../src/json/json.ts';
import { privilegeEscalationConsistent } from '../../../src/rules/security/privilege-escalation-consistent.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const secure = (securityContext: Json) => podWith({ securityContext });

testRule(privilegeEscalationConsistent, {
  valid: [
    { name: 'none', after: secure({}) },
    {
      name: 'no escalation',
      after: secure({ allowPrivilegeEscalation: false, privileged: false, capabilities: { drop: ['ALL'] } }),
    },
    { name: 'privileged', after: secure({ privileged: true }) },
    {
      name: 'the short name of the capability',
      after: secure({ allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } }),
    },
    {
      name: 'rubbish',
      after: secure({ allowPrivilegeEscalation: false, privileged: 'true', capabilities: { add: 'CAP_SYS_ADMIN' } }),
    },
  ],
  invalid: [
    {
      name: 'both at once',
      after: secure({ allowPrivilegeEscalation: false, privileged: true, capabilities: { add: ['CAP_SYS_ADMIN'] } }),
      findings: [
        {
          messageId: 'privileged',
          path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
          type: 'FieldValueInvalid',
          to: false,
        },
        { messageId: 'sysAdmin', path: 'spec.containers[0].securityContext.allowPrivilegeEscalation' },
      ],
    },
  ],
});
