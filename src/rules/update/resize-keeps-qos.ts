import { objectAt, type JsonObject } from '../../json/json.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { computeQosClass, qosClassOf } from '../../kubernetes/pod/qos.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { isResizedByUpdate } from './resize.ts';

export const resizeKeepsQos = defineUpdateRule({
  id: 'resize-keeps-qos',
  title: 'A resize must not change the QoS class of the Pod',
  why: 'The QoS class influences which containers the kernel kills first when a node runs out of memory. The class is set when the Pod is created.',
  mirrors: ['ValidatePodResize', 'ValidatePodUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'resize'] },
  messages: {
    changed: {
      text: 'the resize would change the QoS class from {{old}} to {{class}}.',
      fix: 'Keep each request of cpu and memory equal to its limit.',
    },
    burstable: {
      text: 'the resize would change the QoS class from {{old}} to {{class}}.',
      fix: 'Keep at least one request of cpu or memory lower than its limit.',
    },
    noAmounts: {
      text: 'the resize would change the QoS class from {{old}} to {{class}}.',
      fix: 'Keep at least one request or limit of cpu or memory.',
    },
    stored: {
      text: 'the QoS class in the status is {{old}}, but that of the stored spec is {{class}}, so the Pod cannot be changed.',
      fix: '{{recreate}}',
    },
    bestEffort: {
      text: 'the resize would change the QoS class from {{old}} to {{class}}. A BestEffort Pod cannot get requests or limits of cpu and memory after it is created.',
      fix: '{{recreate}}',
    },
  },
  *check({ subresource, before, after, facts }) {
    if (subresource !== 'resize' && !(facts.updatesResize && isSpecChanged(before, after, facts))) return;
    const from = qosClassOf(before, facts);
    const to = computeQosClass(objectAt(after, 'spec'), facts);
    if (from === to) return;
    const shown = { old: from, class: to };
    if (subresource !== 'resize' && !isResizedByUpdate(facts)) {
      // pod-spec-immutable refuses other amounts.
      if (to === computeQosClass(objectAt(before, 'spec'), facts)) yield invalid(specPath, 'stored', { shown });
    } else if (from === 'BestEffort') yield invalid(specPath, 'bestEffort', { shown });
    else if (to === 'BestEffort') yield invalid(specPath, 'noAmounts', { shown });
    else yield invalid(specPath, from === 'Guaranteed' ? 'changed' : 'burstable', { shown });
  },
});

const ofPodSpec = shapeOf('PodSpec');

function isSpecChanged(before: JsonObject, after: JsonObject, facts: ServerFacts): boolean {
  const old = objectAt(before, 'spec');
  const sent = objectAt(after, 'spec');
  if (old === sent) return false;
  return differences(old, sent, specPath, ofPodSpec, undoneChanges(old, after, sent, facts)).next().done !== true;
}
