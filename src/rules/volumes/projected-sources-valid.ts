import { storedWith } from '../../change/stored-with.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import type { PodView } from '../../change/change.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { filePathError } from '../../kubernetes/names.ts';
import { keptSources } from '../../kubernetes/pod/projected-sources.ts';
import { joined } from '../../text/quoted.ts';
import { forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { keepsUsersOfEntry, userFindings, userMessages } from './file-user.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Sources that refer to an object, and the kind of the object. */
const objects = [
  ['secret', 'Secret'],
  ['configMap', 'ConfigMap'],
] as const;
/** Seconds. */
const shortestToken = 600;
const longestToken = 2 ** 32;

const messages = {
  ...userMessages,
  several: {
    text: 'an entry of sources must have only one source, but has {{sources}}.',
    fix: 'Move each source to an entry of its own.',
  },
  missing: {
    text: 'a {{source}} source must have a name.',
    fix: 'Set name to the name of a {{object}} in the namespace of the Pod.',
  },
  pathMissing: {
    text: 'serviceAccountToken must have a path.',
    fix: 'Set path to the name of a file in the volume, such as "token".',
  },
  path: { text: 'path {{problem}}.', fix: 'Set path to the name of a file in the volume, such as "token".' },
  short: {
    text: 'must be at least 600 seconds.',
    fix: 'Remove expirationSeconds to use the default, 3600.',
  },
  long: {
    text: 'must be no more than 4294967296 seconds.',
    fix: 'Remove expirationSeconds to use the default, 3600.',
  },
  noAccount: {
    text: 'serviceAccountToken is not allowed when serviceAccountName is not set.',
    fix: 'Set serviceAccountName to the name of a ServiceAccount in the namespace of the Pod, such as default.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver reports the path of a token at the volume, not at the source. */
export const projectedSourcesValid = definePodRule({
  id: 'projected-sources-valid',
  title: 'Each entry of a projected volume must have one complete source',
  why: 'A projected volume combines several sources in one directory.',
  mirrors: ['validateProjectionSources', 'validatePodMetadataAndSpec'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'serviceAccountName', 'spec.volumeClaimTemplates'],
  needs: ['volumes.projected'],
  messages,
  *check(pod) {
    for (const { source, value, path } of podVolumes(pod)) {
      for (const [i, entry] of listAt(value, 'projected', 'sources').entries()) {
        const at = path.child('projected', 'sources').index(i);
        if (source === 'projected') yield* entryFindings(entry, at, pod);
        if (lacksAccount(pod) && isSet(field(entry, 'serviceAccountToken')))
          yield forbidden(at.child('serviceAccountToken'), 'noAccount');
      }
    }
  },
});

/**
 * In a cluster, ServiceAccount admission sets the name before it calls webhooks, unless it is turned off. kube-apiserver checks the name also if
 * another source of the volume counts.
 */
const lacksAccount = ({ kind, spec, change }: PodView): boolean =>
  kind === 'Pod' && change.phase !== 'offline' && (stringAt(spec, 'serviceAccountName') ?? '') === '';

function* entryFindings(entry: Json, path: FieldPath, pod: PodView): Generator<Found> {
  const set = keptSources(entry, pod.change.facts);
  if (set.length > 1) {
    yield forbidden(path, 'several', { data: { sources: joined(set, 'and') } });
  }
  for (const [source, object] of objects) {
    if (set.includes(source) && (stringAt(entry, source, 'name') ?? '') === '') {
      yield required(path.child(source, 'name'), 'missing', { shown: { source, object } });
    }
  }
  if (set.includes('serviceAccountToken')) {
    const token = field(entry, 'serviceAccountToken');
    const at = path.child('serviceAccountToken');
    yield* tokenFindings(token, at, pod);
    if (keepsUsersOfEntry(entry, 'serviceAccountToken', pod.change.facts)) yield* userFindings(token, 'user', at);
  }
}

function* tokenFindings(token: Json | undefined, path: FieldPath, pod: PodView): Generator<Found> {
  const seconds = field(token, 'expirationSeconds');
  if (isSet(seconds) && !(typeof seconds === 'number' && seconds >= shortestToken)) {
    yield invalid(path.child('expirationSeconds'), 'short', { to: seconds });
  } else if (isSet(seconds) && Number(seconds) > longestToken) {
    yield invalid(path.child('expirationSeconds'), 'long', { to: seconds });
  }
  const to = stringAt(token, 'path') ?? '';
  const problem = filePathError(to);
  if (to === '') yield required(path.child('path'), 'pathMissing');
  else if (problem !== undefined && !hadSuchPath(pod)) {
    yield invalid(path.child('path'), 'path', { data: { problem }, to });
  }
}

/** If the stored Pod has an invalid path, kube-apiserver accepts all paths (hasNonLocalProjectedTokenPath). */
const hadSuchPath = storedWith(({ spec }) =>
  listAt(spec, 'volumes').some((volume) =>
    listAt(volume, 'projected', 'sources').some(
      (entry) => filePathError(stringAt(entry, 'serviceAccountToken', 'path') ?? '') !== undefined,
    ),
  ),
);
