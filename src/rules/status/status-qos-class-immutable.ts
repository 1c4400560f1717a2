import { get, isSet } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, remove } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

export const statusQosClassImmutable = defineUpdateRule({
  id: 'status-qos-class-immutable',
  title: 'The QoS class never changes',
  why: 'The class follows from requests and limits when the Pod is created, and decides which Pods die first when a node runs out of memory.',
  mirrors: 'ValidatePodStatusUpdate',
  appliesTo: statusUpdates,
  messages: { changed: 'the QoS class is fixed when the Pod is created' },
  *check({ before, after }) {
    const from = get(before, 'status', 'qosClass') ?? '';
    const to = get(after, 'status', 'qosClass');
    // kube-apiserver puts back the class that is left out.
    if (!isSet(to) || to === '' || to === from) return;
    yield invalid(statusPath.child('qosClass'), 'changed', { from: from === '' ? null : from, to, fix: remove });
  },
});
