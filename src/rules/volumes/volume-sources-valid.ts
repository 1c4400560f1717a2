import type { PodView } from '../../change/change.ts';
import { storedWith } from '../../change/stored-with.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import { field, isSet, listAt, own, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { gateText } from '../../kubernetes/gates.ts';
import { backstepError, csiDriverError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { pullPolicies } from '../../kubernetes/pod/policies.ts';
import { cut } from '../../text/quoted.ts';
import { invalid, notSupported, required, tooLong, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { exampleOf } from '../parts/example.ts';
import { modeFindings, modeMessages } from './file-mode.ts';
import { keepsUsers, userFindings, userMessages } from './file-user.ts';

const messages = {
  ...modeMessages,
  ...userMessages,
  emptyDirMode: {
    text: 'must be between 0 and 01777 in octal, which is 1023 in decimal.',
    fix: 'Set mode to a mode such as 01777. In JSON, write 1023.',
  },
  missing: { text: '{{source}} must have a {{field}}.', fix: 'Set {{field}} to {{meaning}}.' },
  size: { text: 'must be 0 or more.', fix: 'Set sizeLimit to a quantity such as 500Mi, or remove it.' },
  path: { text: 'path {{problem}}.', fix: 'Set path to the full path on the node.' },
  absolute: { text: 'path must be an absolute path.', fix: 'Set path to "{{absolute}}".' },
  hostPathType: {},
  malformed: { text: 'the name of a {{object}} {{problem}}.', fix: 'Set {{field}} to {{meaning}}.' },
  driverLength: { text: 'driver must be no more than 63 characters.', fix: 'Set driver to {{meaning}}.' },
  pullPolicy: {},
  pullPolicyMissing: {
    text: `image must have a pullPolicy, because the API server sets no default without ${gateText('ImageVolume')}.`,
    fix: 'Set pullPolicy to Always, IfNotPresent or Never.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** storage-volumes-valid checks the sources of storage systems, and ephemeral-claims-valid the claim of an ephemeral volume. */
export const volumeSourcesValid = definePodRule({
  id: 'volume-sources-valid',
  title:
    'Volume sources must have their required fields, such as secretName or path, and valid paths, sizes and file modes',
  why: 'The kubelet needs these fields to mount the volume. A Pod does not start before all of its volumes are mounted.',
  mirrors: ['validateVolumeSource'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: ['volumes'],
  messages,
  *check(pod) {
    for (const { source = '', value, path } of podVolumes(pod)) {
      const check = own(checks, source);
      if (check !== undefined) yield* check(field(value, source)!, path.child(source), pod);
      if (keepsUsers(value, source, pod.change.facts))
        yield* userFindings(field(value, source), 'defaultUser', path.child(source));
    }
  },
});

const hostPathTypes: readonly string[] = [
  '',
  'DirectoryOrCreate',
  'Directory',
  'FileOrCreate',
  'File',
  'Socket',
  'CharDevice',
  'BlockDevice',
];
const maxDriver = 63;
/** With the sticky bit. */
const maxEmptyDirMode = 0o1777;

const objectOfPod = (object: string): string => `the name of a ${object} in the namespace of the Pod`;
const secret = objectOfPod('Secret');
const csiDriver = 'a name that kubectl get csidrivers lists';
const pathOnNode = 'the full path on the node';

const checks: Readonly<Record<string, (source: Json, path: FieldPath, pod: PodView) => Iterable<Found>>> = {
  *emptyDir(source, path, { change }) {
    const mode = field(source, 'mode');
    if (change.facts.EmptyDirVolumeMode && typeof mode === 'number' && (mode < 0 || mode > maxEmptyDirMode))
      yield invalid(path.child('mode'), 'emptyDirMode', { to: mode });
    const to = field(source, 'sizeLimit');
    if (isSet(to) && (parseQuantity(to) ?? 0n) < 0n) yield invalid(path.child('sizeLimit'), 'size', { to });
  },
  *secret(source, path) {
    yield* named(source, 'secretName', path, secret);
    yield* defaultMode(source, path);
  },
  *configMap(source, path) {
    yield* named(source, 'name', path, objectOfPod('ConfigMap'));
    yield* defaultMode(source, path);
  },
  downwardAPI: defaultMode,
  projected: defaultMode,
  persistentVolumeClaim: (source, path) => named(source, 'claimName', path, objectOfPod('PersistentVolumeClaim')),
  *hostPath(source, path) {
    yield* named(source, 'path', path, pathOnNode);
    const to = stringAt(source, 'path') ?? '';
    if (to === '') return;
    const problem = backstepError(to);
    if (problem !== undefined) yield invalid(path.child('path'), 'path', { data: { problem }, to });
    const type = stringAt(source, 'type') ?? '';
    if (!hostPathTypes.includes(type)) yield notSupported(path.child('type'), 'hostPathType', type, hostPathTypes);
  },
  *nfs(source, path) {
    yield* named(source, 'server', path, 'the hostname or IP address of the NFS server');
    yield* named(source, 'path', path, 'the path that the NFS server exports, such as "/exports/data"');
    const to = stringAt(source, 'path') ?? '';
    if (to === '' || to.startsWith('/')) return;
    yield invalid(path.child('path'), 'absolute', {
      to,
      shown: { absolute: exampleOf(to, path.child('path'), (text) => cut(`/${text}`), '/data') },
    });
  },
  *csi(source, path) {
    const to = stringAt(source, 'driver') ?? '';
    const at = path.child('driver');
    if (to === '') yield required(at, 'missing', { shown: { source: 'csi', meaning: csiDriver } });
    else if (to.length > maxDriver) yield tooLong(at, 'driverLength', { to, shown: { meaning: csiDriver } });
    else {
      const problem = csiDriverError(to);
      if (problem !== undefined) yield* malformed(problem, to, at, 'CSI driver', csiDriver);
    }
    const ref = field(source, 'nodePublishSecretRef');
    if (!isSet(ref)) return;
    yield* named(ref, 'name', path.child('nodePublishSecretRef'), secret);
    const name = stringAt(ref, 'name') ?? '';
    const problem = name === '' ? undefined : dnsSubdomainError(name);
    if (problem !== undefined) {
      yield* malformed(problem, name, path.child('nodePublishSecretRef', 'name'), 'Secret', secret);
    }
  },
  *ephemeral(source, path) {
    if (isSet(field(source, 'volumeClaimTemplate'))) return;
    const meaning = 'a template with the spec of a PersistentVolumeClaim';
    yield required(path.child('volumeClaimTemplate'), 'missing', { shown: { source: 'ephemeral', meaning } });
  },
  *image(source, path, pod) {
    const isRequired = pod.change.facts.imageReferenceInTemplates && !hadOpenImage(pod);
    if (pod.kind === 'Pod' || isRequired) {
      yield* named(source, 'reference', path, 'an image, such as "registry.example.com/data:1.0"');
    }
    const policy = stringAt(source, 'pullPolicy') ?? '';
    // kube-apiserver sets the default only while the gate is on.
    if (policy === '' && pod.change.facts.gatesInUse.includes('ImageVolume'))
      yield required(path.child('pullPolicy'), 'pullPolicyMissing');
    if (policy === '' || pullPolicies.includes(policy)) return;
    yield notSupported(path.child('pullPolicy'), 'pullPolicy', policy, pullPolicies);
  },
};

/** If the stored template has an image volume without a reference, kube-apiserver accepts all of them (hasEmptyImageVolumeReference). */
const hadOpenImage = storedWith(({ spec }) =>
  listAt(spec, 'volumes').some((volume) => {
    const image = field(volume, 'image');
    return isSet(image) && (stringAt(image, 'reference') ?? '') === '';
  }),
);

/** Checks a required field of the source. `meaning` says what to set it to. */
function* named(source: Json, name: string, path: FieldPath, meaning: string): Generator<Found> {
  if ((stringAt(source, name) ?? '') !== '') return;
  yield required(path.child(name), 'missing', { shown: { source: String(path.last), meaning } });
}

function* malformed(problem: string, to: string, path: FieldPath, object: string, meaning: string): Generator<Found> {
  yield invalid(path, 'malformed', { data: { problem }, to, shown: { object, meaning } });
}

function defaultMode(source: Json, path: FieldPath): Generator<Found> {
  return modeFindings(field(source, 'defaultMode'), path.child('defaultMode'));
}
