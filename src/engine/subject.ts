/** What changed, as a reader calls it: `environment variable "DEBUG"`, `readOnly of volume mount "/data"`, or the field's own name. */
import type { Change } from '../change/change.ts';
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
/** Of these the name comes first: `cpu limit`. */
const amounts: ReadonlyMap<string, string> = new Map([
  ['limits', 'limit'],
  ['requests', 'request'],
]);
/** Entries whose name is no text to be put in quotes. */
const plain: ReadonlySet<string> = new Set(['ports', 'resizePolicy']);
/** The field that holds what the entry is. */
const contents: ReadonlySet<string> = new Set(['value']);

export function subjectOf({ path, from, to }: Finding, { before, after }: Change): string {
  const object = from != null && to === null ? (before ?? after) : after;
  for (let at = path; at.depth > 1; at = at.parent) {
    const list = String(at.parent.last);
    const isContainer = typeof at.last === 'number' && (containerLists as readonly string[]).includes(list);
    if (isContainer && at !== path) return fieldBelow(path, at);
    const entry = entryName(at, list, object);
    if (entry === undefined) continue;
    const keys = typeof at.last === 'number' ? listKeys.get(list) : undefined;
    if (keys?.includes(String(path.last)) === true) return fieldBelow(path, at);
    return at === path || contents.has(String(path.last)) ? entry : `${fieldBelow(path, at)} of ${entry}`;
  }
  return fieldBelow(path, FieldPath.root);
}

/** The entry of a list or of a map, where its name can be shown. */
function entryName(at: FieldPath, list: string, object: Change['after']): string | undefined {
  const amount = amounts.get(list);
  if (amount !== undefined) return `${truncate(nameAt(String(at.last), at), maxField)} ${amount}`;
  const noun = nouns.get(list);
  if (noun === undefined) return undefined;
  if (typeof at.last === 'string') return `${noun} ${quoted(nameAt(at.last, at))}`;
  const name = listKeys.has(list) ? entryNameAt(valueAt(object, at), at) : undefined;
  if (name === undefined) return noun;
  return `${noun} ${plain.has(list) ? truncate(name, maxField) : quoted(name)}`;
}

/** What a field of a Pod is in, and what needs no name. */
const around: ReadonlySet<string | number> = new Set(['metadata', 'spec', 'status', 'template']);

/** Longer than any field there is, and short enough to leave room for what it is a field of. */
const maxField = 48;

/** `hostNetwork`, or `httpGet.path of readinessProbe` where the field is deeper below the Pod, the container or the entry. */
function fieldBelow(path: FieldPath, at: FieldPath): string {
  const names: string[] = [];
  for (let step = path; step !== at && step.depth > 0 && !around.has(step.last); step = step.parent)
    if (typeof step.last === 'string') names.unshift(nameAt(step.last, step));
  if (names.length === 0) return truncate(nameAt(String(path.last), path), maxField);
  const [first = '', ...rest] = names;
  return rest.length === 0
    ? truncate(first, maxField)
    : `${truncate(rest.join('.'), maxField)} of ${truncate(first, maxField)}`;
}
