import { isObject, isSet, type Json, type JsonObject } from '../../json/json.ts';
import { descendingPathError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notSupported, remove, required, say, tooLong, type FindingOf } from '../finding.ts';

const types: readonly unknown[] = ['Localhost', 'RuntimeDefault', 'Unconfined'];
/** White space at an end, by the Unicode property that Go reads. */
const padded = /^[\p{White_Space}]|[\p{White_Space}]$/u;
/** Of a path on Linux, without the byte that ends it. */
const maxPath = 4095;

const messages = {
  typeMissing: 'a profile has a type',
  type: 'is no type of a profile; there are Localhost, RuntimeDefault and Unconfined',
  file: 'with type Localhost there must be the profile of the node to use',
  fileUnused: 'goes with type Localhost only',
  path: '{{problem}}',
  padded: 'must not have leading or trailing white space',
  long: 'must be at most 4095 bytes',
};
type Found = FindingOf<typeof messages>;

export const securityProfilesValid = definePodRule({
  id: 'security-profiles-valid',
  title: 'seccomp and AppArmor profiles can be found',
  why: 'A container whose profile cannot be found is not started; one without a profile is not confined.',
  mirrors: 'validateSeccompProfileField, ValidateAppArmorProfileField',
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  messages,
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path } of securityContextsOf(spec, specPath, changedContainers)) {
      const { seccompProfile, appArmorProfile } = value;
      if (isObject(seccompProfile)) {
        yield* checkProfile(seccompProfile, path.child('seccompProfile'), isSet, seccompFile);
      }
      if (isObject(appArmorProfile)) {
        yield* checkProfile(appArmorProfile, path.child('appArmorProfile'), isSetText, appArmorFile);
      }
    }
  },
});

const isSetText = (value: Json | undefined): boolean => isSet(value) && value !== '';

function* checkProfile(
  profile: JsonObject,
  path: FieldPath,
  isThere: (file: Json | undefined) => boolean,
  checkFile: (file: Json, path: FieldPath) => Iterable<Found>,
): Generator<Found, void, void> {
  const type = profile['type'] ?? '';
  const file = profile['localhostProfile'];
  const at = path.child('localhostProfile');
  if (type === '') {
    yield required(path.child('type'), 'typeMissing', { fix: say('use RuntimeDefault') });
  } else if (!types.includes(type)) {
    yield notSupported(path.child('type'), 'type', { to: type, fix: say('use RuntimeDefault') });
  }
  if (type === 'Localhost') {
    if (!isThere(file)) yield required(at, 'file', { fix: say('name it, as in profiles/web.json') });
    else yield* checkFile(file ?? '', at);
  } else if (isSet(file) && (checkFile === seccompFile || types.includes(type))) {
    // Of an AppArmor profile of unknown type nothing else is looked at.
    yield invalid(at, 'fileUnused', { to: file, fix: remove });
  }
}

function* seccompFile(file: Json, path: FieldPath): Generator<Found, void, void> {
  const problem = typeof file === 'string' ? descendingPathError(file) : 'must be a text';
  if (problem === undefined) return;
  yield invalid(path, 'path', { data: { problem }, to: file, fix: say("name it below the kubelet's seccomp folder") });
}

function* appArmorFile(file: Json, path: FieldPath): Generator<Found, void, void> {
  if (typeof file !== 'string') {
    return yield invalid(path, 'path', { data: { problem: 'must be a text' }, to: file, fix: say('write it as text') });
  }
  if (padded.test(file)) yield invalid(path, 'padded', { to: file, fix: say('remove the white space') });
  if (file.length > maxPath || bytesOf(file) > maxPath) yield tooLong(path, 'long', { fix: say('name a shorter one') });
}

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
