import { get, isSet, objectAt } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const fix = 'Set runAsUser to a user ID that the image expects, such as 1000.';

export const runAsNonRootUserZero = definePodRule({
  id: 'run-as-non-root-user-zero',
  title: 'runAsUser should not be 0 when runAsNonRoot is true',
  why: 'The user with the ID 0 is root. The kubelet does not start a container that must not run as root and has this user (CreateContainerConfigError).',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['os', 'securityContext', 'containers.securityContext'],
  needs: ['securityContext.runAsUser'],
  messages: {
    ofPod: {
      text: 'runAsUser is 0, but runAsNonRoot is true, so containers that inherit both cannot start.',
      fix,
    },
    user: { text: 'runAsUser is 0, but runAsNonRoot is true, so {{container}} cannot start.', fix },
    nonRoot: {
      text: 'runAsNonRoot is true, but the Pod has runAsUser 0, so {{container}} cannot start.',
      fix,
    },
  },
  /** Source: verifyRunAsNonRoot in pkg/kubelet/kuberuntime. A field of a container replaces that of the Pod. */
  *check({ spec, specPath, containers }) {
    if (get(spec, 'os', 'name') === 'windows') return;
    const ofPod = objectAt(spec, 'securityContext');
    const podPath = specPath.child('securityContext');
    let isReported = false;
    for (const { value, path } of containers) {
      const own = objectAt(value, 'securityContext');
      const [ownUser, ownNonRoot] = [isSet(own['runAsUser']), isSet(own['runAsNonRoot'])];
      const user = (ownUser ? own : ofPod)['runAsUser'];
      if (user !== 0 || (ownNonRoot ? own : ofPod)['runAsNonRoot'] !== true) continue;
      const ownPath = path.child('securityContext');
      if (ownUser) {
        const beside = (ownNonRoot ? ownPath : podPath).child('runAsNonRoot');
        yield advise(ownPath.child('runAsUser'), 'user', { beside });
      } else if (ownNonRoot) {
        yield advise(ownPath.child('runAsNonRoot'), 'nonRoot', { beside: podPath.child('runAsUser') });
      } else if (!isReported) {
        isReported = true;
        yield advise(podPath.child('runAsUser'), 'ofPod', { beside: podPath.child('runAsNonRoot') });
      }
    }
  },
});
