import { labelProblems } from '../../kubernetes/selector.ts';
import { invalid } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const nodeSelectorValid = definePodRule({
  id: 'node-selector-valid',
  title: 'nodeSelector must consist of label keys and label values',
  why: 'The Pod is scheduled only to nodes that have all of these labels. No node can have a label with an invalid key or value.',
  mirrors: ['ValidatePodSpec'],
  appliesTo: podsAndTemplates,
  reads: ['nodeSelector'],
  messages: {
    key: {
      text: 'a label key {{problem}}.',
      fix: 'Use a key that kubectl get nodes --show-labels lists.',
    },
    value: {
      text: 'a label value {{problem}}.',
      fix: 'Use a value that kubectl get nodes --show-labels lists.',
    },
    ...stringMessages,
  },
  *check({ spec, specPath }) {
    const labels = labelProblems(spec['nodeSelector'], specPath.child('nodeSelector'));
    for (const { path, value, problem = '', isOfKey = false } of labels) {
      if (typeof value === 'string') {
        yield invalid(path, isOfKey ? 'key' : 'value', { data: { problem }, to: value, isOfKey });
      } else yield notString(path, value);
    }
  },
});
