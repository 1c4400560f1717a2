import { isSet, listAt } from '../../json/json.ts';
import { forbidden } from '../finding.ts';
import { definePodRule } from '../rule.ts';

export const nodeNameGated = definePodRule({
  id: 'node-name-gated',
  title: 'nodeName must not be set while the Pod has scheduling gates',
  why: 'A scheduling gate keeps the Pod from being scheduled. nodeName would assign the Pod to a node without waiting for the gate.',
  mirrors: ['ValidatePodCreate'],
  // kube-apiserver accepts both fields in a Pod template, and refuses the Pods that are created from it.
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  reads: ['nodeName', 'schedulingGates'],
  messages: {
    gated: {
      text: 'nodeName cannot be set while the Pod has scheduling gates.',
      fix: 'Remove nodeName or schedulingGates. To choose the nodes of the Pod, use nodeSelector.',
    },
  },
  *check({ spec, specPath }) {
    const node = spec['nodeName'];
    if (!isSet(node) || node === '' || listAt(spec, 'schedulingGates').length === 0) return;
    yield forbidden(specPath.child('nodeName'), 'gated', { to: node, beside: specPath.child('schedulingGates') });
  },
});
