/** How a message names what changed: `environment variable "DEBUG"`, `readOnly of volume mount "/data"`, or the name of the field. */
import { listNouns } from '../kubernetes/pod/containers.ts';
import { probeTypes } from '../kubernetes/pod/probes.ts';
import type { Change } from '../change/change.ts';
import { field, type Json } from '../json/json.ts';
import { FieldPath, valueAt } from '../json/path.ts';
import { specPath } from '../kubernetes/kinds.ts';
import { listKeys } from '../kubernetes/schema/shape.ts';
import { isRemovedEntry, type Finding } from '../rules/finding.ts';
import { truncate } from '../text/line.ts';
import { quoted } from '../text/quoted.ts';
import { entryNameAt, nameAt } from '../text/shown.ts';
import { containerIn } from './container.ts';

/** Nouns for an entry of a list or a map, by the name of the field. The name of the entry follows the noun. */
const nouns: ReadonlyMap<string, string> = new Map([
  ...Object.entries(listNouns),
  ['env', 'environment variable'],
  ['ports', 'port'],
  ['volumeMounts', 'volume mount'],
  ['volumeDevices', 'volume device'],
  ['volumes', 'volume'],
  ['imagePullSecrets', 'image pull secret'],
  ['hostAliases', 'host alias'],
  ['topologySpreadConstraints', 'topology spread constraint for'],
  ['resourceClaims', 'resource claim'],
  ['claims', 'resource claim'],
  ['schedulingGates', 'scheduling gate'],
  ['resizePolicy', 'resizePolicy for'],
  ['ownerReferences', 'owner reference'],
  ['nodeSelector', 'nodeSelector entry'],
  ['labels', 'label'],
  ['annotations', 'annotation'],
  ['matchLabels', 'matchLabels entry'],
  ['overhead', 'overhead of'],
]);
/** Of these the name comes first: `the cpu limit`. */
const amounts: ReadonlyMap<string, string> = new Map([
  ['limits', 'limit'],
  ['requests', 'request'],
]);
/** Lists whose entries are named without quotation marks. */
const plain: ReadonlySet<string> = new Set(['ports', 'resizePolicy']);
/** Fields that contain the value of an entry. The message names the entry and not the field. */
const contents: ReadonlySet<string> = new Set(['value']);

export const subjectOf = (finding: Finding, change: Change): string =>
  fieldOf(finding, change) + ofClaimTemplate(finding.path, change);

/** ` of volume claim template "data"`, with the stored name. Empty for other fields. */
function ofClaimTemplate(path: FieldPath, { before, after }: Change): string {
  const [, list, position] = path.segments();
  if (list !== 'volumeClaimTemplates' || typeof position !== 'number') return '';
  const at = specPath.child(list).index(position).child('metadata', 'name');
  const name = valueAt(before ?? after, at);
  return typeof name === 'string' ? ` of volume claim template ${quoted(name)}` : ' of a volume claim template';
}

function fieldOf(finding: Finding, { after }: Change): string {
  const { path } = finding;
  const container = containerIn(path);
  for (let at = path; at.depth > 0; at = at.parent) {
    if (at === container && at !== path) return fieldBelow(path, at);
    const list = String(at.parent.last);
    const value = at === path && isRemovedEntry(finding) ? finding.from : valueAt(after, at);
    const entry = entryName(at, list, value);
    if (entry === undefined) continue;
    const last = path.parent === at ? String(path.last) : '';
    if (listKeys.get(list)?.includes(last) === true) return fieldBelow(path, at);
    if (at === path || contents.has(last)) return entry;
    // In a sentence about resources, the field of a claim would read like a resource request.
    return `${last === 'request' ? 'the request field' : fieldBelow(path, at)} of ${entry}`;
  }
  return isOfPod(path) ? 'resources of the Pod' : fieldBelow(path, FieldPath.root);
}

/** Whether the path leads to spec.resources of the Pod, which a message must distinguish from the resources of containers. */
const isOfPod = ({ last, parent }: FieldPath): boolean =>
  last === 'resources' && parent.last === 'spec' && ['', 'template'].includes(String(parent.parent.last));

/** The name of an entry of a list or a map, if it can be shown. */
function entryName(at: FieldPath, list: string, entry: Json | undefined): string | undefined {
  const amount = amounts.get(list);
  if (amount !== undefined)
    return `the ${truncate(nameAt(String(at.last), at), maxField)} ${amount}${isOfPod(at.parent.parent) ? ' of the Pod' : ''}`;
  const noun = nouns.get(list);
  if (noun === undefined) return undefined;
  if (typeof at.last === 'string') return `${noun} ${quoted(nameAt(at.last, at))}`;
  // If the key has several fields, only the first one names the entry, except for ports: `8080/TCP`.
  const key = listKeys.get(list)?.[0] ?? '';
  const name = entryNameAt(plain.has(list) ? entry : { [key]: field(entry, key) }, at);
  if (name === undefined) return noun;
  return `${noun} ${plain.has(list) ? truncate(name, maxField) : quoted(name)}`;
}

/** Segments around the fields of a Pod that a message does not name. */
const around: ReadonlySet<string | number> = new Set(['metadata', 'spec', 'status', 'template']);

/** Longer than any known field name. The limit leaves room for the rest of the sentence. */
const maxField = 48;
/** If nested field names are longer together, only the last one is named. The path before the sentence contains all of them. */
const maxFields = 48;

/** Fields that a message names like an object of their own: `httpGet.path of the readinessProbe`. */
const things: ReadonlySet<string> = new Set([...probeTypes, 'securityContext']);

/** `hostNetwork`, `affinity.podAffinity` or `httpGet.path of the readinessProbe`, relative to the Pod, the container or the entry. */
function fieldBelow(path: FieldPath, at: FieldPath): string {
  const names: string[] = [];
  for (let step = path; step !== at && !around.has(step.last); step = step.parent)
    if (typeof step.last === 'string') names.unshift(truncate(nameAt(step.last, step), maxField));
  const [first = truncate(nameAt(String(path.last), path), maxField), ...rest] = names;
  if (rest.length === 0) return first;
  return things.has(first) ? `${joined(rest)} of the ${first}` : joined([first, ...rest]);
}

function joined(names: readonly string[]): string {
  const text = names.join('.');
  return text.length <= maxFields ? text : names.at(-1)!;
}
