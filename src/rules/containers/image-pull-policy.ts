import { isSet } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { notSupported, say } from '../finding.ts';

/** Absent and empty are filled in by the tag of the image before anything is validated (SetDefaults_Container). */
const policies: readonly unknown[] = ['Always', 'IfNotPresent', 'Never', ''];

export const imagePullPolicy = definePodRule({
  id: 'image-pull-policy',
  title: 'imagePullPolicy is one that exists',
  why: 'It says when the kubelet asks the registry for the image.',
  mirrors: 'validatePullPolicy',
  appliesTo: podsAndTemplates,
  reads: ['containers.imagePullPolicy'],
  messages: { unknown: 'is no imagePullPolicy; there are Always, IfNotPresent and Never' },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const policy = value['imagePullPolicy'];
      if (!isSet(policy) || policies.includes(policy)) continue;
      yield notSupported(path.child('imagePullPolicy'), 'unknown', {
        to: policy,
        fix: say('leave it out: the tag of the image decides'),
      });
    }
  },
});
