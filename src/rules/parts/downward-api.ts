/**
 * The two selectors of the downward API, which env variables and volumes share: fieldRef (a field of the Pod) and resourceFieldRef
 * (an amount of a container). Sources: validateObjectFieldSelector, validateContainerResourceFieldSelector in
 * pkg/apis/core/validation and ConvertDownwardAPIFieldLabel in pkg/apis/core/pods.
 */
import { field, isSet, stringAt, type Json } from '../../json/json.ts';
import { annotationKeyError, qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { invalid, notSupported, required, say, type FindingOf } from '../finding.ts';

export const fieldRefMessages = {
  fieldPath: 'a field of the Pod is named here',
  version: 'v1 is the only version of a Pod',
  noField: 'is no field that can be read here',
  noSubscript: 'only metadata.labels and metadata.annotations are read by key',
  key: 'the key {{problem}}',
} as const;
type FieldRefFinding = FindingOf<typeof fieldRefMessages>;

export const resourceRefMessages = {
  resource: 'a resource of a container is named here',
  noResource: 'is no resource that can be read here',
  divisor: 'cpu is counted in 1 or 1m, anything else in 1 or in one unit such as 1k or 1Mi',
} as const;
type ResourceRefFinding = FindingOf<typeof resourceRefMessages>;

export const envFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
export const volumeFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.annotations',
  'metadata.uid',
];
/** These exist, but not everywhere: kube-apiserver names another cause for them than for what it has never heard of. */
const otherFields: readonly string[] = ['spec.restartPolicy', 'spec.schedulerName', 'status.phase'];
/** What spec.nodeName was called once. */
const formerNodeName = 'spec.host';

/** As in `metadata.labels['app']`. */
const subscriptStart = "['";
const subscriptEnd = "']";

export function* fieldRefFindings(
  ref: Json,
  path: FieldPath,
  supported: readonly string[],
): Generator<FieldRefFinding> {
  const at = path.child('fieldPath');
  const name = stringAt(ref, 'fieldPath') ?? '';
  const version = field(ref, 'apiVersion');
  if (name === '') {
    yield required(at, 'fieldPath', { fix: say(`name one such as ${supported[0]}`) });
  } else if (isSet(version) && version !== '' && version !== 'v1') {
    yield invalid(at, 'version', { to: name, fix: say('leave apiVersion out') });
  } else {
    const subscript = name.endsWith(subscriptEnd) ? name.slice(0, -subscriptEnd.length).indexOf(subscriptStart) : 0;
    if (subscript > 0) yield* subscriptFindings(name, subscript, at);
    else if (!supported.includes(name) && !(name === formerNodeName && supported.includes('spec.nodeName'))) {
      const known = [...envFields, ...volumeFields, ...otherFields, formerNodeName].includes(name);
      const fix = say(`use one of ${supported.join(', ')}`);
      yield (known ? notSupported : invalid)(at, 'noField', { to: name, fix });
    }
  }
}

function* subscriptFindings(to: string, start: number, at: FieldPath): Generator<FieldRefFinding> {
  const map = to.slice(0, start);
  const key = to.slice(start + subscriptStart.length, -subscriptEnd.length);
  if (map !== 'metadata.labels' && map !== 'metadata.annotations') {
    yield invalid(at, 'noSubscript', { to, fix: say("leave out the part in ['...']") });
    return;
  }
  const problem = map === 'metadata.labels' ? qualifiedNameError(key) : annotationKeyError(key);
  if (problem !== undefined)
    yield invalid(at, 'key', { data: { problem }, to, fix: say('use a key that the map may have') });
}

const resources: readonly string[] = [
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
];
const hugePages = /^(?:limits|requests)\.hugepages-/;

export function* resourceRefFindings(ref: Json, path: FieldPath): Generator<ResourceRefFinding> {
  const resource = stringAt(ref, 'resource') ?? '';
  if (resource === '') {
    yield required(path.child('resource'), 'resource', { fix: say(`name one such as ${resources[0]}`) });
  } else if (!resources.includes(resource) && !hugePages.test(resource)) {
    yield notSupported(path.child('resource'), 'noResource', {
      to: resource,
      fix: say(`use one of ${resources.join(', ')}`),
    });
  }
  const divisor = field(ref, 'divisor');
  if (isSet(divisor) && !isUnit(divisor, resource)) {
    yield invalid(path.child('divisor'), 'divisor', { to: divisor, fix: say('leave it out for 1') });
  }
}

const one = 1_000_000_000n;
const exponents = [1n, 2n, 3n, 4n, 5n, 6n];
const decimalUnits = new Set([one, ...exponents.map((exponent) => one * 1000n ** exponent)]);
const binaryUnits = new Set([one, ...exponents.map((exponent) => one * 1024n ** exponent)]);
const cpuUnits = new Set([one, one / 1000n]);

/** kube-apiserver compares the text of the quantity, so `1024` is not `1Ki`, nor `1e3` `1k`. */
function isUnit(divisor: Json, resource: string): boolean {
  const value = parseQuantity(divisor);
  if (value === 0n) return true;
  if (!resources.includes(resource) && !hugePages.test(resource)) return true;
  if (value === undefined) return false;
  // What is a quantity is text or a number.
  const text = typeof divisor === 'string' ? divisor : JSON.stringify(divisor);
  if (/\d[eE][+-]?\d/.test(text)) return value === one;
  if (resource.endsWith('.cpu')) return cpuUnits.has(value) && !text.endsWith('i');
  return (text.endsWith('i') ? binaryUnits : decimalUnits).has(value);
}
