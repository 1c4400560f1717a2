import { field, isSet, listAt, stringAt, type JsonObject } from '../../json/json.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { isVolumeSource, type Volume } from '../../kubernetes/pod/volumes.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, forbidden, invalid, required, say, type FindingOf } from '../finding.ts';
import { cut } from '../../text/quoted.ts';

const messages = {
  missing: 'a volume needs a name',
  malformed: '{{problem}}',
  taken: 'another volume of the Pod has this name',
  noSource: 'a volume needs a source, such as emptyDir or configMap',
  twoSources: 'the volume is a {{first}} already',
  claimName: 'the claim made for it would be named {{pod}}-{{volume}}, which {{problem}}',
  ownClaim: 'this claim is made for an ephemeral volume of the same Pod',
} as const;
type Found = FindingOf<typeof messages>;

export const volumesValid = definePodRule({
  id: 'volumes-valid',
  title: 'A volume has a valid name of its own and one source',
  why: 'Containers mount a volume by its name, and its content comes from one place.',
  mirrors: 'ValidateVolumes',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'workload'],
  messages,
  *check(pod) {
    const { kind, metadata, spec } = pod;
    const podName = kind === 'Pod' ? (stringAt(metadata, 'name') ?? '') : '';
    const taken = new Set<string>();
    const isGenerated = claimsOfEphemeral(podName, spec);
    for (const volume of podVolumes(pod)) {
      yield* nameFindings(volume, taken);
      yield* sourceFindings(volume);
      if (podName !== '' && volume.source !== undefined) yield* claimFindings(volume, podName, isGenerated);
    }
  },
});

function* nameFindings({ name, path }: Volume, taken: Set<string>): Generator<Found> {
  const problem = dnsLabelError(name);
  if (name === '') yield required(path.child('name'), 'missing', { fix: say('name it for what it holds') });
  else if (problem !== undefined) {
    yield invalid(path.child('name'), 'malformed', {
      data: { problem },
      to: name,
      fix: say('choose a name such as data'),
    });
  } else if (taken.has(name)) {
    yield duplicate(path.child('name'), 'taken', {
      to: name,
      fix: say('choose another name, or leave the volume out'),
    });
  }
  taken.add(name);
}

function* sourceFindings({ value, path, source }: Volume): Generator<Found> {
  if (source === undefined) {
    // A field that is not known may be the source of a later version.
    if (Object.keys(value).some((name) => name !== 'name' && isSet(field(value, name)))) return;
    yield required(path, 'noSource', { fix: say('add one; emptyDir: {} starts empty') });
    return;
  }
  for (const name of Object.keys(value)) {
    if (name === 'name' || name === source || !isSet(field(value, name)) || !isVolumeSource(name)) continue;
    const data = { first: source };
    yield forbidden(path.child(name), 'twoSources', { data, fix: say('keep one of them, or make two volumes') });
  }
}

/** The claim of an ephemeral volume is named for the Pod and the volume. */
function* claimFindings(
  volume: Volume,
  podName: string,
  isGenerated: (claimName: string) => boolean,
): Generator<Found> {
  const { name, value, path, source } = volume;
  if (source === 'ephemeral' && name !== '') {
    const problem = dnsSubdomainError(`${podName}-${name}`);
    if (problem !== undefined) {
      yield invalid(path.child('name'), 'claimName', {
        data: { pod: cut(podName), volume: cut(name), problem },
        to: name,
        fix: say('choose another name'),
      });
    }
  }
  const claimName = stringAt(value['persistentVolumeClaim'], 'claimName') ?? '';
  if (claimName !== '' && isGenerated(claimName)) {
    yield invalid(path.child('persistentVolumeClaim', 'claimName'), 'ownClaim', {
      to: claimName,
      fix: say('mount that volume instead'),
    });
  }
}

/** Whether a claim of this name is made for an ephemeral volume of the Pod. */
function claimsOfEphemeral(podName: string, spec: JsonObject): (claimName: string) => boolean {
  const prefix = `${podName}-`;
  const names = new Set<string>();
  for (const volume of listAt(spec, 'volumes')) {
    if (isSet(field(volume, 'ephemeral'))) names.add(stringAt(volume, 'name') ?? '');
  }
  return (claimName) => claimName.startsWith(prefix) && names.has(claimName.slice(prefix.length));
}
