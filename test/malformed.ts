/** Objects in which structs with secrets have a wrong type, generated from the types of the fields. */
import {
  fieldsOf as fieldsOfType,
  isIntegerType,
  isListType,
  isMapType,
  isStruct,
  itemType,
} from '../src/kubernetes/schema/types.ts';
import type { Json, JsonObject } from '../src/json/json.ts';
import type { Kind } from '../src/kubernetes/kinds.ts';
import { hiddenFields, namedFields } from '../src/text/secret-places.ts';
import { baseOf, fieldsOf, isHidden, isOneOf, markers, secrets, withValue, type Way, type Write } from './secrets.ts';

const [one, two, digits] = markers;

/** Whether the type is or contains, at any depth, a struct with a field of the lists. */
function holdsSecret(type: string, way: Way, around: readonly string[] = []): boolean {
  if (isOneOf([...hiddenFields, ...namedFields], way)) return true;
  const struct = isListType(type) || isMapType(type) ? itemType(type) : type;
  if (around.includes(struct)) return false;
  return Object.entries(fieldsOfType(struct)).some(([name, inner]) =>
    holdsSecret(inner, [...way.slice(-1), name].slice(-2), [...around, struct]),
  );
}

/** The names of variables and headers are shown. */
const isName = (owner: string, name: string): boolean => ['EnvVar', 'HTTPHeader'].includes(owner) && name === 'name';

/** A value of the correct type, with the marker in every string and number. */
function filled(type: string, text: string, number: number): Json {
  if (isListType(type)) return [filled(itemType(type), text, number)];
  if (isMapType(type)) return { A: filled(itemType(type), text, number) };
  if (isStruct(type)) {
    return Object.fromEntries(
      Object.entries(fieldsOfType(type)).map(([name, inner]) => [
        name,
        isName(type, name) ? 'NAME' : filled(inner, text, number),
      ]),
    );
  }
  return isIntegerType(type) ? number : type === 'boolean' ? true : type === 'any' ? { A: text } : text;
}

/** A value of a wrong type, and the previous value. */
type Change = readonly [Json, Json];
const both = (make: (text: string, number: number) => Json): Change => [
  make(one, Number(digits)),
  make(two, Number(digits) + 1),
];

const texts: readonly Change[] = [
  both((text) => text),
  both((text) => `curl -u x ${text}`),
  both((text) => `A=${text}`),
  both((_, number) => number),
];
const lists: readonly Change[] = [
  both((text) => [text]),
  both((text) => ['curl', `A=${text}`]),
  both((text) => [[text]]),
  both((_, number) => [number]),
];
const keys: readonly Change[] = [
  both((text) => ({ [`KEY=${text}`]: 'x' })),
  both((text) => ({ [`KEY: ${text}`]: 'x' })),
  both((text) => ({ [`curl ${text}`]: null })),
  both((_, number) => ({ [number]: 'x' })),
];
const maps: readonly Change[] = [
  both((text) => ({ KEY: text })),
  both((_, number) => ({ KEY: number })),
  both((text) => ({ KEY: [text] })),
  both((text) => ({ KEY: { a: text, b: { c: text } } })),
  both((text) => ({ KEY: [{ name: 'A', value: text }] })),
];
const entries = (changes: readonly Change[]): Change[] => changes.map(([to, from]) => [[to], [from]]);
/** Below a value without known fields, a key may be the whole secret. */
const bareKeys: readonly Change[] = [both((text) => ({ [text]: null })), both((text) => [{ [text]: null }])];

const scalar = ['string', 'int32', 'int64', 'boolean', 'quantity', 'intOrString', 'time', 'any'];

/** All wrong values of the field. */
function wrongValues(type: string): readonly Change[] {
  if (isListType(type) && !scalar.includes(itemType(type)))
    return [...texts, ...maps, ...keys, ...lists, ...entries(maps), ...entries(keys)];
  if (isListType(type)) return [...texts, ...maps, ...keys, ...entries(maps), ...entries(keys)];
  if (isMapType(type)) return [...texts, ...lists, ...keys];
  if (scalar.includes(type))
    return [...lists, ...maps, ...keys, ...(type === 'string' ? [texts[3]!] : texts.slice(0, 3))];
  return [...texts, ...lists, ...maps, ...keys, ...entries(maps)];
}

