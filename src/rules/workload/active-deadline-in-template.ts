import { isSet } from '../../json/json.ts';
import { definePodRule } from '../rule.ts';
import { forbidden, say } from '../finding.ts';

export const activeDeadlineInTemplate = definePodRule({
  id: 'active-deadline-in-template',
  title: 'Pods that serve have no activeDeadlineSeconds',
  why: 'The deadline ends a Pod for good. A controller that keeps its Pods running would replace each one as it dies, for ever.',
  mirrors:
    'ValidatePodTemplateSpecForReplicaSet, ValidateStatefulSetSpec, ValidateDaemonSetSpec, ValidatePodTemplateSpecForRC',
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'],
  },
  reads: ['activeDeadlineSeconds'],
  messages: { set: 'a {{kind}} keeps its Pods running, so they have no deadline' },
  *check({ kind, spec, specPath }) {
    const value = spec['activeDeadlineSeconds'];
    if (!isSet(value)) return;
    const fix = say('leave it out, or run the Pods from a Job');
    yield forbidden(specPath.child('activeDeadlineSeconds'), 'set', { data: { kind }, to: value, fix });
  },
});
