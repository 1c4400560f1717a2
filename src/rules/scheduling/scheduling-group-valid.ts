import { field, isSet } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { isFieldIn } from '../../kubernetes/schema/types.ts';
import { invalid, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const schedulingGroupValid = definePodRule({
  id: 'scheduling-group-valid',
  title: 'schedulingGroup must have the name of a PodGroup',
  why: 'The scheduler places all Pods of a PodGroup together, and finds the PodGroup by its name.',
  mirrors: ['validateSchedulingGroup'],
  appliesTo: podsAndTemplates,
  reads: ['schedulingGroup'],
  messages: {
    missing: {
      text: 'schedulingGroup must have a podGroupName.',
      fix: 'Set podGroupName to the name of a PodGroup, or remove schedulingGroup.',
    },
    name: {
      text: 'the name of a PodGroup {{problem}}.',
      fix: 'Use the name of a PodGroup in the namespace of the Pod.',
    },
  },
  *check({ spec, specPath, change }) {
    const group = spec['schedulingGroup'];
    if (!isSet(group) || !change.facts.GenericWorkload || !isFieldIn('PodSpec', 'schedulingGroup', change.facts.minor))
      return;
    const name = field(group, 'podGroupName');
    const path = specPath.child('schedulingGroup', 'podGroupName');
    const problem = typeof name === 'string' ? dnsSubdomainError(name) : undefined;
    if (!isSet(name)) yield required(path, 'missing');
    else if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, to: name });
  },
});
