import { field, isSet, stringAt } from '../../json/json.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { isFieldIn } from '../../kubernetes/schema/types.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const workloadRefValid = definePodRule({
  id: 'workload-ref-valid',
  title: 'workloadRef must have the name of a Workload and of one of its Pod groups',
  why: 'The scheduler places all Pods of a Pod group together, and finds the group by these names.',
  mirrors: ['validateWorkloadReference'],
  appliesTo: podsAndTemplates,
  reads: ['workloadRef'],
  messages: {
    name: {
      text: 'the name of a Workload {{problem}}.',
      fix: 'Set name to the name of a Workload in the namespace of the Pod.',
    },
    group: {
      text: 'the name of a Pod group {{problem}}.',
      fix: 'Set podGroup to the name of one of the podGroups of the Workload.',
    },
    key: {
      text: 'a podGroupReplicaKey {{problem}}.',
      fix: 'Use a key such as "replica-1", or remove podGroupReplicaKey.',
    },
  },
  *check({ spec, specPath, change: { facts } }) {
    const reference = field(spec, 'workloadRef');
    if (!isSet(reference) || !facts.GenericWorkload || !isFieldIn('PodSpec', 'workloadRef', facts.minor)) return;
    const path = specPath.child('workloadRef');
    const text = (name: string): string => stringAt(reference, name) ?? '';
    const [name, group, key] = [text('name'), text('podGroup'), text('podGroupReplicaKey')];
    const ofName = dnsSubdomainError(name);
    if (ofName !== undefined) yield invalid(path.child('name'), 'name', { data: { problem: ofName }, to: name });
    const ofGroup = dnsLabelError(group);
    if (ofGroup !== undefined)
      yield invalid(path.child('podGroup'), 'group', { data: { problem: ofGroup }, to: group });
    const ofKey = key === '' ? undefined : dnsLabelError(key);
    if (ofKey !== undefined)
      yield invalid(path.child('podGroupReplicaKey'), 'key', { data: { problem: ofKey }, to: key });
  },
});
