/** Finds the field of the same object that an unknown name stands for, such as mountPath for path. */
import { field, isList, isObject, isSet, own, type Json } from '../../json/json.ts';
import { alwaysWritten, type FieldType } from '../../kubernetes/schema/generated.ts';
import { fieldsIn, isListType, isMapType, isStruct, itemType } from '../../kubernetes/schema/types.ts';
import type { UnknownField } from '../../kubernetes/schema/type-mistakes.ts';

/** By struct and name, the fields that have another name in a similar kind, in Docker or in a similar object. The first one that is not set is meant. */
const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['DaemonSetSpec.strategy', ['updateStrategy']],
  ['StatefulSetSpec.strategy', ['updateStrategy']],
  ['DeploymentSpec.updateStrategy', ['strategy']],
  ['Container.cmd', ['command', 'args']],
  ['Container.entrypoint', ['command']],
  ['Container.workdir', ['workingDir']],
  ['ContainerPort.targetPort', ['containerPort']],
  ['EnvVar.key', ['name']],
  ['Probe.interval', ['periodSeconds']],
  ['NFSVolumeSource.host', ['server']],
  ['CSIVolumeSource.name', ['driver']],
  ['ImageVolumeSource.image', ['reference']],
]);

/** The field with another name in a similar object. */
export function otherNameOf({ name, object }: UnknownField): string | undefined {
  return otherNames.get(`${object.type}.${name}`)?.find((meant) => !isSet(field(object.value, meant)));
}

/** Longer names are not compared. */
const maxLength = 100;

/** `mountPath` has the words `mount` and `path`. */
const wordsOf = (name: string): readonly string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+/g) ?? []).map((word) => word.toLowerCase());

/** Whether all words of the shorter name are in the longer one, in the same order, and are at least half of them. */
function isPartOf(short: readonly string[], long: readonly string[]): boolean {
  let found = 0;
  for (const word of long) if (word === short[found]) found++;
  return found === short.length && found < long.length;
}

const isMost = (short: readonly string[], long: readonly string[]): boolean => 2 * short.length >= long.length;
const endsWith = (long: readonly string[], short: readonly string[]): boolean =>
  long.slice(-short.length).join(' ') === short.join(' ');

/** Whether the value may be meant for a field of the type. Its own mistakes, such as a number in quotes, are reported where it is. */
export function isLike(value: Json | undefined, type: FieldType, minor: number): boolean {
  if (!isSet(value)) return true;
  if (isList(value) || isListType(type)) return isList(value) && isListType(type);
  if (!isObject(value)) return !isMapType(type) && !isStruct(type);
  const names = Object.keys(value);
  if (isMapType(type)) return names.every((name) => isLike(field(value, name), itemType(type), minor));
  return isStruct(type) && (names.length === 0 || names.some((name) => own(fieldsIn(type, minor), name) !== undefined));
}

const isRequired = (type: FieldType, name: string): boolean => own(alwaysWritten, type)?.includes(name) === true;

interface Candidate {
  readonly name: string;
  readonly words: readonly string[];
}

/** The only candidate, or the only one that the API requires. */
function only({ object }: UnknownField, candidates: readonly Candidate[]): Candidate | undefined {
  const required = candidates.filter(({ name }) => isRequired(object.type, name));
  const [meant, ...others] = required.length > 0 ? required : candidates;
  return others.length > 0 ? undefined : meant;
}

const isFree = ({ object }: UnknownField, name: string): boolean => !isSet(field(object.value, name));

function candidatesFor({ name, object, minor }: UnknownField): readonly Candidate[] {
  const value = field(object.value, name);
  if (name.length > maxLength || (isObject(value) && Object.keys(value).length === 0)) return [];
  return Object.entries(fieldsIn(object.type, minor))
    .filter(([, type]) => isLike(value, type, minor))
    .map(([known]) => ({ name: known, words: wordsOf(known) }));
}

/**
 * The field whose name has all words of the written one and more: claimName for name. If an object around has the field itself, only a field
 * that the API requires.
 */
export function longerNameOf(unknown: UnknownField, isAround: boolean): string | undefined {
  const { name, object, minor } = unknown;
  const written = wordsOf(name);
  // The name and the labels of an object are often written in its spec.
  if (object.around !== undefined && fieldsIn(object.around.type, minor)['metadata'] === 'ObjectMeta')
    if (own(fieldsIn('ObjectMeta', minor), name) !== undefined) return undefined;
  const longer = candidatesFor(unknown).filter(
    ({ name: known, words }) => isPartOf(written, words) && !known.toLowerCase().startsWith(name.toLowerCase()),
  );
  const meant = only(unknown, longer);
  if (meant === undefined || (isAround && !isRequired(object.type, meant.name))) return undefined;
  return isMost(written, meant.words) ? meant.name : undefined;
}

/** The field whose name is the end of the written one: name for secretName. */
export function shorterNameOf(unknown: UnknownField): string | undefined {
  const written = wordsOf(unknown.name);
  const shorter = candidatesFor(unknown).filter(({ words }) => isPartOf(words, written) && endsWith(written, words));
  const meant = only(unknown, shorter);
  return meant !== undefined && isFree(unknown, meant.name) && isMost(meant.words, written) ? meant.name : undefined;
}

/** If the object itself is written again in place of the field that names it: secretName for `secret: {secret: s}`. */
export function nameOfObject(unknown: UnknownField): string | undefined {
  const { name, object } = unknown;
  const value = field(object.value, name);
  if (!isSet(value) || typeof value === 'object') return undefined;
  const [written, around] = [wordsOf(name), wordsOf(String(object.path.last))];
  const named = written.at(-1) === 'ref' ? written.slice(0, -1) : written;
  if (named.length === 0 || named.join(' ') !== around.slice(0, named.length).join(' ')) return undefined;
  const candidates = candidatesFor(unknown);
  // The key of `secretKeyRef: {secretKey: a}`.
  if (candidates.some(({ words }) => isPartOf(words, written) && endsWith(written, words))) return undefined;
  const names = candidates.filter(
    ({ words }) => words.at(-1) === 'name' && words.slice(0, -1).every((word) => around.includes(word)),
  );
  const meant = only(unknown, names)?.name;
  return meant !== undefined && isFree(unknown, meant) ? meant : undefined;
}
