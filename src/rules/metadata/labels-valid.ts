import { labelValueError, qualifiedNameError } from '../../kubernetes/names.ts';
import { changedKeys, changedMetadata, metadataOf } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const labelsValid = defineRule({
  id: 'labels-valid',
  title: 'Labels have valid keys and values',
  why: 'Selectors are written with them, so they are short and hold no special characters. Anything else belongs in an annotation.',
  mirrors: 'ValidateLabels',
  appliesTo: changedMetadata,
  messages: {
    key: 'the key {{problem}}',
    value: '{{problem}}',
    text: 'must be text',
  },
  *check(change) {
    for (const { path, before, after } of metadataOf(change)) {
      for (const [key, value] of changedKeys(before['labels'], after['labels'])) {
        const at = path.child('labels').key(key);
        const keyProblem = qualifiedNameError(key);
        if (keyProblem !== undefined) {
          yield invalid(at, 'key', {
            data: { problem: keyProblem },
            fix: say('use a key such as app or example.com/app'),
          });
        }
        if (value === null) continue;
        const problem = typeof value === 'string' ? labelValueError(value) : undefined;
        if (typeof value !== 'string') {
          // Of a file field-types says so, and kube-apiserver decodes nothing else than text.
          if (change.phase !== 'offline') yield invalid(at, 'text', { to: value, fix: say('put the value in quotes') });
        } else if (problem !== undefined) {
          yield invalid(at, 'value', {
            data: { problem },
            to: value,
            fix: say('shorten it, or make it an annotation'),
          });
        }
      }
    }
  },
});
