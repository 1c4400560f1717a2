import { storedWith } from '../../change/stored-with.ts';
import { field, listAt, type Json } from '../../json/json.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const privilegeEscalationConsistent = definePodRule({
  id: 'privilege-escalation-consistent',
  title: 'allowPrivilegeEscalation must not be false for a container that is privileged or adds CAP_SYS_ADMIN',
  why: 'allowPrivilegeEscalation is always true for such a container, so setting it to false would have no effect. The API server does not look for other spellings of the capability, such as SYS_ADMIN.',
  mirrors: ['ValidateSecurityContext'],
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  needs: ['securityContext.privileged', 'securityContext.capabilities'],
  messages: {
    privileged: {
      text: 'allowPrivilegeEscalation cannot be false when privileged is true.',
      fix: 'Remove privileged from {{container}}, or remove allowPrivilegeEscalation.',
    },
    sysAdmin: {
      text: 'allowPrivilegeEscalation cannot be false when capabilities.add has CAP_SYS_ADMIN.',
      fix: 'Remove CAP_SYS_ADMIN from capabilities.add of {{container}}, or remove allowPrivilegeEscalation.',
    },
  },
  *check(pod) {
    for (const { value, path, ofPod } of securityContextsOf(pod.spec, pod.specPath, pod.changedContainers)) {
      if (ofPod || value['allowPrivilegeEscalation'] !== false) continue;
      const at = path.child('allowPrivilegeEscalation');
      if (value['privileged'] === true)
        yield invalid(at, 'privileged', { to: false, beside: path.child('privileged') });
      // kube-apiserver compares the string, so SYS_ADMIN, which container runtimes read as the same capability, passes.
      const added = addedSysAdmin(value);
      if (added !== -1 && !(pod.change.facts.storedSysAdminStays && hadSysAdmin(pod)))
        yield invalid(at, 'sysAdmin', { to: false, beside: path.child('capabilities', 'add').index(added) });
    }
  },
});

/** The index of the capability. */
const addedSysAdmin = (context: Json | undefined): number =>
  listAt(context, 'capabilities', 'add').indexOf('CAP_SYS_ADMIN');

/**
 * If a container of the stored Pod has the capability without allowPrivilegeEscalation: true, kube-apiserver accepts both in all containers
 * (hasSysAdminAndPrivilegeEscalationFalse).
 */
const hadSysAdmin = storedWith(({ containers }) =>
  containers.some(({ value: { securityContext } }) => {
    return field(securityContext, 'allowPrivilegeEscalation') !== true && addedSysAdmin(securityContext) !== -1;
  }),
);
