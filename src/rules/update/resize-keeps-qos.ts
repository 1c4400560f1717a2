import { objectAt } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { computeQosClass, qosClassOf } from '../../kubernetes/pod/qos.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, recreate } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const resizeKeepsQos = defineUpdateRule({
  id: 'resize-keeps-qos',
  title: 'A resize keeps the QoS class',
  why: 'The QoS class decides which cgroup a Pod lives in and which Pods die first when a node runs out of memory. It is fixed for the life of a Pod.',
  mirrors: 'ValidatePodResize',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages: {
    bestEffort:
      'a resize cannot give requests or limits of cpu and memory to a BestEffort Pod, whose QoS class is fixed',
    changed:
      'the resize would change the QoS class from {{old}} to {{changed}}; requests equal limits in a Guaranteed Pod, and differ in a Burstable one',
  },
  *check({ before = {}, after, minor }) {
    const { emptyPodLevelCounts } = versionFacts(minor);
    const from = qosClassOf(before, emptyPodLevelCounts);
    const to = computeQosClass(objectAt(after, 'spec'), emptyPodLevelCounts);
    if (from === to) return;
    if (from === 'BestEffort') yield invalid(specPath, 'bestEffort', { fix: recreate });
    else yield invalid(specPath, 'changed', { data: { old: from, changed: to }, fix: recreate });
  },
});
