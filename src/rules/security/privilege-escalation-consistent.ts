import { listAt } from '../../json/json.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const privilegeEscalationConsistent = definePodRule({
  id: 'privilege-escalation-consistent',
  title: 'A container with all privileges does not deny itself more',
  why: 'A privileged container, and one with CAP_SYS_ADMIN, can do whatever it wants. To say that it gains no privileges would be a false promise.',
  mirrors: 'ValidateSecurityContext',
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  messages: {
    privileged: 'cannot be false in a privileged container',
    sysAdmin: 'cannot be false in a container with CAP_SYS_ADMIN',
  },
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      if (ofPod || value['allowPrivilegeEscalation'] !== false) continue;
      const at = path.child('allowPrivilegeEscalation');
      if (value['privileged'] === true) {
        yield invalid(at, 'privileged', { to: false, fix: say('leave out privileged, or this') });
      }
      // kube-apiserver compares the text: SYS_ADMIN, by which a runtime knows the same capability, passes.
      if (listAt(value, 'capabilities', 'add').includes('CAP_SYS_ADMIN')) {
        yield invalid(at, 'sysAdmin', { to: false, fix: say('leave out the capability, or this') });
      }
    }
  },
});
