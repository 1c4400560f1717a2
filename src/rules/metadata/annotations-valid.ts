import { annotationBytes, maxAnnotationBytes } from '../../kubernetes/annotations.ts';
import { isObject } from '../../json/json.ts';
import { annotationKeyError } from '../../kubernetes/names.ts';
import { changedKeys, changedMetadata, metadataOf } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid, say, tooLong } from '../finding.ts';

export const annotationsValid = defineRule({
  id: 'annotations-valid',
  title: 'Annotations have valid keys and are not too large',
  why: 'They are stored, sent and watched with the object, whoever reads it.',
  mirrors: 'ValidateAnnotations',
  appliesTo: changedMetadata,
  messages: {
    key: 'the key {{problem}}',
    text: 'must be text',
    size: 'keys and values together must be at most 262144 bytes, and are {{bytes}}',
  },
  *check(change) {
    for (const { path, before, after } of metadataOf(change)) {
      const annotations = after['annotations'];
      if (!isObject(annotations)) continue;
      for (const [key, value] of changedKeys(before['annotations'], annotations)) {
        const at = path.child('annotations').key(key);
        const problem = annotationKeyError(key);
        if (problem !== undefined) {
          yield invalid(at, 'key', { data: { problem }, fix: say('use a key such as note or example.com/note') });
        }
        // Of a file field-types says so, and kube-apiserver decodes nothing else than text.
        if (value !== null && typeof value !== 'string' && change.phase !== 'offline') {
          yield invalid(at, 'text', { fix: say('put the value in quotes') });
        }
      }
      const bytes = annotationBytes(annotations);
      if (bytes > maxAnnotationBytes && bytes > annotationBytes(before['annotations'])) {
        yield tooLong(path.child('annotations'), 'size', {
          data: { bytes },
          fix: say('put large texts into a ConfigMap'),
        });
      }
    }
  },
});
