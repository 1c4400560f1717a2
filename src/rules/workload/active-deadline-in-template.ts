import { isSet } from '../../json/json.ts';
import { kindPath } from '../../kubernetes/kinds.ts';
import { definePodRule } from '../rule.ts';
import { forbidden } from '../finding.ts';

export const activeDeadlineInTemplate = definePodRule({
  id: 'active-deadline-in-template',
  title: 'activeDeadlineSeconds is not allowed in the Pod template of a workload that keeps its Pods running',
  why: 'A Pod that reaches the deadline fails and is never restarted. A controller that keeps its Pods running would replace such Pods again and again.',
  mirrors: [
    'ValidatePodTemplateSpecForReplicaSet',
    'ValidateStatefulSetSpec',
    'ValidateDaemonSetSpec',
    'ValidatePodTemplateSpecForRC',
  ],
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'],
  },
  reads: ['activeDeadlineSeconds'],
  messages: {
    set: {
      text: 'activeDeadlineSeconds is not allowed in the Pod template of a {{kind}}, which keeps its Pods running.',
      fix: 'Remove activeDeadlineSeconds, or run the Pods from a Job.',
    },
  },
  *check({ spec, specPath }) {
    const value = spec['activeDeadlineSeconds'];
    if (isSet(value)) yield forbidden(specPath.child('activeDeadlineSeconds'), 'set', { to: value, beside: kindPath });
  },
});
