/** kube-apiserver of each version drops exactly the fields that the version does not have, according to Podward. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kubernetesVersions, minor } from '../../devcluster/versions.ts';
import { isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { apiVersionOf, kinds } from '../../src/kubernetes/kinds.ts';
import { mistakesIn } from '../../src/kubernetes/schema/type-mistakes.ts';
import { fieldsOf, isListType, isMapType, itemType } from '../../src/kubernetes/schema/types.ts';
import { builtOracle } from './build.ts';
import { startOracle, type Oracle } from './oracle.ts';

/** The fields of the type in all versions. The server sets the apiVersion and the kind of a claim in a StatefulSet. */
const allFields = (type: string) =>
  Object.entries(fieldsOf(type)).filter(
    ([name]) => type !== 'PersistentVolumeClaim' || (name !== 'apiVersion' && name !== 'kind'),
  );

const scalars: Readonly<Record<string, Json>> = {
  string: 'a',
  boolean: true,
  int32: 1,
  int64: 1,
  quantity: '1',
  time: '2026-01-02T03:04:05Z',
};

/** A value that is not dropped as a zero. */
function filled(type: string): Json {
  if (isListType(type)) return [filled(itemType(type))];
  if (isMapType(type)) return { a: filled(itemType(type)) };
  return scalars[type] ?? Object.fromEntries(allFields(type).map(([name, inner]) => [name, filled(inner)]));
}

/** Values of the type. Each has one field, with all that the field may contain. */
function* valuesOf(type: string): Generator<Json> {
  if (isListType(type)) for (const entry of valuesOf(itemType(type))) yield [entry];
  for (const [name, inner] of allFields(type)) {
    yield { [name]: filled(inner) };
    for (const value of valuesOf(inner)) yield { [name]: value };
  }
}

function holds(all: Json | undefined, part: Json | undefined): boolean {
  if (isList(part)) return isList(all) && part.every((entry, i) => holds(all[i], entry));
  if (!isObject(part)) return all === part;
  return isObject(all) && Object.entries(part).every(([name, value]) => holds(all[name], value));
}

const built = await Promise.all(
  kubernetesVersions.map(async (version) => ({ version, binary: await builtOracle(version) })),
);

describe.each(built)('kube-apiserver $version', ({ version, binary }) => {
  let oracle: Oracle;
  beforeAll(() => {
    if (binary !== undefined) oracle = startOracle(binary);
  });
  afterAll(() => oracle?.close());

  (binary === undefined ? test.skip : test).each(kinds)('reads the fields of a $kind', async (facts) => {
    const { kind } = facts;
    const objects = [...valuesOf(kind)].map((value) => ({
      ...(value as JsonObject),
      apiVersion: apiVersionOf(facts),
      kind,
      metadata: { name: 'a' },
    }));
    const { verdicts } = await oracle.ask({ kind, subresource: '', objects });
    const isUnknown = objects.map((object) => [...mistakesIn(object, kind, minor(version))].length > 0);
    const wrong = objects.filter((object, i) => holds(verdicts[i]!.object, object) === isUnknown[i]);
    expect(wrong).toEqual([]);
    // No version has all fields.
    expect(new Set(isUnknown).size).toBe(2);
  });
});
