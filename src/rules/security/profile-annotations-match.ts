import { field, get, isOneOf, isSet, objectAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import {
  appArmorAnnotation,
  isProfileAnnotation,
  profileOnNode,
  seccompAnnotations,
} from '../../kubernetes/annotations.ts';
import { isAppArmorName } from '../../kubernetes/pod/apparmor.ts';
import { forbidden, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const fix = 'Remove the annotation, which the field has replaced.';
const messages = {
  ofPod: { text: 'the seccomp profile of the Pod differs from the one in the annotation {{annotation}}.', fix },
  seccomp: { text: 'the seccomp profile of {{container}} differs from the one in the annotation {{annotation}}.', fix },
  appArmor: {
    text: 'the AppArmor profile of {{container}} differs from the one in the annotation {{annotation}}.',
    fix,
  },
  inherited: {
    text: 'the AppArmor profile of the Pod, which {{container}} uses, differs from the one in the annotation {{annotation}}.',
    fix,
  },
} as const;
type Found = FindingOf<typeof messages>;
type Id = keyof typeof messages;

/** The values of the annotation that mean RuntimeDefault. */
const ofSeccomp = ['runtime/default', 'docker/default'];
const ofAppArmor = ['runtime/default'];
const runtimeDefaults = { ofPod: ofSeccomp, seccomp: ofSeccomp, appArmor: ofAppArmor, inherited: ofAppArmor } as const;

export const profileAnnotationsMatch = definePodRule({
  id: 'profile-annotations-match',
  title: 'A seccomp or AppArmor profile must be the same in the field and in the annotation',
  why: 'If the two differ, it is not clear with which profile the author wants the container to run.',
  mirrors: ['validateSeccompAnnotationsAndFields', 'validateAppArmorAnnotationsAndFieldsMatchOnCreate'],
  appliesTo: podsAndTemplates,
  reads: ['os', 'securityContext', 'metadata.annotations', 'containers.securityContext'],
  needs: ['metadata.annotations'],
  messages,
  *check({ kind, metadata, metadataPath, spec, specPath, containers, change }) {
    const annotations = objectAt(metadata, 'annotations');
    // The annotations and the fields of a stored Pod are not compared.
    const isCompared = kind !== 'Pod' || change.operation === 'CREATE';
    if (!isCompared || !Object.keys(annotations).some(isProfileAnnotation)) return;

    function* compare(profile: Json | undefined, path: FieldPath, key: string, messageId: Id): Generator<Found> {
      const differing = differenceOf(profile, field(annotations, key), messageId);
      if (differing === undefined) return;
      const beside = metadataPath.child('annotations').key(key);
      yield forbidden(path.child(differing), messageId, { shown: { annotation: key }, beside });
    }

    const { ofPod, ofContainer } = seccompAnnotations;
    const context = spec['securityContext'];
    yield* compare(
      field(context, 'seccompProfile'),
      specPath.child('securityContext', 'seccompProfile'),
      ofPod,
      'ofPod',
    );
    const isWindows = get(spec, 'os', 'name') === 'windows';
    for (const { name, value, path } of containers) {
      const own = value['securityContext'];
      const at = path.child('securityContext');
      yield* compare(field(own, 'seccompProfile'), at.child('seccompProfile'), ofContainer + name, 'seccomp');
      if (isWindows) continue;
      const key = appArmorAnnotation + name;
      const ownProfile = field(own, 'appArmorProfile');
      const place = at.child('appArmorProfile');
      if (isSet(ownProfile)) yield* compare(ownProfile, place, key, 'appArmor');
      // In a Pod, the API server copies the annotation to the field (applyAppArmorVersionSkew), unless the field cannot have the value.
      else if (kind !== 'Pod' || !isAppArmorProfile(field(annotations, key)))
        yield* compare(field(context, 'appArmorProfile'), place, key, 'inherited');
    }
  },
});

/** The field of the profile that differs from the annotation. Undefined if they are the same, or if one of them is missing. */
function differenceOf(
  profile: Json | undefined,
  annotation: Json | undefined,
  messageId: Id,
): 'type' | 'localhostProfile' | undefined {
  if (!isSet(annotation)) return undefined;
  switch (field(profile, 'type')) {
    case 'RuntimeDefault':
      return isOneOf(annotation, runtimeDefaults[messageId]) ? undefined : 'type';
    case 'Unconfined':
      return annotation === 'unconfined' ? undefined : 'type';
    case 'Localhost': {
      const name = profileOnNode(annotation);
      if (name === undefined) return 'type';
      return field(profile, 'localhostProfile') === name ? undefined : 'localhostProfile';
    }
    default:
      return undefined;
  }
}

/** Whether an AppArmor annotation has a value that the field can have. */
const isAppArmorProfile = (annotation: Json | undefined): boolean =>
  isOneOf(annotation, ['runtime/default', 'unconfined']) || isAppArmorName(profileOnNode(annotation) ?? '');
