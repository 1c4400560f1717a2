import { field, isSet, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notSupported, say, type FindingOf } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const messages = {
  unknown: 'is none of its values; there is {{values}}',
  masked: 'goes with hostUsers: false only',
};
type Found = FindingOf<typeof messages>;

const fsGroupChange = ['Always', 'OnRootMismatch'];
const supplementalGroups = ['Merge', 'Strict'];
const recursive = ['Recursive'];
const anySELinuxChange = ['MountOption', 'Recursive'];
const procMounts = ['Default', 'Unmasked'];

export const securityContextPolicies = definePodRule({
  id: 'security-context-policies',
  title: 'Policies of a securityContext are known ones',
  why: 'A policy that is not understood would be passed over, and the Pod would run with less protection than it asks for.',
  mirrors: 'validatePodSpecSecurityContext, ValidateProcMountType',
  appliesTo: podsAndTemplates,
  reads: ['hostUsers', 'securityContext', 'containers.securityContext'],
  messages,
  *check({ spec, specPath, changedContainers, change }) {
    const { seLinuxMountOption } = versionFacts(change.minor);
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      if (ofPod) {
        yield* oneOf(value, path, 'fsGroupChangePolicy', fsGroupChange);
        yield* oneOf(value, path, 'supplementalGroupsPolicy', supplementalGroups);
        yield* oneOf(value, path, 'seLinuxChangePolicy', seLinuxMountOption ? anySELinuxChange : recursive);
      } else {
        yield* oneOf(value, path, 'procMount', procMounts);
        if (value['procMount'] === 'Unmasked' && spec['hostUsers'] !== false) {
          yield invalid(path.child('procMount'), 'masked', {
            to: 'Unmasked',
            fix: say('set hostUsers: false in the spec, or leave it out'),
          });
        }
      }
    }
  },
});

function* oneOf(context: JsonObject, path: FieldPath, name: string, values: readonly string[]): Generator<Found> {
  const value = field(context, name);
  if (!isSet(value) || (typeof value === 'string' && values.includes(value))) return;
  const data = { values: values.join(' and ') };
  yield notSupported(path.child(name), 'unknown', { data, to: value, fix: say(`use ${values.join(' or ')}`) });
}
