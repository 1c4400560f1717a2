/** Which versions of Kubernetes have a field, from their OpenAPI documents. */
import { kinds } from '../src/kubernetes/kinds.ts';
import type { FieldType, FieldVersions } from '../src/kubernetes/schema/generated.ts';

/** A value for each field of each struct. */
export type Table<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

interface Property {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
}

interface Document {
  readonly definitions: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> }>>;
}

/** Definitions that are not written as an object with their fields. */
const scalars: ReadonlyMap<string, FieldType> = new Map([
  ['Quantity', 'quantity'],
  ['IntOrString', 'intOrString'],
  ['Time', 'time'],
  ['MicroTime', 'time'],
  ['FieldsV1', 'any'],
]);

/** The types of the fields of the kinds that Podward judges. */
export function typesIn(document: string): Table<FieldType> {
  const { definitions } = JSON.parse(document) as Document;
  const nameOf = (definition: string): string => definition.slice(definition.lastIndexOf('.') + 1);
  const found: Record<string, Record<string, FieldType>> = {};
  const queue = new Set(kinds.map(({ group, version, kind }) => `io.k8s.api.${group || 'core'}.${version}.${kind}`));
  const typeOf = ({ $ref, type, format, items, additionalProperties }: Property): FieldType => {
    if (items !== undefined) return `[]${typeOf(items)}`;
    if (additionalProperties !== undefined) return `{}${typeOf(additionalProperties)}`;
    if ($ref === undefined) return (type === 'integer' ? format : type)!;
    const definition = $ref.replace('#/definitions/', '');
    const name = nameOf(definition);
    if (!scalars.has(name)) queue.add(definition);
    return scalars.get(name) ?? name;
  };
  // The loop also reaches the definitions that are added meanwhile.
  for (const definition of queue) {
    const name = nameOf(definition);
    if (name in found) throw new Error(`Two definitions are called ${name}.`);
    const properties = Object.entries(definitions[definition]!.properties ?? {});
    found[name] = Object.fromEntries(properties.map(([field, property]) => [field, typeOf(property)]));
  }
  return found;
}

interface Differences {
  /** The types of the fields that the newest version does not have. */
  readonly former: Table<FieldType>;
  /** Without the fields that exist exactly as long as their struct. */
  readonly versions: Table<FieldVersions>;
}

/** `schemas` are those of all versions by their minor version, the oldest first. Throws if the type of a field has changed. */
export function differencesOf(schemas: ReadonlyMap<number, Table<FieldType>>): Differences {
  const former: Record<string, Record<string, FieldType>> = {};
  const versions: Record<string, Record<string, FieldVersions>> = {};
  const [oldest, newest] = [Math.min(...schemas.keys()), Math.max(...schemas.keys())];
  for (const struct of keysOf([...schemas.values()])) {
    const having = [...schemas].flatMap(([minor, { [struct]: fields }]) => (fields ? [{ minor, fields }] : []));
    for (const field of keysOf(having.map(({ fields }) => fields))) {
      const found = having.filter(({ fields }) => field in fields);
      const [since, until] = [found[0]!.minor, found.at(-1)!.minor];
      const [type, ...others] = new Set(found.map(({ fields }) => fields[field]!));
      if (others.length > 0) throw new Error(`The type of ${struct}.${field} has changed.`);
      if (found.length <= until - since) throw new Error(`${struct}.${field} was removed and added again.`);
      if (until < newest) (former[struct] ??= {})[field] = type!;
      if (found.length < having.length)
        (versions[struct] ??= {})[field] = {
          ...(since > oldest ? { since } : {}),
          ...(until < newest ? { until } : {}),
        };
    }
  }
  return { former, versions };
}

const keysOf = (objects: readonly object[]): string[] =>
  [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted();
