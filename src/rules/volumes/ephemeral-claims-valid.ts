import { podVolumes } from '../../change/pod-volumes.ts';
import { field, get, isSet, objectAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { annotationBytes, maxAnnotationBytes } from '../../kubernetes/annotations.ts';
import { annotationKeyError } from '../../kubernetes/names.ts';
import { fieldType } from '../../kubernetes/schema/types.ts';
import { labelProblems } from '../../kubernetes/selector.ts';
import { likeLabelValue, likeQualifiedName } from '../../text/like-name.ts';
import { forbidden, invalid, tooLong, type FindingOf } from '../finding.ts';
import { claimFindings, claimMessages } from './claim.ts';
import { exampleOf, exampleOfKey } from '../parts/example.ts';
import { notString } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  ...claimMessages,
  metadata: {
    text: 'the metadata of a volumeClaimTemplate may have only labels and annotations.',
    fix: 'Remove {{field}}.',
  },
  metadataName: {
    text: 'a volumeClaimTemplate cannot have a name. The name of its PersistentVolumeClaim consists of the names of the Pod and the volume.',
    fix: 'Remove name.',
  },
  labelKey: { text: 'a label key {{problem}}.', fix: 'Use a key such as "{{example}}".' },
  labelValue: { text: 'a label value {{problem}}.', fix: 'Use a value such as "{{example}}".' },
  annotationKey: { text: 'an annotation key {{problem}}.', fix: 'Use a key such as "{{example}}".' },
  annotationSize: {
    text: `the keys and values of all annotations together must be no more than ${maxAnnotationBytes} bytes, but are {{bytes}}.`,
    fix: 'Remove large annotations.',
  },
} as const;
type Found = FindingOf<typeof messages>;

const allowedMetadata: readonly string[] = ['labels', 'annotations'];

export const ephemeralClaimsValid = definePodRule({
  id: 'ephemeral-claims-valid',
  title:
    'The volumeClaimTemplate of an ephemeral volume must be a valid PersistentVolumeClaim with only labels and annotations',
  why: 'Kubernetes creates the PersistentVolumeClaim together with the Pod. The Pod does not start before the claim has a volume.',
  mirrors: ['ValidatePersistentVolumeClaimTemplate', 'ValidatePersistentVolumeClaimSpec'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: ['volumes.ephemeral'],
  messages,
  *check(pod) {
    for (const { source, value, path } of podVolumes(pod)) {
      if (source !== 'ephemeral') continue;
      const template = get(value, 'ephemeral', 'volumeClaimTemplate');
      if (!isSet(template)) continue;
      const at = path.child('ephemeral', 'volumeClaimTemplate');
      yield* metadataFindings(field(template, 'metadata'), at.child('metadata'));
      yield* claimFindings(field(template, 'spec'), at.child('spec'), pod.change.facts);
    }
  },
});

function* metadataFindings(metadata: Json | undefined, path: FieldPath): Generator<Found> {
  yield* labelFindings(field(metadata, 'labels'), path.child('labels'));
  yield* annotationFindings(field(metadata, 'annotations'), path.child('annotations'));
  for (const [name, to] of Object.entries(objectAt(metadata))) {
    if (allowedMetadata.includes(name) || fieldType('ObjectMeta', name) === undefined || isZero(name, to)) continue;
    yield forbidden(path.child(name), name === 'name' ? 'metadataName' : 'metadata');
  }
}

/** Whether the value is the same as an absent field for kube-apiserver. deletionGracePeriodSeconds is a pointer, and a list may be empty, but not zero. */
const isZero = (name: string, value: Json | undefined): boolean =>
  !isSet(value) || value === '' || (value === 0 && name === 'generation');

function* labelFindings(labels: Json | undefined, path: FieldPath): Generator<Found> {
  for (const { part, value, problem = '', path: at } of labelProblems(labels, path)) {
    if (typeof value !== 'string') yield notString(at, value);
    else if (part === 'key') {
      const example = exampleOfKey(at, likeQualifiedName, 'app');
      yield invalid(at, 'labelKey', { data: { problem }, shown: { example }, isOfKey: true });
    } else {
      const example = exampleOf(value, at, likeLabelValue, 'web');
      yield invalid(at, 'labelValue', { data: { problem }, shown: { example }, to: value });
    }
  }
}

function* annotationFindings(annotations: Json | undefined, path: FieldPath): Generator<Found> {
  for (const key of Object.keys(objectAt(annotations))) {
    const problem = annotationKeyError(key);
    if (problem === undefined) continue;
    const at = path.key(key);
    const example = exampleOfKey(at, likeQualifiedName, 'note');
    yield invalid(at, 'annotationKey', { data: { problem }, shown: { example }, isOfKey: true });
  }
  const bytes = annotationBytes(annotations);
  if (bytes > maxAnnotationBytes) yield tooLong(path, 'annotationSize', { data: { bytes } });
}
