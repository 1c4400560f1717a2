import { isSet } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { notSupported, say } from '../finding.ts';

/** Absent and empty become File before anything is validated (SetDefaults_Container). */
const policies: readonly unknown[] = ['File', 'FallbackToLogsOnError', ''];

export const terminationMessagePolicy = definePodRule({
  id: 'termination-message-policy',
  title: 'terminationMessagePolicy is one that exists',
  why: 'It says where the kubelet looks for a container’s last words.',
  mirrors: 'validateContainerCommon',
  appliesTo: podsAndTemplates,
  reads: ['containers.terminationMessagePolicy'],
  messages: { unknown: 'is no terminationMessagePolicy; there are File and FallbackToLogsOnError' },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const policy = value['terminationMessagePolicy'];
      if (!isSet(policy) || policies.includes(policy)) continue;
      yield notSupported(path.child('terminationMessagePolicy'), 'unknown', {
        to: policy,
        fix: say('leave it out for File'),
      });
    }
  },
});
