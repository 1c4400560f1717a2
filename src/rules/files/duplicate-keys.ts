import { FieldPath, type Way } from '../../json/path.ts';
import { everyKind, type Kind } from '../../kubernetes/kinds.ts';
import { below, entryOf, shapeOf } from '../../kubernetes/schema/shape.ts';
import { quoted } from '../../text/quoted.ts';
import { nameAt } from '../../text/shown.ts';
import { defineRule } from '../rule.ts';
import { duplicate } from '../finding.ts';

/** A webhook never sees such keys, because the client that converts the file to JSON keeps only the last value. */
export const duplicateKeys = defineRule({
  id: 'duplicate-keys',
  title: 'The keys of an object must be unique',
  why: 'kubectl sends only the last value of a key that is set twice, without an error. Other tools refuse the file, and people may notice only the first value.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: {
    twice: {
      text: 'this key is also set on line {{line}}, and only the last value is used.',
      fix: 'Remove one of the two entries.',
    },
    readAs: {
      text: 'YAML reads {{first}} on line {{line}} and {{last}} here as the same key, {{read}}, and only the last value is used.',
      fix: 'Put {{keys}} in quotes.',
    },
  },
  *check({ kind, written }) {
    for (const { way, firstLine, spelled } of written?.duplicates ?? []) {
      const path = pathOf(way, kind);
      const line = firstLine;
      if (spelled === undefined) {
        yield duplicate(path, 'twice', { shown: { line }, isOfKey: true });
        continue;
      }
      const read = String(way.at(-1));
      const [first = '', last = ''] = spelled.map((name) => quoted(nameAt(name, path)));
      const keys = first === last ? first : `${first} and ${last}`;
      const shown = { first, line, last, read: quoted(nameAt(read, path)), keys };
      yield duplicate(path, 'readAs', { shown, isOfKey: true });
    }
  },
});

function pathOf(way: Way, kind: Kind): FieldPath {
  let path = FieldPath.root;
  let shape = shapeOf(kind);
  for (const segment of way) {
    if (typeof segment === 'number') path = path.index(segment);
    else path = shape.isMap ? path.key(segment) : path.child(segment);
    shape = typeof segment === 'number' ? entryOf(shape) : below(shape, segment);
  }
  return path;
}
