import type { Area } from '../rule.ts';
import { hostNamespacesConsistent } from './host-namespaces-consistent.ts';
import { privilegeEscalationConsistent } from './privilege-escalation-consistent.ts';
import { profileAnnotationsMatch } from './profile-annotations-match.ts';
import { profileAnnotationsValid } from './profile-annotations-valid.ts';
import { securityContextPolicies } from './security-context-policies.ts';
import { securityIds } from './security-ids.ts';
import { securityProfilesValid } from './security-profiles-valid.ts';
import { sysctlsValid } from './sysctls-valid.ts';

export const security: Area = {
  name: 'security',
  title: 'Security',
  rules: [
    hostNamespacesConsistent,
    securityIds,
    securityContextPolicies,
    securityProfilesValid,
    privilegeEscalationConsistent,
    sysctlsValid,
    profileAnnotationsValid,
    profileAnnotationsMatch,
  ],
};
