import { field, get, isSet, listAt, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { isDroppedAt } from '../../kubernetes/apiserver/dropped-fields.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { forbidden, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  ofLinux: {
    text: '{{subject}} cannot be set when os.name is windows.',
    fix: 'Remove {{field}}, or set os.name to linux.',
  },
  ofWindows: {
    text: '{{subject}} cannot be set when os.name is linux.',
    fix: 'Remove windowsOptions, or set os.name to windows.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** The fields that a Windows Pod cannot have, in the Pod spec, in the securityContext of the Pod and in that of a container. */
const ofLinux = {
  spec: ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
  pod: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'fsGroup',
    'fsGroupChangePolicy',
    'sysctls',
    'runAsUser',
    'runAsGroup',
    'supplementalGroups',
    'supplementalGroupsPolicy',
    'seLinuxChangePolicy',
  ],
  container: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'capabilities',
    'readOnlyRootFilesystem',
    'privileged',
    'allowPrivilegeEscalation',
    'procMount',
    'runAsUser',
    'runAsGroup',
  ],
} as const;
const ofWindows = ['windowsOptions'];

export const osSpecificFields = definePodRule({
  id: 'os-specific-fields',
  title: 'A Pod must not have fields of another operating system than os.name',
  why: 'Linux and Windows have different settings for isolation and security. os.name decides which of them the Pod may use.',
  mirrors: ['validateWindows', 'validateLinux'],
  appliesTo: podsAndTemplates,
  reads: ['os', 'securityContext', 'containers.securityContext', ...ofLinux.spec],
  needs: ['os'],
  messages,
  *check({ spec, specPath, changedContainers, change }) {
    const os = get(spec, 'os', 'name');
    if (os !== 'windows' && os !== 'linux') return;
    const isWindows = os === 'windows';
    const beside = specPath.child('os', 'name');
    function* check(object: JsonObject, path: FieldPath, names: readonly string[]): Generator<Found> {
      for (const name of names) {
        const at = path.child(name);
        // The API server replaces a procMount whose feature gate is off by Default, and does not drop it.
        const isKept = name === 'procMount' || !isDroppedAt(at, field(object, name), change.facts);
        if (!isUsed(object, name) || !isKept) continue;
        yield forbidden(at, isWindows ? 'ofLinux' : 'ofWindows', { beside });
      }
    }
    if (isWindows) yield* check(spec, specPath, ofLinux.spec);
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      yield* check(value, path, isWindows ? (ofPod ? ofLinux.pod : ofLinux.container) : ofWindows);
    }
  },
});

/** Whether the field counts as set. hostPID and hostIPC are not pointers in the API, so false is the same as absent. */
function isUsed(object: JsonObject, name: string): boolean {
  const value = field(object, name);
  if (name === 'hostPID' || name === 'hostIPC') return value === true;
  return name === 'sysctls' ? listAt(object, name).length > 0 : isSet(value);
}
