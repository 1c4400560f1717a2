import type { PodView } from '../../change/change.ts';
import { isList, isObject, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { maxAnnotationBytes, tolerationsAnnotation } from '../../kubernetes/annotations.ts';
import { int64In } from '../../kubernetes/integer.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { tolerationFindings } from './tolerations.ts';

const fix = 'Remove the annotation, which Kubernetes ignores, and set tolerations in the Pod spec.';

export const tolerationAnnotationValid = definePodRule({
  id: 'toleration-annotation-valid',
  title: `The annotation ${tolerationsAnnotation} must be a JSON list of tolerations`,
  why: 'The field tolerations has replaced this annotation since Kubernetes 1.6, but the API server still validates it.',
  mirrors: ['ValidateTolerationsInPodAnnotations'],
  appliesTo: { ...podsAndTemplates, subresources: ['', 'status', 'ephemeralcontainers', 'resize'] },
  reads: ['metadata.annotations'],
  messages: {
    list: { text: 'must be a JSON list of tolerations.', fix },
    entry: { text: 'entry {{index}} of the list must be a valid toleration.', fix },
  },
  *check(pod) {
    const { metadata, metadataPath } = pod;
    const text = stringAt(metadata['annotations'], tolerationsAnnotation) ?? '';
    // A longer text exceeds the limit for all annotations, which another rule reports.
    if (text === '' || text.length > maxAnnotationBytes) return;
    const path = metadataPath.child('annotations').key(tolerationsAnnotation);
    const tolerations = tolerationsIn(text);
    const index = tolerations?.findIndex((toleration) => !isValid(toleration, path, pod)) ?? 0;
    if (tolerations === undefined) yield invalid(path, 'list', { to: text });
    else if (index !== -1) yield invalid(path, 'entry', { data: { index }, to: text });
  },
});

const isValid = (toleration: JsonObject, path: FieldPath, pod: PodView): boolean =>
  tolerationFindings(toleration, path, pod).next().done === true;

/** Undefined if kube-apiserver cannot decode the text. Empty if JavaScript cannot, because the text is nested thousands of levels deep. */
function tolerationsIn(text: string): readonly JsonObject[] | undefined {
  try {
    const value = JSON.parse(text, integersOnly) as Json;
    if (value === null) return [];
    const tolerations = isList(value) ? value.map(decoded) : [undefined];
    return tolerations.every((toleration) => toleration !== undefined) ? tolerations : undefined;
  } catch (error) {
    return error instanceof RangeError ? [] : undefined;
  }
}

/** Go decodes `300` as a 64-bit integer, but neither `300.0` nor `3e2`. Other numbers become NaN. */
function integersOnly(_name: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  return typeof value !== 'number' || int64In(source) !== undefined ? value : Number.NaN;
}

/** The fields of a toleration. Go finds them in upper and lower case. */
const fields = [
  ['key', /^key$/iu],
  ['operator', /^operator$/iu],
  ['value', /^value$/iu],
  ['effect', /^effect$/iu],
  ['tolerationSeconds', /^tolerationSeconds$/iu],
] as const;

/** The toleration as Go decodes it. Undefined if a field has another type. */
function decoded(entry: Json): JsonObject | undefined {
  if (entry === null) return {};
  if (!isObject(entry)) return undefined;
  const made: [string, Json][] = [];
  for (const [written, value] of Object.entries(entry)) {
    const [name] = fields.find(([, pattern]) => pattern.test(written)) ?? [];
    if (name === undefined || value === undefined || value === null) continue;
    if (name === 'tolerationSeconds' ? !Number.isInteger(value) : typeof value !== 'string') return undefined;
    made.push([name, value]);
  }
  return Object.fromEntries(made);
}
