import { annotationBytes, lastAppliedAnnotation, maxAnnotationBytes } from '../../kubernetes/annotations.ts';
import { withProfileAnnotations } from '../../kubernetes/apiserver/profile-annotations.ts';
import { field, isSet } from '../../json/json.ts';
import { annotationKeyError } from '../../kubernetes/names.ts';
import { likeQualifiedName } from '../../text/like-name.ts';
import { changedKeys, changedMetadata, metadataOf } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid, tooLong } from '../finding.ts';
import { exampleOfKey } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';

const tooLarge = `the keys and values of all annotations together must be no more than ${maxAnnotationBytes} bytes, but are {{bytes}}.`;

export const annotationsValid = defineRule({
  id: 'annotations-valid',
  title: 'Annotations must have keys in the form of label keys, string values, and no more than 256 KiB in total',
  why: 'Annotations are stored with the object and sent to every client that reads or watches it. Tools find an annotation by its key.',
  mirrors: ['ValidateAnnotations'],
  appliesTo: changedMetadata,
  messages: {
    key: { text: 'an annotation key {{problem}}.', fix: 'Use a key such as "{{example}}".' },
    size: { text: tooLarge, fix: 'Move large values to a ConfigMap.' },
    sizeApplied: {
      text: tooLarge,
      fix: 'Move large values to a ConfigMap, or use kubectl apply --server-side, which does not store the manifest in an annotation.',
    },
    ...stringMessages,
  },
  *check(change) {
    for (const { path, before, after } of metadataOf(change)) {
      const annotations = after['annotations'];
      for (const [key, value] of changedKeys(before['annotations'], annotations)) {
        const at = path.child('annotations').key(key);
        const problem = annotationKeyError(key);
        if (problem !== undefined) {
          const example = exampleOfKey(at, likeQualifiedName, 'note');
          yield invalid(at, 'key', { data: { problem }, shown: { example }, isOfKey: true });
        }
        // In a file, `field-types` reports it. In a cluster, kube-apiserver can decode only strings.
        if (value !== null && typeof value !== 'string' && change.phase !== 'offline') yield notString(at, value);
      }
      const isNewPod = change.kind === 'Pod' && change.operation === 'CREATE' && change.facts.profileAnnotationsAdded;
      const bytes = annotationBytes(isNewPod ? withProfileAnnotations(change.after) : annotations);
      if (bytes > maxAnnotationBytes && bytes > annotationBytes(before['annotations'])) {
        const isApplied = isSet(field(annotations, lastAppliedAnnotation));
        yield tooLong(path.child('annotations'), isApplied ? 'sizeApplied' : 'size', { data: { bytes } });
      }
    }
  },
});
