import { nearest } from '../../text/nearest.ts';
import { mistakesIn } from '../../kubernetes/schema/type-mistakes.ts';
import { nameAt } from '../../text/shown.ts';
import { defineRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, remove, say } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

/** To look for the field that was meant takes long, and nobody reads so many findings. */
const maxCompared = 500;

/** In a cluster unknown fields are gone before a webhook is called: refused by kubectl's strict validation, or dropped. */
export const knownFields = defineRule({
  id: 'known-fields',
  title: 'Every field is one that Kubernetes knows',
  why: 'A misspelt field is refused by kubectl, which asks the server for strict validation, and dropped in silence by clients that do not.',
  mirrors: 'strict field validation (fieldValidation=Strict)',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: { unknown: '{{name}} is no field that Kubernetes knows here' },
  *check({ written, after, kind }) {
    let compared = 0;
    for (const mistake of mistakesIn(written?.object ?? after, kind)) {
      if (mistake.kind !== 'unknown') continue;
      const { path, name, known } = mistake;
      const like = compared++ < maxCompared ? nearest(name, known) : undefined;
      const fix = like === undefined ? remove : say(`did you mean ${like}?`);
      yield invalid(path, 'unknown', { data: { name: quoted(nameAt(name, path)) }, fix });
    }
  },
});