/** Misspellings of a name. */
const misspelled = (name: string): string[] => [
  name.replace(/s$/, '') === name ? `${name}s` : name.slice(0, -1),
  name.charAt(0).toUpperCase() + name.slice(1),
  `${name.charAt(1)}${name.charAt(0)}${name.slice(2)}`,
];

/** Fields that may hold a secret, also at a place where Kubernetes does not know them. */
const misplaced: readonly string[] = [
  ...[...hiddenFields, ...namedFields].filter((name) => !name.includes('.')),
  ...['containers', 'volumes', 'lifecycle', 'livenessProbe', 'exec', 'httpGet', 'valueFrom', 'projected', 'csi'],
];
const anything = secrets(one).map((value, i): Change => [value, secrets(two, Number(digits) + 1)[i]!]);

interface Place {
  readonly way: Way;
  /** The possible values. */
  readonly changes: readonly Change[];
  /** The struct and the field. An object may have many such places. */
  readonly title: string;
}

/** Every place where a possible secret belongs or may be written by mistake. */
function* malformedPlaces(kind: Kind): Generator<Place> {
  for (const { way, type, owner } of fieldsOf(kind)) {
    const name = String(way.at(-1));
    const title = `${owner}.${name}`;
    const fixed = ['apiVersion', 'kind'].includes(String(way[0]));
    if (fixed) continue;
    const right = both((text, number) => filled(type, text, number));
    if (isHidden(way)) {
      const value = type === 'string' ? bareKeys : ['command', 'args'].includes(name) ? bareKeys : [];
      yield { way, changes: [...(isName(owner, name) ? [] : [right]), ...wrongValues(type), ...value], title };
    } else if (isOneOf(namedFields, way)) {
      yield { way, changes: type === 'string' ? [...texts.slice(1), ...wrongValues(type)] : wrongValues(type), title };
    } else if (holdsSecret(type, way)) {
      yield { way, changes: wrongValues(type), title };
    }
    const struct = isListType(type) ? itemType(type) : type;
    if (!isStruct(struct)) continue;
    const inside: Way = isListType(type) ? [...way, 0] : way;
    for (const [field, inner] of Object.entries(fieldsOfType(struct))) {
      if (!isOneOf([...hiddenFields, ...namedFields], [name, field]) && !holdsSecret(inner, [name, field])) continue;
      const values = [both((text, number) => filled(inner, text, number)), ...anything];
      for (const wrong of misspelled(field))
        yield { way: [...inside, wrong], changes: values, title: `${struct}.${wrong}` };
    }
    for (const field of misplaced)
      if (!Object.hasOwn(fieldsOfType(struct), field))
        yield { way: [...inside, field], changes: anything, title: `misplaced ${field}` };
    // An unknown field may contain anything. This one is a map of labels in a ReplicationController.
    if (way.join('.') === 'spec.selector') continue;
    yield { way: [...inside, 'zzz'], changes: [...texts, ...lists, ...maps, ...keys], title: `${struct}.zzz` };
    for (const [key] of keys) {
      const [bad] = Object.keys(key as JsonObject);
      yield { way: [...inside, bad!], changes: texts, title: `${struct}.${bad}` };
    }
  }
}

/**
 * At the first place of each struct and field, every change is made with every kind of write. At the other places, one of them is. One of
 * `share` of all these is returned. `share` should have no divisor in common with the four kinds of write.
 */
export function* malformed(kind: Kind, share = 1): Generator<Write> {
  const base = baseOf(kind);
  const seen = new Set<string>();
  let turn = 0;
  let count = 0;
  for (const { way, changes, title } of malformedPlaces(kind)) {
    const isFirst = !seen.has(title);
    seen.add(title);
    turn++;
    for (const [i, [value, other]] of changes.entries()) {
      for (let j = 0; j < 4; j++) {
        if (!isFirst && (i !== turn % changes.length || j !== turn % 4)) continue;
        if (count++ % share !== 0) continue;
        const made = withValue(base, way, value) as JsonObject;
        const write: Write[] = [
          { after: made },
          { before: base, after: made },
          { before: made, after: base },
          { before: withValue(base, way, other) as JsonObject, after: made },
        ];
        yield write[j]!;
      }
    }
  }
}
