import { oncePer } from '../../change/once.ts';
import type { PodView } from '../../change/change.ts';
import { field, objectAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { appArmorAnnotation, profileOnNode, seccompAnnotations } from '../../kubernetes/annotations.ts';
import { containerName } from '../../kubernetes/pod/containers.ts';
import { descendingPathError, isDnsLabel } from '../../kubernetes/names.ts';
import { quoted } from '../../text/quoted.ts';
import { invalid, notFound, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const appArmorProfiles: readonly Json[] = ['', 'runtime/default', 'unconfined'];
const seccompProfiles: readonly Json[] = ['runtime/default', 'docker/default', 'unconfined'];

const messages = {
  appArmor: {
    text: 'must be runtime/default, unconfined, or localhost/ and the name of a profile.',
    fix: 'Remove the annotation, and set securityContext.appArmorProfile of container {{name}}.',
  },
  container: {
    text: 'the Pod has no container {{name}}.',
    fix: 'Remove the annotation, or write the name of a container of the Pod after the slash.',
  },
  seccomp: {
    text: 'must be runtime/default, docker/default, unconfined, or localhost/ and the path of a profile.',
    fix: 'Remove the annotation, which Kubernetes ignores, and set securityContext.seccompProfile.',
  },
  path: {
    text: 'the path after localhost/ {{problem}}.',
    fix: 'Remove the annotation, which Kubernetes ignores, and set securityContext.seccompProfile.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const profileAnnotationsValid = definePodRule({
  id: 'profile-annotations-valid',
  title: 'seccomp and AppArmor annotations must name a profile, and AppArmor annotations a container of the Pod',
  why: 'The fields seccompProfile and appArmorProfile have replaced these annotations, but the API server still validates them.',
  mirrors: ['ValidateSeccompPodAnnotations', 'ValidateAppArmorPodAnnotations'],
  appliesTo: { ...podsAndTemplates, subresources: ['', 'status', 'ephemeralcontainers', 'resize'] },
  reads: ['metadata.annotations', 'containers.name'],
  needs: ['metadata.annotations'],
  messages,
  *check(pod) {
    const annotations = objectAt(pod.metadata, 'annotations');
    const path = pod.metadataPath.child('annotations');
    for (const key of Object.keys(annotations)) {
      const value = field(annotations, key) ?? '';
      if (key.startsWith(appArmorAnnotation)) yield* appArmor(key, value, path.key(key), pod);
      else if (key === seccompAnnotations.ofPod || key.startsWith(seccompAnnotations.ofContainer))
        yield* seccomp(value, path.key(key));
    }
  },
});

const containerNames = oncePer(({ containers }: PodView) => {
  const names = new Set(containers.map(({ value }) => containerName(value)));
  return { names, known: [...names].filter(isDnsLabel) };
});

/** An annotation of an unknown container must be removed, whatever its value is. */
function* appArmor(key: string, value: Json, path: FieldPath, pod: PodView): Generator<Found> {
  const name = key.slice(appArmorAnnotation.length);
  const shown = { name: quoted(name) };
  const { names, known } = containerNames(pod);
  if (!names.has(name)) yield notFound(path, 'container', name, known, { shown });
  else if (!appArmorProfiles.includes(value) && profileOnNode(value) === undefined)
    yield invalid(path, 'appArmor', { shown, to: value });
}

function* seccomp(value: Json, path: FieldPath): Generator<Found, void, void> {
  if (seccompProfiles.includes(value)) return;
  const file = profileOnNode(value);
  if (file === undefined) return yield invalid(path, 'seccomp', { to: value });
  const problem = descendingPathError(file);
  if (problem !== undefined) yield invalid(path, 'path', { data: { problem }, to: value });
}
