import { field, isObject, type Json, type JsonObject } from '../../pod/json.ts';
import { annotationKeyError } from '../../pod/names.ts';
import { changedKeys, changedMetadata, metadataOf } from '../metadata.ts';
import { defineRule, invalid, say, tooLong } from '../rule.ts';

/** TotalAnnotationSizeLimitB in k8s.io/apimachinery pkg/api/validation: keys and values together, in UTF-8. */
const maxBytes = 256 * 1024;
/** UTF-8 needs at most this many bytes for what JavaScript counts as one. */
const maxBytesPerUnit = 3;

export const annotationsValid = defineRule({
  id: 'annotations-valid',
  title: 'Annotations have valid keys and are not too large',
  area: 'metadata',
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
        if (value !== null && typeof value !== 'string') {
          yield invalid(at, 'text', { fix: say('put the value in quotes') });
        }
      }
      const bytes = sizeOf(annotations);
      if (bytes > maxBytes && bytes > sizeOf(before['annotations'])) {
        yield tooLong(path.child('annotations'), 'size', {
          data: { bytes },
          fix: say('put large texts into a ConfigMap'),
        });
      }
    }
  },
});

/** In bytes; only counted exactly where it may be too much. */
function sizeOf(annotations: Json | undefined): number {
  if (!isObject(annotations)) return 0;
  const units = sum(annotations, (text) => text.length);
  return units * maxBytesPerUnit <= maxBytes ? units : sum(annotations, utf8Length);
}

function sum(annotations: JsonObject, length: (text: string) => number): number {
  let total = 0;
  for (const key of Object.keys(annotations)) {
    const value = field(annotations, key);
    total += length(key) + (typeof value === 'string' ? length(value) : 0);
  }
  return total;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) bytes++;
    // The two halves of a character above U+FFFF are two bytes each, any other unit from U+0800 on is three.
    if (unit >= 0x800 && !isHalf(text, i)) bytes++;
  }
  return bytes;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
const isHalf = (text: string, i: number): boolean =>
  (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) ||
  (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1)));
