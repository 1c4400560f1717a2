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
  ['EnvFromSource.configMap', ['configMapRef']],
  ['EnvFromSource.configMapKeyRef', ['configMapRef']],
  ['EnvFromSource.secret', ['secretRef']],
  ['EnvFromSource.secretKeyRef', ['secretRef']],
  ['EnvVar.key', ['name']],
  ['EnvVarSource.configMap', ['configMapKeyRef']],
  ['EnvVarSource.secret', ['secretKeyRef']],
  ['ExecAction.cmd', ['command']],
  ['Probe.interval', ['periodSeconds']],
  ['Probe.retries', ['failureThreshold']],
  ['VolumeMount.destination', ['mountPath']],
  ['VolumeMount.source', ['name']],
  ['VolumeMount.target', ['mountPath']],
  ['NFSVolumeSource.host', ['server']],
  ['CSIVolumeSource.name', ['driver']],
  ['ImageVolumeSource.image', ['reference']],
  ['ImageVolumeSource.imageName', ['reference']],
  ['PersistentVolumeClaimVolumeSource.pvc', ['claimName']],
  ['PersistentVolumeClaimVolumeSource.pvcName', ['claimName']],
  ['Volume.pvc', ['persistentVolumeClaim']],
]);

/** The field with another name in a similar object. */
export function otherNameOf({ name, object }: UnknownField): string | undefined {
  return otherNames.get(`${object.type}.${name}`)?.find((meant) => !isSet(field(object.value, meant)));
}

/** By struct and name, the objects from which a field was most likely copied. */
const owners: ReadonlyMap<string, string> = new Map([
  ['ConfigMapEnvSource.key', 'a configMapKeyRef in env'],
  ['SecretEnvSource.key', 'a secretKeyRef in env'],
  ['ConfigMapVolumeSource.data', 'a ConfigMap'],
  ['ConfigMapVolumeSource.type', 'a Secret'],
  ['SecretVolumeSource.data', 'a Secret'],
  ['SecretVolumeSource.stringData', 'a Secret'],
  ['SecretVolumeSource.type', 'a Secret'],
  ['EmptyDirVolumeSource.path', 'volumeMounts, as mountPath'],
  ['PersistentVolumeClaimVolumeSource.path', 'volumeMounts, as mountPath'],
  ['ContainerPort.appProtocol', 'a Service'],
  ['ContainerPort.nodePort', 'a Service'],
  ['ContainerPort.targetPort', 'a Service'],
]);

/** The object to which the field belongs. A port without a targetPort is most likely the containerPort. */
export function ownerOf({ name, object }: UnknownField): string | undefined {
  const isOfService = object.type === 'ContainerPort' && name === 'port' && isSet(field(object.value, 'targetPort'));
  return isOfService ? 'a Service' : owners.get(`${object.type}.${name}`);
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
const startsWith = (long: readonly string[], short: readonly string[]): boolean =>
  long.slice(0, short.length).join(' ') === short.join(' ');
const endsWith = (long: readonly string[], short: readonly string[]): boolean =>
  long.slice(-short.length).join(' ') === short.join(' ');

/** Whether the value may be meant for a field of the type. Its own mistakes, such as a number in quotes, are reported where it is. */
export function isLike(value: Json | undefined, type: FieldType, minor: number): boolean {
  if (!isSet(value)) return true;
  if (isList(value) || isListType(type)) return isList(value) && isListType(type);
  if (!isObject(value)) return !isMapType(type) && !isStruct(type);
  const names = Object.keys(value);
  if (isMapType(type)) return names.every((name) => isLike(field(value, name), itemType(type), minor));
  if (!isStruct(type)) return false;
  const fields = fieldsIn(type, minor);
  const isKnown = (name: string): boolean => {
    const inner = own(fields, name);
    return inner !== undefined && isLike(field(value, name), inner, minor);
  };
  return names.length === 0 || names.some(isKnown);
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

function candidatesFor(
  { name, object, minor }: UnknownField,
  value: Json | undefined = field(object.value, name),
): readonly Candidate[] {
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

/** The field whose name is the end of the written one: name for secretName, also after the name of the object, as in configMapName. */
export function shorterNameOf(unknown: UnknownField): string | undefined {
  const written = wordsOf(unknown.name);
  const around = wordsOf(String(unknown.object.path.last));
  const shorter = candidatesFor(unknown).filter(({ words }) => isPartOf(words, written) && endsWith(written, words));
  const meant = only(unknown, shorter);
  if (meant === undefined || !isFree(unknown, meant.name)) return undefined;
  const first = written.slice(0, -meant.words.length);
  return isMost(meant.words, written) || startsWith(around, first) ? meant.name : undefined;
}

/**
 * If the object itself is written again in place of the field that names it: secretName for `secret: {secret: s}` and for
 * `secret: {secretRef: {name: s}}`.
 */
export function nameOfObject(unknown: UnknownField): string | undefined {
  const { name, object } = unknown;
  const value = nameIn(field(object.value, name));
  if (!isSet(value) || typeof value === 'object') return undefined;
  const [written, around] = [wordsOf(name), wordsOf(String(object.path.last))];
  const named = written.at(-1) === 'ref' ? written.slice(0, -1) : written;
  if (named.length === 0 || !(startsWith(around, named) || endsWith(around, named))) return undefined;
  const candidates = candidatesFor(unknown, value);
  // The key of `secretKeyRef: {secretKey: a}`.
  if (candidates.some(({ words }) => isPartOf(words, written) && endsWith(written, words))) return undefined;
  const names = candidates.filter(
    ({ words }) => words.at(-1) === 'name' && words.slice(0, -1).every((word) => around.includes(word)),
  );
  const meant = only(unknown, names)?.name;
  // `configMap: {configMapRef: {name: a}}` only has to be unwrapped.
  const isWrapped = meant === 'name' && isObject(field(object.value, name));
  return meant !== undefined && !isWrapped && isFree(unknown, meant) ? meant : undefined;
}

/** The name, if the value is an object with nothing else. Otherwise the value. */
const nameIn = (value: Json | undefined): Json | undefined =>
  isObject(value) && Object.keys(value).join() === 'name' ? value['name'] : value;
