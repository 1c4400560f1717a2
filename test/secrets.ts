/** Objects with a marker in every place that may contain a secret, generated from the types of the fields. */
import { fieldsOf as fieldsOfType, isListType, isMapType, isStruct, itemType } from '../src/kubernetes/schema/types.ts';
import type { Json, JsonObject } from '../src/json/json.ts';
import type { Kind } from '../src/kubernetes/kinds.ts';
import { hiddenFields } from '../src/text/secret-places.ts';
import { pod, workload } from './objects.ts';

/** Words and a number that nothing else contains. */
export const markers = ['zqMarkerOne', 'zqMarkerTwo', '827364519'] as const;
const [one, two, number] = markers;

/** Field names and list indexes, from the root down. */
export type Way = readonly (string | number)[];

/** Whether the field is one of the list or below one. A name with a dot counts only in the field before the dot. */
export const isOneOf = (list: readonly string[], way: Way): boolean =>
  way.some((name, i) => list.includes(String(name)) || list.includes(`${way[i - 1]}.${name}`));
export const isHidden = (way: Way): boolean => isOneOf(hiddenFields, way);

interface FieldOf {
  readonly way: Way;
  readonly type: string;
  /** The struct that has the field. */
  readonly owner: string;
}

/** Every field of the kind. For lists, those of the first entry. For maps, none. */
export function* fieldsOf(type: string, way: Way = [], around: readonly string[] = []): Generator<FieldOf, void, void> {
  if (isListType(type)) return yield* fieldsOf(itemType(type), [...way, 0], around);
  if (around.includes(type)) return;
  for (const [name, inner] of Object.entries(fieldsOfType(type))) {
    yield { way: [...way, name], type: inner, owner: type };
    yield* fieldsOf(inner, [...way, name], [...around, type]);
  }
}

/** The topmost fields that are hidden. */
export const hiddenPlaces = (kind: Kind): Way[] =>
  [...fieldsOf(kind)].map(({ way }) => way).filter((way) => isHidden(way) && !isHidden(way.slice(0, -1)));

/** Fields with strings that are shown, except those that the server owns. */
export const shownTexts = (kind: Kind): Way[] =>
  [...fieldsOf(kind)]
    .filter(({ way, type }) => /^(\[\]|\{\})?string$/.test(type) && !isHidden(way) && !fixed.includes(String(way[0])))
    .map(({ way, type }) => (isListType(type) ? [...way, 0] : isMapType(type) ? [...way, 'a'] : way));
const fixed = ['apiVersion', 'kind'];

/** Maps with keys of the user, and structs, which may have an unknown field. */
export const shownMaps = (kind: Kind): Way[] =>
  [...fieldsOf(kind)]
    .filter(({ way, type }) => (isMapType(type) || isStruct(type)) && !isHidden(way))
    .map(({ way }) => way);

/** All values that a user may write there, by mistake or correctly. */
export const secrets = (marker: string = one, digits = Number(number)): Json[] => [
  marker,
  `PASSWORD=${marker}`,
  digits,
  [marker],
  [`PASSWORD=${marker}`],
  [digits],
  [[marker]],
  ['--password', marker],
  { PASSWORD: marker },
  { PASSWORD: digits },
  { PASSWORD: { a: marker } },
  { PASSWORD: [marker] },
  { [`PASSWORD=${marker}`]: '' },
  { [`Authorization: ${marker}`]: '' },
  { '-bad-': marker },
  [{ name: 'A', value: marker }],
  [{ name: 'A', value: digits }],
  [{ name: 'A', value: { a: marker } }],
  [{ name: 'A', valeu: marker }],
  [{ name: `PASSWORD=${marker}`, value: 'x' }],
  [{ name: `Authorization: ${marker}`, value: 'x' }],
  [{ name: `a ${marker}`, value: 'x' }],
  [{ name: `Authorization: Bearer ${marker}`, value: 'x' }],
  [{ name: `Authorization Bearer ${marker}`, value: 'x' }],
  [
    {
      name: `DB_PASSWORD=${marker}`,
      value: 'x',
      valueFrom: { fileKeyRef: { volumeName: marker, path: `../${marker}` } },
    },
  ],
  [{ name: `DB_PASSWORD=${marker}`, valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, configMapKeyRef: {} } }],
  [{ name: { a: marker } }],
  [{ name: digits }],
  [{ PASSWORD: marker }],
  [{ [`PASSWORD=${marker}`]: '' }],
  [
    {
      name: 'A',
      value: marker,
      valueFrom: { fieldRef: { fieldPath: marker }, secretKeyRef: { name: `-${marker}`, key: marker } },
    },
  ],
  [
    { name: 'A', value: marker },
    { name: 'A', value: marker },
  ],
];

