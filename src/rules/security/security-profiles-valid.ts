import { isObject, isOneOf, isSet, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { descendingPathError } from '../../kubernetes/names.ts';
import { maxAppArmorName } from '../../kubernetes/pod/apparmor.ts';
import { trimSpace } from '../../kubernetes/space.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { forbidden, invalid, notSupported, required, tooLong, type FindingOf } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const types = ['RuntimeDefault', 'Localhost', 'Unconfined'];

const messages = {
  typeMissing: {
    text: '{{profile}} must have a type.',
    fix: 'Set type to RuntimeDefault, Localhost or Unconfined.',
  },
  type: {},
  file: {
    text: 'localhostProfile is required when type is Localhost.',
    fix: 'Set localhostProfile to a path in the seccomp directory of the kubelet, such as "profiles/web.json".',
  },
  fileOfAppArmor: {
    text: 'localhostProfile is required when type is Localhost.',
    fix: 'Set localhostProfile to the name of an AppArmor profile that is loaded on the node.',
  },
  fileUnused: {
    text: 'localhostProfile is not allowed unless type is Localhost.',
    fix: 'Remove localhostProfile, or set type to Localhost.',
  },
  path: {
    text: 'localhostProfile {{problem}}.',
    fix: 'Set localhostProfile to a path in the seccomp directory of the kubelet, such as "profiles/web.json".',
  },
  padded: {
    text: 'localhostProfile must not start or end with whitespace.',
    fix: 'Set localhostProfile to "{{trimmed}}".',
  },
  long: {
    text: 'localhostProfile must be no more than {{max}} bytes.',
    fix: 'Set localhostProfile to the name of an AppArmor profile that is loaded on the node.',
  },
  ...stringMessages,
} as const;
type Found = FindingOf<typeof messages>;

export const securityProfilesValid = definePodRule({
  id: 'security-profiles-valid',
  title: 'seccomp and AppArmor profiles must have a supported type, and a Localhost profile must have a name',
  why: 'With type Localhost the container uses a profile that an administrator has installed on the node. A container whose profile is missing does not start.',
  mirrors: ['validateSeccompProfileField', 'ValidateAppArmorProfileField'],
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  needs: ['securityContext.seccompProfile', 'securityContext.appArmorProfile'],
  messages,
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path } of securityContextsOf(spec, specPath, changedContainers)) {
      for (const kind of [seccomp, appArmor]) {
        const profile = value[kind.field];
        if (isObject(profile)) yield* checkProfile(profile, path.child(kind.field), kind);
      }
    }
  },
});

const seccomp = {
  field: 'seccompProfile',
  /** Whether there is a localhostProfile for kube-apiserver to look at. */
  hasFile: isSet,
  fileMissing: 'file',
  checkFile: seccompFile,
  /** Whether a localhostProfile beside an unknown type is refused too. */
  refusesFileOfUnknownType: true,
} as const;
const appArmor = {
  field: 'appArmorProfile',
  hasFile: (file: Json | undefined) => isSet(file) && (typeof file !== 'string' || trimSpace(file) !== ''),
  fileMissing: 'fileOfAppArmor',
  checkFile: appArmorFile,
  refusesFileOfUnknownType: false,
} as const;
type ProfileKind = typeof seccomp | typeof appArmor;

function* checkProfile(profile: JsonObject, path: FieldPath, kind: ProfileKind): Generator<Found> {
  const type = profile['type'] ?? '';
  const isKnown = isOneOf(type, types);
  const file = profile['localhostProfile'];
  const at = path.child('localhostProfile');
  const beside = type === '' ? undefined : path.child('type');
  if (type === '') yield required(path.child('type'), 'typeMissing', { shown: { profile: kind.field } });
  else if (!isKnown) yield notSupported(path.child('type'), 'type', type, types);
  if (type === 'Localhost') {
    if (!kind.hasFile(file)) yield required(at, kind.fileMissing, { beside });
    else if (typeof file === 'string') yield* kind.checkFile(file, at);
    else yield notString(at, file ?? '');
  } else if (isSet(file) && (isKnown || kind.refusesFileOfUnknownType)) {
    yield forbidden(at, 'fileUnused', { to: file, beside });
  }
}

function* seccompFile(file: string, path: FieldPath): Generator<Found> {
  const problem = descendingPathError(file);
  if (problem !== undefined) yield invalid(path, 'path', { data: { problem }, to: file });
}

function* appArmorFile(file: string, path: FieldPath): Generator<Found> {
  const name = trimSpace(file);
  if (name !== file) yield invalid(path, 'padded', { shown: { trimmed: name }, to: file });
  if (Buffer.byteLength(file) > maxAppArmorName) yield tooLong(path, 'long', { shown: { max: maxAppArmorName } });
}
