/**
 * The selector and the labels that kube-apiserver generates for a Job, unless `manualSelector` is true.
 * Source: generateSelector in pkg/registry/batch/job/strategy.go, validateGeneratedSelector in pkg/apis/batch/validation.
 */
import { field, isObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { hasMutableTemplate } from './suspended-job.ts';
import type { Change } from './change.ts';
import { versionFacts } from '../kubernetes/versions.ts';
import { templateLabels } from './workload-selector.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';
const oldUidLabel = 'controller-uid';
const oldNameLabel = 'job-name';

/** Stands for the uid or name that kube-apiserver has yet to make up. No label that a client sends can have such a value. */
const unknown = '(generated)';

export const hasGeneratedSelector = ({ kind, after }: Change): boolean =>
  kind === 'Job' && field(objectAt(after, 'spec'), 'manualSelector') !== true;

/** The labels that the template of such a Job must have, with their values. */
export function generatedLabels(change: Change): ReadonlyMap<string, string> {
  if (!hasGeneratedSelector(change)) return new Map();
  const [uid, name] = [uidOf(change), nameOf(change)];
  const prefixed = needsPrefixedLabels(change);
  const labels = [
    [oldUidLabel, uid],
    [oldNameLabel, name],
    ...(prefixed ? [[uidLabel, uid] as const, [nameLabel, name] as const] : []),
  ] as const;
  return new Map(labels.filter(([key]) => isKept(key, change)));
}

/** Where kube-apiserver does not look at them again when the Job changes, they are still kept as the rest of the template is. */
function isKept(key: string, change: Change): boolean {
  const { operation, minor, before, after } = change;
  if (operation === 'CREATE' || versionFacts(minor).jobUpdatesKeepGenerated) return true;
  const isChanged = field(templateLabels(before), key) !== field(templateLabels(after), key);
  return isChanged && !hasMutableTemplate(change);
}

/** A Job that was made before Kubernetes 1.27 has the old labels only. */
function needsPrefixedLabels({ operation, before, after }: Change): boolean {
  const stored = operation === 'STORED' ? after : before;
  if (stored === undefined) return true;
  const labels = templateLabels(stored);
  return Object.hasOwn(labels, uidLabel) && Object.hasOwn(labels, nameLabel);
}

/** The uid that a client sends with a new object is dropped. */
function uidOf({ operation, phase, before, after }: Change): string {
  if (operation === 'CREATE' && phase !== 'validate') return unknown;
  return nonEmpty(stringAt(after, 'metadata', 'uid')) ?? nonEmpty(stringAt(before, 'metadata', 'uid')) ?? unknown;
}

const nameOf = ({ before, after }: Change): string =>
  nonEmpty(stringAt(after, 'metadata', 'name')) ?? nonEmpty(stringAt(before, 'metadata', 'name')) ?? unknown;

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/**
 * The selector and the template's labels once kube-apiserver has added to a new Job what it generates. Labels that are not what it
 * generates are for `job-selector-generated` to name, so that here they count as right.
 */
export function asGenerated(change: Change): {
  readonly selector: JsonObject | undefined;
  readonly labels: JsonObject;
} {
  const sent = field(objectAt(change.after, 'spec'), 'selector');
  const labels = { ...templateLabels(change.after), ...Object.fromEntries(generatedLabels(change)) };
  if (change.operation !== 'CREATE' || !hasGeneratedSelector(change)) {
    return { selector: isObject(sent) ? sent : undefined, labels };
  }
  const selector = isObject(sent) ? sent : {};
  const matchLabels = { [uidLabel]: uidOf(change), ...objectAt(selector, 'matchLabels') };
  return { selector: { ...selector, matchLabels }, labels };
}
