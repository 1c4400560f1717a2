import { field, isSet, own, stringAt, type Json } from '../../json/json.ts';
import { backstepError, dnsSubdomainError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { isFileMode } from '../../kubernetes/pod/volumes.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, notSupported, required, say, tooLong, type FindingOf } from '../finding.ts';
import type { PodView } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const messages = {
  missing: 'must not be empty',
  mode: 'must be between 0 and 0777 (511)',
  size: 'must be an amount of 0 or more',
  path: '{{problem}}',
  absolute: 'must be an absolute path',
  hostPathType: 'is no type of hostPath',
  malformed: '{{problem}}',
  driverLength: 'must be at most 63 characters',
  pullPolicy: 'is no pullPolicy; there are Always, IfNotPresent and Never',
} as const;
type Found = Iterable<FindingOf<typeof messages>>;

/** What is left to kube-apiserver: the sources that only one storage system knows, and the claim of an ephemeral volume. */
export const volumeSourcesValid = definePodRule({
  id: 'volume-sources-valid',
  title: 'The source of a volume says what it needs to',
  why: 'A volume whose source is not named would keep the Pod from starting.',
  mirrors: 'validateVolumeSource',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'workload'],
  messages,
  *check(pod) {
    for (const { source, value, path } of podVolumes(pod)) {
      const check = source === undefined ? undefined : own(checks, source);
      if (check !== undefined) yield* check(field(value, source!)!, path.child(source!), pod);
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
const policies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];
const maxDriver = 63;

const checks: Readonly<Record<string, (source: Json, path: FieldPath, pod: PodView) => Found>> = {
  *emptyDir(source, path) {
    const limit = field(source, 'sizeLimit');
    if (!isSet(limit) || (parseQuantity(limit) ?? -1n) >= 0n) return;
    yield forbidden(path.child('sizeLimit'), 'size', { to: limit, fix: say('use an amount such as 500Mi') });
  },
  *secret(source, path) {
    yield* named(source, 'secretName', path);
    yield* mode(source, path);
  },
  *configMap(source, path) {
    yield* named(source, 'name', path);
    yield* mode(source, path);
  },
  downwardAPI: mode,
  projected: mode,
  persistentVolumeClaim: (source, path) => named(source, 'claimName', path),
  *hostPath(source, path) {
    yield* named(source, 'path', path);
    const target = stringAt(source, 'path') ?? '';
    if (target === '') return;
    const problem = backstepError(target);
    if (problem !== undefined) {
      yield invalid(path.child('path'), 'path', { data: { problem }, to: target, fix: say('write the path out') });
    }
    const type = stringAt(source, 'type') ?? '';
    if (!hostPathTypes.includes(type)) {
      const fix = say(`use one of ${hostPathTypes.slice(1).join(', ')}, or leave it out`);
      yield notSupported(path.child('type'), 'hostPathType', { to: type, fix });
    }
  },
  *nfs(source, path) {
    yield* named(source, 'server', path);
    yield* named(source, 'path', path);
    const target = stringAt(source, 'path') ?? '';
    if (target === '' || target.startsWith('/')) return;
    yield invalid(path.child('path'), 'absolute', { to: target, fix: say('begin it with a slash') });
  },
  *csi(source, path) {
    const driver = stringAt(source, 'driver') ?? '';
    if (driver === '') yield* named(source, 'driver', path);
    else if (driver.length > maxDriver) {
      yield tooLong(path.child('driver'), 'driverLength', { to: driver, fix: say('use the name of a CSIDriver') });
    } else {
      yield* subdomain(driver.toLowerCase(), path.child('driver'));
    }
    if (isSet(field(source, 'nodePublishSecretRef'))) {
      const secret = path.child('nodePublishSecretRef');
      const name = stringAt(source, 'nodePublishSecretRef', 'name') ?? '';
      if (name === '') yield required(secret.child('name'), 'missing', { fix: say('name the Secret') });
      else yield* subdomain(name, secret.child('name'));
    }
  },
  *ephemeral(source, path) {
    if (isSet(field(source, 'volumeClaimTemplate'))) return;
    yield required(path.child('volumeClaimTemplate'), 'missing', { fix: say('say which claim is to be made') });
  },
  *image(source, path, { kind, change }) {
    const { imageVolumes, imageReferenceInTemplates } = versionFacts(change.minor);
    if (!imageVolumes) return;
    if (kind === 'Pod' || imageReferenceInTemplates) yield* named(source, 'reference', path);
    const policy = stringAt(source, 'pullPolicy') ?? '';
    if (policy === '' || policies.includes(policy)) return;
    yield notSupported(path.child('pullPolicy'), 'pullPolicy', { to: policy, fix: say('leave it out') });
  },
};

function* named(source: Json, name: string, path: FieldPath): Found {
  if ((stringAt(source, name) ?? '') === '')
    yield required(path.child(name), 'missing', { fix: say(`say which ${name}`) });
}

function* mode(source: Json, path: FieldPath): Found {
  const value = field(source, 'defaultMode');
  if (isFileMode(value)) return;
  yield invalid(path.child('defaultMode'), 'mode', { to: value, fix: say('use one such as 0644 (420)') });
}

function* subdomain(to: string, path: FieldPath): Found {
  const problem = dnsSubdomainError(to);
  if (problem !== undefined) yield invalid(path, 'malformed', { data: { problem }, to, fix: say('correct the name') });
}
