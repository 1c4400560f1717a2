import { isOneOf, isSet } from '../../json/json.ts';
import { pullPolicies } from '../../kubernetes/pod/policies.ts';
import { notSupported } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const imagePullPolicy = definePodRule({
  id: 'image-pull-policy',
  title: 'imagePullPolicy must be Always, IfNotPresent or Never',
  why: 'imagePullPolicy decides when the kubelet pulls the image. The default is Always for an image with the tag latest or with neither tag nor digest, and IfNotPresent for all others.',
  mirrors: ['validatePullPolicy'],
  appliesTo: podsAndTemplates,
  reads: ['containers.imagePullPolicy'],
  messages: { unknown: {} },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const policy = value['imagePullPolicy'];
      // kube-apiserver derives an absent or empty policy from the image tag before it validates the Pod (SetDefaults_Container).
      if (!isSet(policy) || policy === '' || isOneOf(policy, pullPolicies)) continue;
      yield notSupported(path.child('imagePullPolicy'), 'unknown', policy, pullPolicies);
    }
  },
});
