import type { PodView } from '../../change/change.ts';
import { field, get, isSet, objectAt, stringAt, type Json } from '../../json/json.ts';
import { appArmorAnnotation, profileOnNode, seccompAnnotations } from '../../kubernetes/annotations.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

const messages = {
  gone: {
    text: 'the annotation has had no effect since Kubernetes {{version}}.',
    fix: 'Remove the annotation, and use {{instead}} instead.',
  },
  deprecated: {
    text: 'the annotation has been deprecated since Kubernetes 1.30.',
    fix: 'Remove the annotation, and set appArmorProfile in the securityContext of the container instead.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** Source: deprecatedAnnotations in pkg/api/pod/warnings.go. */
const gone: readonly (readonly [key: string, version: string, instead: string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', '1.16', 'priorityClassName'],
  ['security.alpha.kubernetes.io/sysctls', '1.11', 'sysctls in the securityContext of the Pod'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', '1.11', 'sysctls in the securityContext of the Pod'],
];

export const deprecatedAnnotations = definePodWarning({
  id: 'deprecated-annotations',
  title: 'Fields should be used instead of the deprecated annotations for priority, sysctls, seccomp and AppArmor',
  why: 'Fields have replaced these annotations. Kubernetes ignores most of the annotations, so the Pod runs without the setting.',
  mirrors: ['warningsForPodSpecAndMeta', 'applyAppArmorVersionSkew'],
  messages,
  *check(pod) {
    const { metadata, metadataPath, spec, containers } = pod;
    const annotations = objectAt(metadata, 'annotations');
    const path = metadataPath.child('annotations');
    for (const [key, version, instead] of gone) {
      if (Object.hasOwn(annotations, key)) yield advise(path.key(key), 'gone', { shown: { version, instead } });
    }
    if (
      Object.hasOwn(annotations, seccompAnnotations.ofPod) &&
      !isSet(get(spec, 'securityContext', 'seccompProfile'))
    ) {
      const instead = 'seccompProfile in the securityContext of the Pod';
      yield advise(path.key(seccompAnnotations.ofPod), 'gone', { shown: { version: '1.27', instead } });
    }
    for (const { name, value } of containers) {
      const key = seccompAnnotations.ofContainer + name;
      if (!Object.hasOwn(annotations, key) || isSet(get(value, 'securityContext', 'seccompProfile'))) continue;
      const instead = 'seccompProfile in the securityContext of the container';
      yield advise(path.key(key), 'gone', { shown: { version: '1.27', instead } });
    }
    yield* appArmorFindings(pod);
  },
});

/** kube-apiserver sets the field of the container from the annotation, except on Windows, and if the Pod already has the same profile. */
function* appArmorFindings({ kind, metadata, metadataPath, spec, containers, change }: PodView): Generator<Found> {
  if (kind === 'Pod' && get(spec, 'os', 'name') === 'windows') return;
  const annotations = objectAt(metadata, 'annotations');
  const ofPod = get(spec, 'securityContext', 'appArmorProfile');
  if (kind !== 'Pod' && isSet(ofPod) && !change.facts.appArmorProfilesCompared) return;
  for (const { name, value } of containers) {
    const key = appArmorAnnotation + name;
    const annotation = field(annotations, key);
    if (annotation === undefined || isSet(get(value, 'securityContext', 'appArmorProfile'))) continue;
    if (!isSameProfile(annotation, ofPod)) yield advise(metadataPath.child('annotations').key(key), 'deprecated');
  }
}

function isSameProfile(annotation: Json, profile: Json | undefined): boolean {
  const type = stringAt(profile, 'type');
  const file = stringAt(profile, 'localhostProfile');
  if (annotation === 'unconfined') return type === 'Unconfined' && file === undefined;
  if (annotation === 'runtime/default') return type === 'RuntimeDefault' && file === undefined;
  return type === 'Localhost' && file !== undefined && file !== '' && profileOnNode(annotation) === file;
}
