import { isOneOf, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { duplicate, invalid, notFound, notSupported, required, tooLong, tooMany, type FindingOf } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

/** Sources: the markers of PodVolumeHealth and VolumeHealthCondition in k8s.io/api/core/v1 types.go. */
const maxConditions = 16;
const maxReason = 256;
const maxMessage = 1024;
const statuses = ['DataLoss', 'Degraded', 'Inaccessible'];
const reasonPattern = /^[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

const messages = {
  nameMissing: {
    text: 'an entry of volumeHealth must have a name.',
    fix: 'Set name to the name of a volume of the Pod.',
  },
  unknown: { text: 'the Pod has no volume with this name.', fix: 'Use the name of a volume of the Pod.' },
  twice: { text: 'each volume may be listed once.', fix: 'Remove one of the two entries.' },
  conditions: {
    text: 'a volume must have no more than {{max}} healthConditions, but has {{count}}.',
    fix: 'Keep the most severe conditions.',
  },
  conditionTwice: {
    text: 'each combination of status and reason may be listed once.',
    fix: 'Remove one of the two conditions.',
  },
  statusMissing: {
    text: 'a condition must have a status.',
    fix: 'Set status to DataLoss, Degraded or Inaccessible.',
  },
  status: {},
  reasonMissing: { text: 'a condition must have a reason.', fix: 'Set reason to a word such as DiskFailure.' },
  reason: {
    text: "must consist of letters, digits, '_', ',' and ':', start with a letter, and not end with ',' or ':'.",
    fix: 'Set reason to a word such as DiskFailure, and put explanations in message.',
  },
  long: { text: '{{field}} must be no more than {{max}} bytes.', fix: 'Shorten {{field}}.' },
} as const;
type Found = FindingOf<typeof messages>;

export const statusVolumeHealth = definePodRule({
  id: 'status-volume-health',
  title: 'volumeHealth must have at most one entry for each volume of the Pod, with valid conditions',
  why: 'In volumeHealth, the kubelet reports what a CSI driver says about the health of the volumes of a Pod (KEP-1432).',
  mirrors: ['validatePodVolumeHealth'],
  appliesTo: statusUpdates,
  messages,
  *check({ spec, change }) {
    const entries = listAt(change.after, 'status', 'volumeHealth');
    if (entries.length === 0) return;
    const known = listAt(spec, 'volumes').map((volume) => stringAt(volume, 'name') ?? '');
    const volumes = new Set(known);
    const seen = new Set<string>();
    for (const [i, entry] of entries.entries()) {
      const at = statusPath.child('volumeHealth').index(i);
      const name = stringAt(entry, 'name') ?? '';
      if (name === '') yield required(at.child('name'), 'nameMissing');
      else if (!volumes.has(name)) yield notFound(at.child('name'), 'unknown', name, known);
      if (seen.has(name)) yield duplicate(at, 'twice', { to: entry });
      seen.add(name);
      yield* conditionFindings(listAt(entry, 'healthConditions'), at.child('healthConditions'));
    }
  },
});

function* conditionFindings(conditions: readonly Json[], path: FieldPath): Generator<Found> {
  const count = conditions.length;
  const isTooMany = count > maxConditions;
  if (isTooMany) yield tooMany(path, 'conditions', { data: { max: maxConditions, count } });
  const seen = new Set<string>();
  for (const [j, condition] of conditions.entries()) {
    const at = path.index(j);
    const reason = stringAt(condition, 'reason') ?? '';
    if (reason !== '' && !reasonPattern.test(reason)) yield invalid(at.child('reason'), 'reason', { to: reason });
    // Of too many conditions, kube-apiserver validates nothing else.
    if (isTooMany) continue;
    const status = stringAt(condition, 'status') ?? '';
    const key = JSON.stringify([status, reason]);
    if (seen.has(key)) yield duplicate(at, 'conditionTwice', { to: condition });
    seen.add(key);
    if (status === '') yield required(at.child('status'), 'statusMissing');
    else if (!isOneOf(status, statuses)) yield notSupported(at.child('status'), 'status', status, statuses);
    if (reason === '') yield required(at.child('reason'), 'reasonMissing');
    yield* checkLength(reason, at.child('reason'), maxReason);
    yield* checkLength(stringAt(condition, 'message') ?? '', at.child('message'), maxMessage);
  }
}

function* checkLength(text: string, path: FieldPath, max: number): Generator<Found> {
  if (Buffer.byteLength(text) > max) yield tooLong(path, 'long', { shown: { max } });
}
