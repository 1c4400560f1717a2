import { get } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

export const statusQosClassImmutable = defineUpdateRule({
  id: 'status-qos-class-immutable',
  title: 'qosClass is immutable',
  why: 'The QoS class follows from the requests and limits when the Pod is created. The class influences which containers the kernel kills first when a node runs out of memory.',
  mirrors: ['ValidatePodStatusUpdate'],
  appliesTo: statusUpdates,
  messages: {
    changed: {
      text: 'must stay {{from}}, because qosClass is immutable.',
      fix: 'Remove qosClass.',
    },
    set: {
      text: 'must not be set, because qosClass is immutable and the Pod was created without it.',
      fix: 'Remove qosClass.',
    },
  },
  *check({ before, after, facts }) {
    if (!facts.statusClassImmutable) return;
    const from = get(before, 'status', 'qosClass') ?? '';
    // If a request omits the class, kube-apiserver has restored the old one (kubernetes/apiserver/subresources.ts).
    const to = get(after, 'status', 'qosClass') ?? '';
    if (to === from) return;
    const path = statusPath.child('qosClass');
    yield from === '' ? invalid(path, 'set', { to }) : invalid(path, 'changed', { from, to });
  },
});
