import { field, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import { kindFacts } from '../../kubernetes/kinds.ts';
import { filePathError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { oncePer } from '../../change/once.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, required, say, type FindingOf } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const basicKinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'];
/** Where the server does not know the others, it drops them. */
const allKinds = [...basicKinds, 'clusterTrustBundle', 'podCertificate'];
/** Seconds. */
const shortestToken = 600;
const longestToken = 2 ** 32;

const messages = {
  several: 'an entry is one source, and this one is {{sources}}',
  missing: 'must not be empty',
  path: '{{problem}}',
  short: 'a token lasts at least 600 seconds',
  long: 'a token lasts at most 4294967296 seconds',
} as const;
type Found = FindingOf<typeof messages>;

/** Trust bundles and Pod certificates are left to kube-apiserver. For a token's path it names the volume, not the source. */
export const projectedSourcesValid = definePodRule({
  id: 'projected-sources-valid',
  title: 'A source of a projected volume is one thing, and named',
  why: 'A projected volume puts several sources into one directory; each is an entry of its own.',
  mirrors: 'validateProjectionSources',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'workload'],
  messages,
  *check(pod) {
    for (const { source, value, path } of podVolumes(pod)) {
      if (source !== 'projected') continue;
      for (const [i, entry] of listAt(value, 'projected', 'sources').entries()) {
        yield* entryFindings(entry, path.child('projected', 'sources').index(i), pod.change);
      }
    }
  },
});

function* entryFindings(entry: Json, path: FieldPath, change: Change): Generator<Found> {
  const kinds = versionFacts(change.minor).certificateProjections ? allKinds : basicKinds;
  const set = kinds.filter((kind) => isSet(field(entry, kind)));
  if (set.length > 1) {
    yield forbidden(path, 'several', { data: { sources: set.join(' and ') }, fix: say('make an entry for each') });
  }
  for (const kind of ['secret', 'configMap']) {
    if (set.includes(kind) && (stringAt(entry, kind, 'name') ?? '') === '') {
      yield required(path.child(kind, 'name'), 'missing', { fix: say(`say which ${kind}`) });
    }
  }
  if (set.includes('serviceAccountToken')) {
    yield* tokenFindings(field(entry, 'serviceAccountToken'), path.child('serviceAccountToken'), change);
  }
}

function* tokenFindings(token: Json | undefined, path: FieldPath, change: Change): Generator<Found> {
  const seconds = field(token, 'expirationSeconds');
  if (isSet(seconds) && !(typeof seconds === 'number' && seconds >= shortestToken)) {
    yield invalid(path.child('expirationSeconds'), 'short', { to: seconds, fix: say('leave it out for an hour') });
  } else if (isSet(seconds) && Number(seconds) > longestToken) {
    yield invalid(path.child('expirationSeconds'), 'long', { to: seconds, fix: say('leave it out for an hour') });
  }
  const target = stringAt(token, 'path') ?? '';
  const problem = filePathError(target);
  if (target === '') yield required(path.child('path'), 'missing', { fix: say('name the file, as in token') });
  else if (problem !== undefined && !hadSuchPath(change)) {
    yield invalid(path.child('path'), 'path', {
      data: { problem },
      to: target,
      fix: say('name the file, as in token'),
    });
  }
}

/** A stored object with such a path, from before it was validated, may keep any (hasNonLocalProjectedTokenPath). */
const hadSuchPath = oncePer(({ kind, before }: Change): boolean => {
  if (before === undefined) return false;
  const spec = objectAt(before, ...kindFacts(kind).podPath.segments().map(String), 'spec');
  return listAt(spec, 'volumes').some((volume) =>
    listAt(volume, 'projected', 'sources').some(
      (entry) => filePathError(stringAt(entry, 'serviceAccountToken', 'path') ?? '') !== undefined,
    ),
  );
});