/** Credentials in a string that is otherwise shown. */
export const credentials = (marker: string = one): string[] => [
  `user:${marker}@registry.example.com/app:1`,
  `https://user:${marker}@example.com`,
  `/healthz?token=${marker}`,
  `?sig=${marker}`,
  `--pwd=${marker}`,
  `--jwt=${marker}`,
  `--bearer=${marker}`,
  `--dsn=${marker}`,
  `PASSWORD=${marker}`,
  `DB_PASSWORD: ${marker}`,
  `Authorization: Bearer ${marker}`,
  `Bearer ${marker}`,
  `{"password":"${marker}"}`,
  `mysql --password ${marker}`,
  `api_key=${marker}`,
  `PASSWORD_FOR_THE_PRODUCTION_DATABASE_OF_BILLING=${marker}`,
  `{"token":${marker}}`,
  `password:${marker}`,
];

export const baseOf = (kind: Kind): JsonObject => (kind === 'Pod' ? pod() : workload(kind));

/** The object with the value at the place. Missing lists and objects on the way are created. */
export function withValue(object: Json | undefined, [name, ...rest]: Way, value: Json): Json {
  if (name === undefined) return value;
  if (typeof name === 'number') {
    const list = Array.isArray(object) ? [...(object as Json[])] : [];
    list[name] = withValue(list[name], rest, value);
    return list;
  }
  const fields = typeof object === 'object' && object !== null && !Array.isArray(object) ? (object as JsonObject) : {};
  return { ...fields, [name]: withValue(fields[name], rest, value) };
}

/** The object before and after: created, added, removed, changed. */
export interface Write {
  readonly before?: JsonObject;
  readonly after: JsonObject;
}

export function* writes(kind: Kind, way: Way, value: Json, other: Json): Generator<Write> {
  const base = baseOf(kind);
  const made = withValue(base, way, value) as JsonObject;
  yield { after: made };
  yield { before: base, after: made };
  yield { before: made, after: base };
  yield { before: made, after: withValue(base, way, other) as JsonObject };
}

const longName = 'internal.platform.configuration.mycompany.example.com/database-password';

/** Keys that say that their value is a secret. */
export const calledSo = (kind: Kind, way: Way): Write[] => [
  ...writes(kind, [...way, 'DB_PASSWORD'], `${one} x`, `${two} x`),
  ...writes(kind, [...way, 'env', 'token'], `${one} x`, `${two} x`),
  ...writes(kind, [...way, 'example.com/api-key'], [one], [two]),
  ...writes(kind, [...way, longName], `${one} x`, `${two} x`),
];

export const others = (): Json[] => secrets(two, Number(number) + 1);
export const otherCredentials = (): string[] => credentials(two);

/** Texts that are not valid YAML, each with a marker in place of a value. */
export const brokenTexts: readonly string[] = [
  `a: *${one}`,
  `a: !${one} x`,
  `a: !<${one}`,
  `a: !e!${one} x`,
  `a: "${one}\\q"`,
  `a: "${one}`,
  `a: '${one}`,
  `a: |${one}\n  b`,
  `a: >${one}\n  b`,
  `a: %${one}`,
  `a: @${one}`,
  `a: \`${one}`,
  `a: [${one}`,
  `a: {${one}`,
  `a: [b]${one}`,
  `a: {b: c} ${one}`,
  `a: b: ${one}`,
  `a: &${one} &b c`,
  `a:\n\t${one}: x`,
  `a: "b" ${one}`,
  `%${one} x\n---\na: b`,
  `%TAG ${one}\n---\na: b`,
  `%YAML ${one}\n---\na: b`,
  `"${one}": 1\n"${one}": 2`,
  `{"a": "${one}" "b"}`,
  `{"a": "${one}",, }`,
  `{"a": "${one}"}} ${one}`,
  `- ${one}\nb: c`,
  `${one}\n  b: c`,
  `a: - ${one}`,
  `? ${one}\n: : :`,
  `a: !!int ${one}`,
  `a: !!binary "${one}!"`,
  `a: !!set [${one}]`,
  `a: ${one}\n b: c\n`,
];
