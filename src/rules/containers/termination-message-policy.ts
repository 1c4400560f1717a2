import { isOneOf, isSet } from '../../json/json.ts';
import { notSupported } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const policies: readonly string[] = ['File', 'FallbackToLogsOnError'];

export const terminationMessagePolicy = definePodRule({
  id: 'termination-message-policy',
  title: 'terminationMessagePolicy must be File or FallbackToLogsOnError',
  why: 'terminationMessagePolicy decides where the kubelet reads the termination message of a container. The default is File.',
  mirrors: ['validateContainerCommon'],
  appliesTo: podsAndTemplates,
  reads: ['containers.terminationMessagePolicy'],
  messages: { unknown: {} },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const policy = value['terminationMessagePolicy'];
      // kube-apiserver replaces an empty policy by File before it validates the Pod (SetDefaults_Container).
      if (!isSet(policy) || policy === '' || isOneOf(policy, policies)) continue;
      yield notSupported(path.child('terminationMessagePolicy'), 'unknown', policy, policies);
    }
  },
});
