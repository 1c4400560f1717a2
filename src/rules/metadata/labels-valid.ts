import { labelValueError, qualifiedNameError } from '../../kubernetes/names.ts';
import { likeLabelValue, likeQualifiedName } from '../../text/like-name.ts';
import { changedKeys, changedMetadata, metadataOf } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { exampleOf, exampleOfKey } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';

export const labelsValid = defineRule({
  id: 'labels-valid',
  title:
    "Label values, and label keys without their domain, must consist of letters, digits, '-', '_' and '.', and be no more than 63 characters",
  why: 'Label selectors compare keys and values, so both are short and contain no special characters. Other text belongs in an annotation.',
  mirrors: ['ValidateLabels'],
  appliesTo: changedMetadata,
  messages: {
    key: { text: 'a label key {{problem}}.', fix: 'Use a key such as "{{example}}".' },
    value: {
      text: 'a label value {{problem}}.',
      fix: 'Use a value such as "{{example}}", or move the text to an annotation.',
    },
    ...stringMessages,
  },
  *check(change) {
    for (const { path, before, after } of metadataOf(change)) {
      for (const [key, value] of changedKeys(before['labels'], after['labels'])) {
        const at = path.child('labels').key(key);
        const keyProblem = qualifiedNameError(key);
        if (keyProblem !== undefined) {
          const example = exampleOfKey(at, likeQualifiedName, 'app');
          yield invalid(at, 'key', { data: { problem: keyProblem }, shown: { example }, isOfKey: true });
        }
        if (value === null) continue;
        if (typeof value !== 'string') {
          // In a file, `field-types` reports it. In a cluster, kube-apiserver can decode only strings.
          if (change.phase !== 'offline') yield notString(at, value);
          continue;
        }
        const problem = labelValueError(value);
        if (problem === undefined) continue;
        const example = exampleOf(value, at, likeLabelValue, 'web');
        yield invalid(at, 'value', { data: { problem }, shown: { example }, to: value });
      }
    }
  },
});
