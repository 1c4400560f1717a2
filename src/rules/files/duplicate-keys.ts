import { FieldPath } from '../../json/path.ts';
import { below, entryOf, shapeOf } from '../../kubernetes/schema/shape.ts';
import { nameAt } from '../../text/shown.ts';
import { defineRule } from '../rule.ts';
import { duplicate, say } from '../finding.ts';
import { everyKind, type Kind } from '../../kubernetes/kinds.ts';
import { quoted } from '../../text/quoted.ts';

/** In a cluster nothing is left of it: whoever turns the file into JSON keeps the last value. */
export const duplicateKeys = defineRule({
  id: 'duplicate-keys',
  title: 'Every key of a file is given once',
  why: 'Of a key that is given twice kubectl sends the last value and says nothing, while other tools refuse the file.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: {
    twice: '{{name}} is given in line {{first}} and again in line {{last}}, whose value counts',
    twiceInLine: '{{name}} is given twice in line {{last}}, and the last value counts',
  },
  *check({ kind, written }) {
    for (const { way, firstLine, lastLine } of written?.duplicates ?? []) {
      const path = pathOf(way, kind);
      const data = { name: quoted(nameAt(String(way.at(-1)), path)), first: firstLine, last: lastLine };
      yield firstLine === lastLine
        ? duplicate(path, 'twiceInLine', { data, fix: say('keep one of the two') })
        : duplicate(path, 'twice', { data, fix: say('keep one of the two lines') });
    }
  },
});

function pathOf(way: readonly (string | number)[], kind: Kind): FieldPath {
  let path = FieldPath.root;
  let shape = shapeOf(kind);
  for (const segment of way) {
    if (typeof segment === 'number') path = path.index(segment);
    else path = shape.isMap ? path.key(segment) : path.child(segment);
    shape = typeof segment === 'number' ? entryOf(shape) : below(shape, segment);
  }
  return path;
}
