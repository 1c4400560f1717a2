import { storedWith } from '../../change/stored-with.ts';
import { field, get, isOneOf, isSet, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { gateText } from '../../kubernetes/gates.ts';
import { forbidden, notSupported, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  unknown: {},
  mountOption: {
    text: `MountOption requires ${gateText('SELinuxMount')}.`,
    fix: 'Set seLinuxChangePolicy to Recursive, or remove it.',
  },
  masked: {
    text: 'procMount Unmasked is not allowed unless hostUsers is false.',
    fix: 'Set hostUsers to false in the Pod spec, or remove procMount from {{container}}.',
  },
} as const;
type Found = FindingOf<typeof messages>;

const fsGroupChange = ['Always', 'OnRootMismatch'];
const supplementalGroups = ['Merge', 'Strict'];
const recursive = ['Recursive'];
const anySELinuxChange = ['MountOption', 'Recursive'];
const procMounts = ['Default', 'Unmasked'];

export const securityContextPolicies = definePodRule({
  id: 'security-context-policies',
  title: 'Policies in a securityContext must have a supported value',
  why: 'A value that Kubernetes does not know cannot be enforced, so the Pod would run with settings that its author did not choose.',
  mirrors: ['validatePodSpecSecurityContext', 'ValidateProcMountType'],
  appliesTo: podsAndTemplates,
  reads: ['hostUsers', 'securityContext', 'containers.securityContext'],
  needs: [
    'securityContext.fsGroupChangePolicy',
    'securityContext.supplementalGroupsPolicy',
    'securityContext.seLinuxChangePolicy',
    'securityContext.procMount',
  ],
  messages,
  *check(pod) {
    const { spec, specPath, changedContainers } = pod;
    const { facts } = pod.change;
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      if (ofPod) {
        yield* oneOf(value, path, 'fsGroupChangePolicy', fsGroupChange);
        if (facts.SupplementalGroupsPolicy) yield* oneOf(value, path, 'supplementalGroupsPolicy', supplementalGroups);
        if (!facts.SELinuxChangePolicy) continue;
        const isAnyAllowed = facts.SELinuxMount || hadSELinuxChange(pod);
        yield* oneOf(value, path, 'seLinuxChangePolicy', isAnyAllowed ? anySELinuxChange : recursive);
      } else if (facts.ProcMountType) {
        yield* oneOf(value, path, 'procMount', procMounts);
        if (value['procMount'] === 'Unmasked' && !(facts.UserNamespacesSupport && spec['hostUsers'] === false)) {
          const beside = isSet(spec['hostUsers']) ? specPath.child('hostUsers') : undefined;
          yield forbidden(path.child('procMount'), 'masked', { to: 'Unmasked', beside });
        }
      }
    }
  },
});

/** If the stored Pod has a seLinuxChangePolicy, kube-apiserver accepts each one. */
const hadSELinuxChange = storedWith(({ spec }) => isSet(get(spec, 'securityContext', 'seLinuxChangePolicy')));

function* oneOf(context: JsonObject, path: FieldPath, name: string, values: readonly string[]): Generator<Found> {
  const value = field(context, name);
  if (!isSet(value) || isOneOf(value, values)) return;
  const isOfLater = name === 'seLinuxChangePolicy' && value === 'MountOption';
  yield notSupported(path.child(name), isOfLater ? 'mountOption' : 'unknown', value, values);
}
