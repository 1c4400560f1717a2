import { stringAt } from '../../src/json/json.ts';
import { metadataPath } from '../../src/kubernetes/kinds.ts';
import { forbidden } from '../../src/rules/finding.ts';
import { defineRule, podsAndTemplates, type Mode } from '../../src/rules/rule.ts';

/** A rule with a finding on each of the keys if the object has a label with its id. */
export const labeled = (id: string, mode: Mode, keys: readonly string[] = [id]) =>
  defineRule({
    id,
    title: id,
    why: 'test',
    mirrors: 'policy',
    mode,
    appliesTo: podsAndTemplates,
    messages: { found: { text: 'this label is not allowed.' } },
    *check({ after }) {
      if (stringAt(after, 'metadata', 'labels', id) === undefined) return;
      for (const key of keys) yield forbidden(metadataPath.child('labels').key(key), 'found');
    },
  });
