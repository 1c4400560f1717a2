/**
 * The two selectors of the downward API, which env variables and volumes share: fieldRef (a field of the Pod) and resourceFieldRef
 * (an amount of a container). Sources: validateObjectFieldSelector, validateContainerResourceFieldSelector in
 * pkg/apis/core/validation and ConvertDownwardAPIFieldLabel in pkg/apis/core/pods.
 */
import { field, isSet, stringAt, type Json } from '../../json/json.ts';
import { annotationKeyError, qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { envFields, formerNodeName, subscriptedFields } from '../../kubernetes/pod/downward-api.ts';
import { canonicalQuantity, parseQuantity } from '../../kubernetes/quantity.ts';
import { standardResources } from '../../kubernetes/resource-names.ts';
import { didYouMean } from '../../text/hint.ts';
import { nearest } from '../../text/nearest.ts';
import { exampleOf } from './example.ts';
import { invalid, notSupported, required, type FindingOf } from '../finding.ts';

export const fieldRefMessages = {
  fieldPath: {
    text: 'fieldRef must name a field of the Pod.',
    fix: 'Set fieldPath to a field such as metadata.name.',
  },
  version: { fix: 'Remove apiVersion.' },
  noField: { fix: '{{instead}}' },
  noSubscript: {
    text: 'a key in brackets is allowed only after metadata.labels and metadata.annotations.',
    fix: 'Set fieldPath to {{example}}.',
  },
  key: { text: 'the key in brackets {{problem}}.', fix: 'Use the key of {{entry}} of the Pod.' },
} as const;
type FieldRefFinding = FindingOf<typeof fieldRefMessages>;

export const resourceRefMessages = {
  resource: {
    text: 'resourceFieldRef must name a resource.',
    fix: 'Set resource to a request or limit such as limits.cpu.',
  },
  noResource: {},
  divisor: { text: 'the divisor of {{resource}} must be 1 or 1m.', fix: 'Remove divisor to use 1.' },
  divisorUnit: {
    text: 'the divisor of {{resource}} must be 1 or one unit, such as 1k, 1M, 1Ki or 1Mi.',
    fix: 'Remove divisor to use 1.',
  },
} as const;
type ResourceRefFinding = FindingOf<typeof resourceRefMessages>;

const subscripts: readonly string[] = subscriptedFields.map((map) => `${map}['KEY']`);

/** Around the key in `metadata.labels['app']`. */
const subscriptStart = "['";
const subscriptEnd = "']";

export function* fieldRefFindings(
  ref: Json,
  path: FieldPath,
  supported: readonly string[],
): Generator<FieldRefFinding, void, void> {
  const at = path.child('fieldPath');
  const name = stringAt(ref, 'fieldPath') ?? '';
  const version = field(ref, 'apiVersion');
  if (name === '') {
    yield required(at, 'fieldPath');
  } else if (isSet(version) && version !== '' && version !== 'v1') {
    // kube-apiserver reports it at fieldPath, which is not at fault.
    yield notSupported(path.child('apiVersion'), 'version', version, ['v1'], { known: [] });
  } else {
    const subscript = name.endsWith(subscriptEnd) ? name.slice(0, -subscriptEnd.length).indexOf(subscriptStart) : 0;
    if (subscript > 0) yield* subscriptFindings(name, subscript, at, supported);
    else if (!supported.includes(name) && !(name === formerNodeName && supported.includes('spec.nodeName'))) {
      yield notSupported(at, 'noField', name, [...supported, ...subscripts], adviceFor(name, supported));
    }
  }
}

/** Which fields may be suggested for the unsupported one, and where else it can be read. */
function adviceFor(name: string, supported: readonly string[]) {
  if (envFields.includes(name)) {
    return { known: [], shown: { instead: `A volume cannot contain ${name}. Use an environment variable instead.` } };
  }
  const meant = meantField(name, [...supported, ...subscripts]);
  return { known: [], shown: { instead: meant === undefined ? '' : didYouMean([meant]) } };
}

/**
 * The field whose last name is similar: metadata.name for metdata.name, and status.podIP for podIP, but not for status.phase. A longer path,
 * such as metadata.ownerReferences.uid, means a field that is not supported.
 */
function meantField(name: string, fields: readonly string[]): string | undefined {
  if (name.split('.', 3).length > 2) return undefined;
  const near = nearest(lastName(name), fields.map(lastName));
  return fields.find((field) => lastName(field) === near);
}

/** `labels` of `metadata.labels['KEY']`. */
function lastName(field: string): string {
  const [path = ''] = field.split('[', 1);
  return path.slice(path.lastIndexOf('.') + 1);
}

function* subscriptFindings(
  to: string,
  start: number,
  at: FieldPath,
  supported: readonly string[],
): Generator<FieldRefFinding, void, void> {
  const map = to.slice(0, start);
  const key = to.slice(start + subscriptStart.length, -subscriptEnd.length);
  if (!subscriptedFields.includes(map)) {
    const example = supported.includes(map) ? map : exampleOf(to, at, () => withKey(map, key), withKey(map, 'KEY'));
    yield invalid(at, 'noSubscript', { to, shown: { example } });
    return;
  }
  const problem = keyError(map, key);
  const entry = map === 'metadata.labels' ? 'a label' : 'an annotation';
  if (problem !== undefined) yield invalid(at, 'key', { data: { problem }, shown: { entry }, to });
}

const keyError = (map: string, key: string): string | undefined =>
  map === 'metadata.labels' ? qualifiedNameError(key) : annotationKeyError(key);

/** The key in the map that is meant, or another example if none is similar. */
function withKey(map: string, key: string): string {
  const meant = meantField(map, subscriptedFields);
  if (meant === undefined) return 'a field such as metadata.name';
  return `${meant}${subscriptStart}${keyError(meant, key) === undefined ? key : 'KEY'}${subscriptEnd}`;
}

const resources: readonly string[] = ['limits', 'requests'].flatMap((list) =>
  standardResources.map((name) => `${list}.${name}`),
);
const hugePageResources: readonly string[] = ['limits.hugepages-SIZE', 'requests.hugepages-SIZE'];
const hugePages = /^(?:limits|requests)\.hugepages-/;

export function* resourceRefFindings(ref: Json, path: FieldPath): Generator<ResourceRefFinding, void, void> {
  const resource = stringAt(ref, 'resource') ?? '';
  if (resource === '') {
    yield required(path.child('resource'), 'resource');
  } else if (!resources.includes(resource) && !hugePages.test(resource)) {
    yield notSupported(path.child('resource'), 'noResource', resource, [...resources, ...hugePageResources]);
  }
  const divisor = field(ref, 'divisor');
  if (isSet(divisor) && !isUnit(divisor, resource)) {
    const about = resource.endsWith('.cpu') ? 'divisor' : 'divisorUnit';
    yield invalid(path.child('divisor'), about, { to: divisor, shown: { resource } });
  }
}

const suffixes: readonly string[] = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const units: ReadonlySet<string> = new Set(suffixes.map((suffix) => `1${suffix}`));
const cpuUnits: ReadonlySet<string> = new Set(['1', '1m']);

/** kube-apiserver compares the quantity as it prints it, so that `1e0` and `01` are not `1`, and `1000` is `1k`. */
function isUnit(divisor: Json, resource: string): boolean {
  if (!resources.includes(resource) && !hugePages.test(resource)) return true;
  const text = canonicalQuantity(divisor);
  // The rule field-types reports what is not a quantity.
  if (text === undefined) return true;
  return parseQuantity(divisor) === 0n || (resource.endsWith('.cpu') ? cpuUnits : units).has(text);
}
