/** No line of a file on a terminal contains a secret, and no line costs much. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parse } from './parse.ts';
import type { Way } from '../../src/json/path.ts';
import { documentLimits } from '../../src/check/limits.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { leaks } from '../leaks.ts';
import { given, objects } from '../property.ts';
import { calledSo, hiddenPlaces, markers, others, secrets, shownMaps, writes, type Write } from '../secrets.ts';

test('many fields in a file with one line', () => {
  const count = documentLimits.values / 10;
  const text = `{"kind":"Pod","metadata":{"finalizers":[${'"a",'.repeat(count)}"b"]}}`;
  const [document] = parse(text).documents;
  // The test would not end if each line were made from the whole file.
  for (let i = 0; i < 10_000; i++)
    expect(
      document!.excerpt([], ['metadata', 'finalizers', Math.floor((i * count) / 10_000)])?.text.length,
    ).toBeLessThan(400);
});

const [marker] = markers;

/** The locations of all fields and entries of the value. */
function* waysOf(given: Json | undefined, way: Way = []): Generator<Way> {
  yield way;
  if (typeof given !== 'object' || given === null) return;
  for (const [name, inner] of Object.entries(given))
    yield* waysOf(inner, [...way, Array.isArray(given) ? Number(name) : name]);
}

/** The forms in which people write manifests, with comments and strings of several lines, which must not be shown. */
const forms: readonly ((object: JsonObject) => string)[] = [
  (object) => JSON.stringify(object),
  (object) => JSON.stringify(object, undefined, 2),
  (object) => stringify(object, { lineWidth: 40 }),
  (object) => stringify(object, { defaultStringType: 'QUOTE_DOUBLE', collectionStyle: 'flow', lineWidth: 60 }),
  (object) =>
    stringify(object, { lineWidth: 0 })
      .split('\n')
      .map((line) => (/[|>][-+]?$/.test(line) ? line : `${line} # ${marker}`))
      .join('\n'),
];

const longer = (given: Json): Json => (given === marker ? `first\n${marker} second\n\n- ${marker}: "third"\n` : given);

describe('no line contains a secret of the file', () => {
  const all = (kind: Kind): Write[] => [
    ...hiddenPlaces(kind).flatMap((way) =>
      secrets().flatMap((secret, i) => [...writes(kind, way, i % 2 === 0 ? longer(secret) : secret, others()[i]!)]),
    ),
    ...shownMaps(kind).flatMap((way) => calledSo(kind, way)),
  ];

  test.each<Kind>(['Pod', 'Deployment'])('%s', (kind) => {
    let lines = 0;
    const property = fc.property(fc.constantFrom(...forms.keys()), objects, (form, object) => {
      const [document] = parse(forms[form]!(object)).documents;
      // YAML allows comments in more places than go-yaml.
      for (const way of document === undefined ? [] : waysOf(document.value)) {
        const excerpt = document!.excerpt([], way, { ofKey: lines++ % 2 === 0 });
        expect({ way, leaks: leaks(excerpt?.text ?? '') }).toEqual({ way, leaks: [] });
      }
    });
    const written = all(kind).filter((_, j) => j % 20 === 0);
    const examples = written.map(({ after }, i): [number, JsonObject] => [i % forms.length, after]);
    fc.assert(property, given(examples));
    expect(lines).toBeGreaterThan(kind === 'Pod' ? 2_000 : 1_000);
  });
});
