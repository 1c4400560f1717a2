import { podVolumes } from '../../change/pod-volumes.ts';
import type { PodView } from '../../change/change.ts';
import { field, isSet, listAt, stringAt } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { namePath } from '../../kubernetes/kinds.ts';
import { dnsLabelError, dnsSubdomainProblem } from '../../kubernetes/names.ts';
import { isVolumeSource, type Volume } from '../../kubernetes/pod/volumes.ts';
import { likeDnsLabel, likeDnsSubdomain } from '../../text/like-name.ts';
import { truncate } from '../../text/line.ts';
import { quoted } from '../../text/quoted.ts';
import { duplicate, forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const claimName = 'the name of the PersistentVolumeClaim of this ephemeral volume, "{{pod}}-{{volume}}", {{problem}}.';

const messages = {
  missing: {
    text: 'a volume must have a name.',
    fix: 'Set name to the name that the containers use in volumeMounts.',
  },
  malformed: { text: 'a volume name {{problem}}.', fix: 'Use a name such as "{{example}}".' },
  taken: { text: '{{other}} already has this name.', fix: 'Give this volume another name, or remove it.' },
  noSource: {
    text: 'a volume must have a source, such as configMap, secret or persistentVolumeClaim.',
    fix: 'Add a source, or add emptyDir: {} for an empty directory.',
  },
  twoSources: {
    text: '{{volume}} must have only one source, but has {{first}} and {{field}}.',
    fix: 'Remove {{field}} or {{first}}, or make two volumes.',
  },
  claimName: { text: claimName, fix: 'Change the name of the Pod to a name such as "{{example}}".' },
  longClaimName: { text: claimName, fix: 'Use a shorter name for the volume or the Pod.' },
  ownClaim: {
    text: 'this PersistentVolumeClaim belongs to ephemeral volume {{volume}} of the same Pod.',
    fix: 'Remove this volume, and mount {{volume}} instead.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const volumesValid = definePodRule({
  id: 'volumes-valid',
  title: 'Volume names must be DNS labels and unique in the Pod, and each volume must have exactly one source',
  why: 'Containers mount a volume by its name. The source provides the content.',
  mirrors: ['ValidateVolumes'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: ['volumes'],
  messages,
  *check(pod) {
    const podName = pod.kind === 'Pod' ? (stringAt(pod.metadata, 'name') ?? '') : '';
    const taken = new Map<string, FieldPath>();
    let claimedBy: Claims | undefined;
    for (const volume of podVolumes(pod)) {
      yield* nameFindings(volume, taken.get(volume.name));
      if (!taken.has(volume.name)) taken.set(volume.name, volume.path);
      yield* sourceFindings(volume);
      if (podName === '' || (volume.source !== 'ephemeral' && !isSet(volume.value['persistentVolumeClaim']))) continue;
      yield* claimFindings(volume, podName, (claimedBy ??= claimsOfEphemeral(podName, pod)));
    }
  },
});

/** `other` is a volume of the same name. */
function* nameFindings({ name: to, path }: Volume, other: FieldPath | undefined): Generator<Found> {
  const problem = dnsLabelError(to);
  const at = path.child('name');
  if (to === '') yield required(at, 'missing');
  else if (problem !== undefined) {
    yield invalid(at, 'malformed', {
      data: { problem },
      to,
      shown: { example: exampleOf(to, at, likeDnsLabel, 'data') },
    });
  } else if (other !== undefined) {
    yield duplicate(at, 'taken', { to, shown: { other: String(other) }, beside: other.child('name') });
  }
}

function* sourceFindings({ name: ofVolume, value, path, source }: Volume): Generator<Found> {
  if (source === undefined) {
    // An unknown field may be a source of a later version.
    if (Object.keys(value).some((name) => name !== 'name' && isSet(field(value, name)))) return;
    yield required(path, 'noSource');
    return;
  }
  for (const name of Object.keys(value)) {
    if (name === source || !isSet(field(value, name)) || !isVolumeSource(name)) continue;
    yield forbidden(path.child(name), 'twoSources', {
      data: { first: source },
      shown: { volume: ofVolume === '' ? 'this volume' : `volume ${quoted(ofVolume)}` },
      beside: path.child(source),
    });
  }
}

/** The name of the claim of an ephemeral volume consists of the names of the Pod and of the volume. */
function* claimFindings({ name, value, path, source }: Volume, podName: string, claimedBy: Claims): Generator<Found> {
  // An invalid name of the volume has a finding of its own.
  if (source === 'ephemeral' && dnsLabelError(name) === undefined) {
    const problem = dnsSubdomainProblem(`${podName}-${name}`);
    if (problem !== undefined) {
      yield invalid(path.child('name'), problem.reason === 'length' ? 'longClaimName' : 'claimName', {
        data: { pod: truncate(podName, maxPodName), volume: name, problem: problem.text },
        shown: { example: exampleOf(podName, namePath, likeDnsSubdomain, 'web') },
        to: name,
      });
    }
  }
  const to = stringAt(value['persistentVolumeClaim'], 'claimName') ?? '';
  const other = claimedBy(to);
  if (other === undefined) return;
  yield invalid(path.child('persistentVolumeClaim', 'claimName'), 'ownClaim', {
    to,
    shown: { volume: quoted(other.volume) },
    beside: other.path,
  });
}

/** Enough of the name of the Pod in the name of a claim that is too long. */
const maxPodName = 40;

/** An ephemeral volume. */
interface Claimed {
  readonly volume: string;
  readonly path: FieldPath;
}

/** Finds the ephemeral volume for which a claim with this name is created. */
type Claims = (claimName: string) => Claimed | undefined;

function claimsOfEphemeral(podName: string, { spec, specPath }: PodView): Claims {
  const prefix = `${podName}-`;
  const paths = new Map<string, FieldPath>();
  for (const [i, volume] of listAt(spec, 'volumes').entries()) {
    if (!isSet(field(volume, 'ephemeral'))) continue;
    paths.set(stringAt(volume, 'name') ?? '', specPath.child('volumes').index(i).child('ephemeral'));
  }
  return (claimName) => {
    const volume = claimName.slice(prefix.length);
    const path = claimName.startsWith(prefix) ? paths.get(volume) : undefined;
    return path === undefined ? undefined : { volume, path };
  };
}
