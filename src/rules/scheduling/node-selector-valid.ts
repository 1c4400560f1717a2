import { labelProblems } from '../../kubernetes/selector.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const nodeSelectorValid = definePodRule({
  id: 'node-selector-valid',
  title: 'nodeSelector names labels that a node can have',
  why: 'The Pod is placed on nodes with all of these labels. A label that no node can have leaves it pending.',
  mirrors: 'ValidatePodSpec',
  appliesTo: podsAndTemplates,
  reads: ['nodeSelector'],
  messages: {
    key: 'is no key of a label: {{problem}}',
    value: 'is no value of a label: {{problem}}',
  },
  *check({ spec, specPath }) {
    for (const { about, path, value, problem = '' } of labelProblems(
      spec['nodeSelector'],
      specPath.child('nodeSelector'),
    )) {
      yield invalid(path, about === 'key' ? 'key' : 'value', {
        data: { problem },
        to: value,
        fix: say('use a label of a node: kubectl get nodes --show-labels'),
      });
    }
  },
});
