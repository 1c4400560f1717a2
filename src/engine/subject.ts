/** What changed, as a reader calls it: `environment variable "DEBUG"`, `readOnly of volume mount "/data"`, or the field's own name. */
import type { Change } from '../change/change.ts';
import { field, type Json } from '../json/json.ts';
import { FieldPath, valueAt } from '../json/path.ts';
import { listKeys } from '../kubernetes/schema/shape.ts';
import { containerLists } from '../kubernetes/pod/containers.ts';
import type { Finding } from '../rules/finding.ts';
import { truncate } from '../text/line.ts';
import { quoted } from '../text/quoted.ts';
import { entryNameAt, nameAt } from '../text/shown.ts';

/** Nouns for one entry of a list or a map; the name of the entry follows. */
const nouns: ReadonlyMap<string, string> = new Map([
  ['containers', 'container'],
  ['initContainers', 'init container'],
  ['ephemeralContainers', 'ephemeral container'],
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
/** Entries whose name is no text to be put in quotes. */
const plain: ReadonlySet<string> = new Set(['ports', 'resizePolicy']);
/** The field that holds what the entry is. */
const contents: ReadonlySet<string> = new Set(['value']);

export function subjectOf({ path, from, to }: Finding, { after }: Change): string {
  for (let at = path; at.depth > 1; at = at.parent) {
    const list = String(at.parent.last);
    const isContainer = typeof at.last === 'number' && (containerLists as readonly string[]).includes(list);
    if (isContainer && at !== path) return fieldBelow(path, at);
    // One that was removed is itself the old value; what stands at its index now is another one.
    const isRemoved = at === path && from != null && to === null;
    const entry = entryName(at, list, isRemoved ? from : valueAt(after, at));
    if (entry === undefined) continue;
    const last = path.parent === at ? String(path.last) : '';
    if (listKeys.get(list)?.includes(last) === true) return fieldBelow(path, at);
    return at === path || contents.has(last) ? entry : `${fieldBelow(path, at)} of ${entry}`;
  }
  return isOfPod(path) ? 'resources of the Pod' : fieldBelow(path, FieldPath.root);
}

/** The resources of a Pod as a whole, beside which those of its containers are. */
const isOfPod = ({ last, parent }: FieldPath): boolean =>
  last === 'resources' && parent.last === 'spec' && ['', 'template'].includes(String(parent.parent.last));

/** The entry of a list or of a map, where its name can be shown. */
function entryName(at: FieldPath, list: string, entry: Json | undefined): string | undefined {
  const amount = amounts.get(list);
  if (amount !== undefined)
    return `the ${truncate(nameAt(String(at.last), at), maxField)} ${amount}${isOfPod(at.parent.parent) ? ' of the Pod' : ''}`;
  const noun = nouns.get(list);
  if (noun === undefined) return undefined;
  if (typeof at.last === 'string') return `${noun} ${quoted(nameAt(at.last, at))}`;
  const name = listKeys.has(list) ? entryNameAt(keyed(list, entry), at) : undefined;
  if (name === undefined) return noun;
  return `${noun} ${plain.has(list) ? truncate(name, maxField) : quoted(name)}`;
}

/** Of a key of several fields only the first says what the entry is about, but for ports: `8080/TCP`. */
function keyed(list: string, entry: Json | undefined): Json | undefined {
  const [first = '', ...rest] = plain.has(list) ? [] : (listKeys.get(list) ?? []);
  return rest.length === 0 ? entry : { [first]: field(entry, first) };
}

/** What a field of a Pod is in, and what needs no name. */
const around: ReadonlySet<string | number> = new Set(['metadata', 'spec', 'status', 'template']);

/** Longer than any field there is, and short enough to leave room for what it is a field of. */
const maxField = 48;
/** Of fields within fields that are longer, only the last is named: the path of the finding has them all. */
const maxFields = 96;

/** Fields that a reader knows as a thing of their own, beside the container or the Pod that has them. */
const things: ReadonlySet<string> = new Set(['livenessProbe', 'readinessProbe', 'startupProbe', 'securityContext']);

/** `hostNetwork`, `affinity.podAffinity` or `httpGet.path of the readinessProbe`, below the Pod, the container or the entry. */
function fieldBelow(path: FieldPath, at: FieldPath): string {
  const names: string[] = [];
  for (let step = path; step !== at && step.depth > 0 && !around.has(step.last); step = step.parent)
    if (typeof step.last === 'string') names.unshift(truncate(nameAt(step.last, step), maxField));
  const [first = truncate(nameAt(String(path.last), path), maxField), ...rest] = names;
  if (rest.length === 0) return first;
  return things.has(first) ? `${joined(rest)} of the ${first}` : joined([first, ...rest]);
}

function joined(names: readonly string[]): string {
  const text = names.join('.');
  return text.length <= maxFields ? text : names.at(-1)!;
}
