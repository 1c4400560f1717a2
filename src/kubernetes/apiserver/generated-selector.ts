/**
 * The selector and the labels that kube-apiserver generates for a Job, unless `manualSelector` is true.
 * Source: generateSelector in pkg/registry/batch/job/strategy.go, validateGeneratedSelector in pkg/apis/batch/validation.
 */
import { field, isObject, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import type { Kind } from '../kinds.ts';
import type { ServerFacts } from '../versions.ts';
import { templateLabels } from '../workload-selector.ts';
import { mutableParts } from './suspended-job.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';
const oldUidLabel = 'controller-uid';
export const oldNameLabel = 'job-name';

/** The keys of the labels that kube-apiserver generates. Before Kubernetes 1.27, they had no prefix. */
export const generatedKeys: readonly string[] = [oldUidLabel, oldNameLabel, uidLabel, nameLabel];

/** Stands for a uid or a name that kube-apiserver has not generated yet. A label cannot have this value. */
export const notYetGenerated = '(generated)';

/** A Job that a client created or changed. */
export interface SentJob {
  readonly job: JsonObject;
  /** The Job in the cluster; undefined for a new Job. */
  readonly stored: JsonObject | undefined;
  /** Whether `stored` is a manifest that stands for the Job in the cluster. */
  readonly isOldManifest: boolean;
  /** Whether the uid of the Job is the one that kube-apiserver generated. A uid that a client sends with a new Job is dropped. */
  readonly hasUid: boolean;
  readonly facts: ServerFacts;
}

export const hasGeneratedSelector = (kind: Kind, object: JsonObject | undefined): boolean =>
  kind === 'Job' && field(objectAt(object, 'spec'), 'manualSelector') !== true;

/** The labels that the Pod template of such a Job must have, with their values. */
export function generatedLabels(sent: SentJob): ReadonlyMap<string, string> {
  if (!hasGeneratedSelector('Job', sent.job)) return new Map();
  const [uid, name] = [uidOf(sent), nameOf(sent)];
  const labels = [
    [oldUidLabel, uid],
    [oldNameLabel, name],
    ...(needsPrefixedLabels(sent) ? [[uidLabel, uid] as const, [nameLabel, name] as const] : []),
  ] as const;
  return new Map(labels.filter(([key]) => isChecked(key, sent)));
}

/** Since 1.37, an update of a Job does not validate the generated labels, but they are immutable like the rest of the Pod template. */
function isChecked(key: string, { job, stored, isOldManifest, facts }: SentJob): boolean {
  if (stored === undefined || facts.jobUpdatesKeepGenerated) return true;
  const isChanged = field(templateLabels(stored), key) !== field(templateLabels(job), key);
  const { scheduling, resources } = mutableParts(stored, isOldManifest, facts);
  return isChanged && !scheduling && !resources;
}

/** A Job that was created before Kubernetes 1.27 has only the labels without a prefix. */
function needsPrefixedLabels({ stored }: SentJob): boolean {
  if (stored === undefined) return true;
  const labels = templateLabels(stored);
  return Object.hasOwn(labels, uidLabel) && Object.hasOwn(labels, nameLabel);
}

function uidOf({ job, stored, hasUid }: SentJob): string {
  if (!hasUid) return notYetGenerated;
  return nonEmpty(stringAt(job, 'metadata', 'uid')) ?? nonEmpty(stringAt(stored, 'metadata', 'uid')) ?? notYetGenerated;
}

/** Empty for a Job that has neither a name nor a generateName. */
const nameOf = ({ job, stored }: SentJob): string =>
  nonEmpty(stringAt(job, 'metadata', 'name')) ??
  nonEmpty(stringAt(stored, 'metadata', 'name')) ??
  (nonEmpty(stringAt(job, 'metadata', 'generateName')) === undefined ? '' : notYetGenerated);

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/**
 * The selector and the labels of the Pod template, after kube-apiserver has added those that it generates for a new Job. A label with a
 * value that differs from the generated one counts as correct here, because kube-apiserver reports it separately.
 */
export function asGenerated(sent: SentJob): {
  readonly selector: JsonObject | undefined;
  readonly labels: JsonObject;
} {
  const own = field(objectAt(sent.job, 'spec'), 'selector');
  const labels = { ...templateLabels(sent.job), ...Object.fromEntries(generatedLabels(sent)) };
  if (sent.stored !== undefined || !hasGeneratedSelector('Job', sent.job)) {
    return { selector: isObject(own) ? own : undefined, labels };
  }
  const selector = isObject(own) ? own : {};
  const matchLabels = { [uidLabel]: uidOf(sent), ...objectAt(selector, 'matchLabels') };
  return { selector: { ...selector, matchLabels }, labels };
}
