import { field, isList, isObject, isSet, type Json } from '../../json/json.ts';
import { invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { isValidToleration } from './tolerations-valid.ts';

const annotation = 'scheduler.alpha.kubernetes.io/tolerations';

export const tolerationsAnnotationValid = definePodRule({
  id: 'tolerations-annotation-valid',
  title: `The annotation ${annotation} must be a list of valid tolerations in JSON`,
  why: 'The annotation had the tolerations of a Pod before Kubernetes 1.6. Nothing reads it, but kube-apiserver still validates it.',
  mirrors: ['ValidateTolerationsInPodAnnotations'],
  appliesTo: { ...podsAndTemplates, subresources: ['', 'status', 'ephemeralcontainers', 'resize'] },
  reads: ['metadata.annotations'],
  messages: {
    tolerations: {
      text: 'must be a list of valid tolerations in JSON.',
      fix: 'Remove the annotation, which nothing reads, and use spec.tolerations.',
    },
  },
  *check({ metadata, metadataPath }) {
    const text = field(metadata['annotations'], annotation);
    if (typeof text === 'string' && text !== '' && !isTolerations(text)) {
      yield invalid(metadataPath.child('annotations').key(annotation), 'tolerations');
    }
  },
});

/** Whether Go decodes the text as tolerations, and all of them are valid. */
function isTolerations(text: string): boolean {
  let value: Json;
  try {
    value = JSON.parse(text, integersOnly) as Json;
  } catch {
    return false;
  }
  return value === null || (isList(value) && value.every((entry) => isToleration(entry)));
}

/** Go decodes `300` as an integer of 64 bits, but neither `300.0` nor `3e2`. Other numbers become NaN. */
function integersOnly(_name: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  return typeof value !== 'number' || isInt64(source) ? value : Number.NaN;
}

const isInt64 = (text: string): boolean =>
  /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

function isToleration(entry: Json): boolean {
  if (entry === null) return isValidToleration({});
  if (!isObject(entry)) return false;
  const toleration: Record<string, Json> = {};
  for (const [name, value] of Object.entries(entry)) {
    const found = fields.find(({ ofGo }) => ofGo.test(name));
    if (found === undefined || !isSet(value)) continue;
    if (!found.permits(value)) return false;
    toleration[found.name] = value;
  }
  return isValidToleration(toleration);
}

const isText = (value: Json): boolean => typeof value === 'string';
const isInteger = (value: Json): boolean => typeof value === 'number' && !Number.isNaN(value);

/** Go accepts a name in upper and lower case. */
const fields = [
  { name: 'key', ofGo: /^key$/iu, permits: isText },
  { name: 'operator', ofGo: /^operator$/iu, permits: isText },
  { name: 'value', ofGo: /^value$/iu, permits: isText },
  { name: 'effect', ofGo: /^effect$/iu, permits: isText },
  { name: 'tolerationSeconds', ofGo: /^tolerationseconds$/iu, permits: isInteger },
] as const;
