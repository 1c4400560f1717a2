import { mistakesIn } from '../../kubernetes/schema/type-mistakes.ts';
import { defineRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, say } from '../finding.ts';

/** In a cluster such an object never reaches a webhook: kube-apiserver cannot decode it. */
export const fieldTypes = defineRule({
  id: 'field-types',
  title: 'Every field has the type that its name says',
  why: 'kube-apiserver answers a field of the wrong type with an error of its decoder. In YAML the usual cause is a number or a yes that should have been quoted.',
  mirrors: 'the decoder of kube-apiserver',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: { type: 'must be {{expected}}' },
  *check({ written, after, kind }) {
    // Decoding drops the zeros of any type, so that they are looked for in what the file says.
    for (const mistake of mistakesIn(written?.object ?? after, kind)) {
      if (mistake.kind !== 'type') continue;
      const { path, value, expected } = mistake;
      const scalar = typeof value === 'number' || typeof value === 'boolean';
      const fix = say(expected === 'a string' && scalar ? 'put it in quotes' : `give it ${expected}`);
      yield invalid(path, 'type', { data: { expected }, to: value, fix });
    }
  },
});
