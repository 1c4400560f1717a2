/** What is wrong with a default, its test or its page, in sentences that name the file to edit and what to write there. */
import { isDeepStrictEqual } from 'node:util';
import type { Default } from '../../src/defaults/default.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { FieldPath } from '../../src/json/path.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { differences } from '../../src/kubernetes/schema/difference.ts';
import { shapeOf } from '../../src/kubernetes/schema/shape.ts';
import { fileOf } from '../../scripts/rule-files.ts';

type Item = Pick<Default, 'id'>;

/** JSON Pointer and value. */
export type Added = readonly [pointer: string, value: Json];

const written = ([pointer, value]: Added): string => `['${pointer}', ${JSON.stringify(value)}]`;

const caseOf = (item: Item, name: string): string => `${fileOf('test', item)}: the case "${name}"`;

/** Places that a default fills although they have this value. */
export const refills = (item: Item, pointers: readonly string[]): string[] =>
  [...new Set(pointers)].map(
    (pointer) =>
      `${fileOf('src', item)}: fill adds ${pointer} although the object already has this value. Yield nothing in that case.`,
  );

/** What `adds` of a case lists and `fill` does not add, and the other way round. */
export function wrongAdditions(
  item: Item,
  name: string,
  expected: readonly Added[],
  added: readonly Added[],
): string[] {
  const at = caseOf(item, name);
  const orCorrect = `or correct fill in ${fileOf('src', item)}.`;
  const of = (all: readonly Added[], [pointer]: Added): Added | undefined => all.find(([other]) => other === pointer);
  const mistakes = [
    ...expected.flatMap((one) => {
      const other = of(added, one);
      if (other === undefined)
        return [`${at} lists ${written(one)} in adds, which fill does not add. Remove it, ${orCorrect}`];
      return isDeepStrictEqual(one, other)
        ? []
        : [`${at} lists ${written(one)} in adds, but fill adds another value. Write ${written(other)}, ${orCorrect}`];
    }),
    ...added
      .filter((one) => of(expected, one) === undefined)
      .map((one) => `${at} does not list everything that fill adds. Write ${written(one)} in adds, ${orCorrect}`),
  ];
  if (mistakes.length > 0 || isDeepStrictEqual(expected, added)) return mistakes;
  return [`${at} must list in adds, in this order: ${added.map(written).join(', ')}.`];
}

/** `parts` has a part of each note, and `notes` are the notes. */
export function wrongNotes(item: Item, name: string, parts: readonly string[], notes: readonly string[]): string[] {
  const at = caseOf(item, name);
  const source = fileOf('src', item);
  return Array.from({ length: Math.max(parts.length, notes.length) }, (_, i) => {
    const [part, note] = [parts[i], notes[i]];
    if (note === undefined)
      return `${at} lists "${part}" in notes, but fill yields no such note. Remove it, or give the addition a note in ${source}.`;
    if (part === undefined)
      return `${at} does not list every note. Write a part of this note in notes, or remove the note from fill in ${source}: ${note}`;
    return note.includes(part)
      ? undefined
      : `${at} lists "${part}" in notes, which is not in the note. Write a part of this note, or correct messages in ${source}: ${note}`;
  }).filter((mistake) => mistake !== undefined);
}

/** `fill` must not change the object itself. */
export const changesObject = (item: Item, original: JsonObject, after: JsonObject): string[] =>
  isDeepStrictEqual(original, after)
    ? []
    : [
        `${fileOf('src', item)}: fill changes the object that it gets. Yield additions, which the engine applies to a copy.`,
      ];

/** For a default that adds only what kube-apiserver sets itself. `byServer` are the additions with the values that the server sets. */
export function repeatsServer(item: Item, byServer: readonly Added[]): string[] {
  const fields = byServer.map(([pointer, value]) => `${pointer.split('/').at(-1)} (${JSON.stringify(value)})`);
  return [
    `${fileOf('src', item)}: fill adds only fields that kube-apiserver sets before a webhook gets the object, so the default never changes ` +
      `anything: ${[...new Set(fields)].join(', ')}. Choose a field that kube-apiserver does not set.`,
  ];
}

/** What the result on a page shows differently from what the default does. `at` is the page with the line. */
export const wrongResult = (item: Item, at: string, kind: Kind, shown: JsonObject, result: JsonObject): string[] =>
  [...differences(shown, result, FieldPath.root, shapeOf(kind))].map(({ path, kind: what, from = null, to = null }) => {
    const field = String(path);
    const [is, write] =
      what === 'added'
        ? [`lacks ${field}, which the result has`, `Write ${JSON.stringify(to)} there`]
        : what === 'removed'
          ? [`has ${field}, which the result does not have`, 'Remove it']
          : [`has ${JSON.stringify(from)} as ${field}`, `Write ${JSON.stringify(to)} there`];
    return `${at}: "yaml filled" ${is}. ${write}, or correct fill in ${fileOf('src', item)}.`;
  });
