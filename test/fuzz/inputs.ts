/** Hostile reviews: recorded and generated ones with random changes of fields, structure or bytes. A seed reproduces each of them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Json } from '../../src/json/json.ts';
import { apiVersionOf, kindFacts } from '../../src/kubernetes/kinds.ts';
import { fieldTypes } from '../../src/kubernetes/schema/generated.ts';
import { type RecordedReview, reviewOf } from '../admission/kubelet/recording.ts';
import { apply, valueAt, type Path } from '../oracle/edits.ts';
import { createGenerator, targets, type Generator } from '../oracle/generate.ts';
import { createRandom, type Random } from '../oracle/random.ts';
import { anyType, sample } from '../oracle/values.ts';

/** Names with a meaning in JavaScript, and the names of all fields. */
export const reserved =
  '__proto__ constructor prototype toString valueOf hasOwnProperty toJSON then length 0 -1 __defineGetter__'.split(' ');
export const fieldNames = [...new Set(Object.values(fieldTypes).flatMap((fields) => Object.keys(fields)))];
const structs = Object.keys(fieldTypes);

export const texts = [
  '',
  ' ',
  'Always',
  '500m',
  '1e999',
  '\u0000',
  '\ud800',
  '\u202e',
  '%s',
  '{{x}}',
  'a'.repeat(5000),
  '☃'.repeat(300),
  '1'.repeat(400),
];
export const numbers = [0, -0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e-300];

/** The reviews from which the hostile ones are made, as kube-apiserver sent them. */
export function recordedReviews(): Json[] {
  const folder = (name: string): URL => new URL(`../admission/${name}/`, import.meta.url);
  const read = (name: string, ending: string): string[] =>
    readdirSync(folder(name))
      .filter((file) => file.endsWith(ending))
      .map((file) => readFileSync(new URL(file, folder(name)), 'utf8'));
  return [
    ...read('reviews', '.json').map((text) => JSON.parse(text) as Json),
    ...read('kubelet', '.jsonl').flatMap((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => reviewOf(JSON.parse(line) as RecordedReview) as Json),
    ),
  ];
}

export function createInputs(): (seed: number) => Buffer {
  const recorded = recordedReviews().map((review) => JSON.stringify(review));
  return (seed) => {
    const random = createRandom(seed);
    return hostile(random.chance(0.4) ? generated(seed, random) : random.pick(recorded), random);
  };
}

/** The review as it is, or changed. */
export function hostile(text: string, random: Random): Buffer {
  const kind = random.below(10);
  if (kind === 0) return Buffer.from(text);
  if (kind === 1) return bytesChanged(Buffer.from(text), random);
  const review = JSON.parse(text) as Json;
  if (kind === 2) garbage(review, random);
  else edited(review, random);
  return Buffer.from(JSON.stringify(review));
}

/** A change of a valid object, as the oracle uses it. */
function generated(seed: number, random: Random): string {
  const target = random.pick(targets);
  const generator: Generator = createGenerator(target, seed);
  const before = generator.base();
  const { object } = generator.change(before, JSON.stringify(before));
  const { group, version, resource } = kindFacts(target.kind);
  const typed = (of: Json): Json => ({
    ...(of as object),
    apiVersion: apiVersionOf({ group, version }),
    kind: target.kind,
  });
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group, version, kind: target.kind },
      resource: { group, version, resource },
      ...(target.subresource === '' ? {} : { subResource: target.subresource }),
      name: 'web',
      namespace: 'default',
      operation: target.operation,
      userInfo: { username: 'alice' },
      object: typed(object),
      oldObject: target.operation === 'UPDATE' ? typed(before) : null,
    },
  });
}

/** One to six edits anywhere in the request, but usually in the objects, because nothing else is judged. */
function edited(review: Json, random: Random): void {
  for (let left = 1 + random.below(6); left > 0; left--) {
    const start: Path = random.chance(0.05) ? ['request'] : ['request', random.chance(0.6) ? 'object' : 'oldObject'];
    const path = descend(review, start, random);
    const at = valueAt(review, path);
    switch (random.below(8)) {
      case 0:
        apply(review, { op: 'remove', path });
        break;
      case 1:
      case 2:
        apply(review, { op: 'set', path, value: value(random, 3) });
        break;
      case 3:
      case 4:
        apply(review, { op: 'set', path: [...path, name(random)], value: value(random, 2) });
        break;
      case 5:
        if (Array.isArray(at))
          apply(review, { op: 'set', path, value: random.chance(0.5) ? at.toReversed() : [...at, ...at] });
        break;
      case 6: {
        // The value of another place in the review.
        const other = valueAt(review, descend(review, ['request'], random));
        if (other !== undefined) apply(review, { op: 'set', path, value: other });
        break;
      }
      default: {
        // The value at the same place in the other object.
        const mirrored = path.map((step, i) => (i === 1 ? (step === 'object' ? 'oldObject' : 'object') : step));
        if (at !== undefined) apply(review, { op: 'set', path: mirrored, value: at });
      }
    }
  }
}

function descend(review: Json, start: Path, random: Random): Path {
  let path = start;
  for (;;) {
    const at = valueAt(review, path);
    if (typeof at !== 'object' || at === null) return path;
    // An object without a kind is not judged at all.
    const names = Object.keys(at).filter(
      (step) => path.length !== 2 || random.chance(0.05) || (step !== 'kind' && step !== 'apiVersion'),
    );
    if (names.length === 0 || (path.length > 2 && random.chance(0.15))) return path;
    const step = random.pick(names);
    path = [...path, Array.isArray(at) ? Number(step) : step];
  }
}

/** Replaces metadata, spec or status with random content. */
function garbage(review: Json, random: Random): void {
  for (const object of ['object', 'oldObject']) {
    for (const part of ['metadata', 'spec', 'status', 'template']) {
      if (random.chance(0.4)) apply(review, { op: 'set', path: ['request', object, part], value: value(random, 5) });
    }
  }
}

const name = (random: Random): string =>
  random.chance(0.3) ? random.pick(reserved) : random.chance(0.9) ? random.pick(fieldNames) : random.pick(texts);

function value(random: Random, depth: number): Json {
  const kind = random.below(depth > 0 ? 8 : 4);
  switch (kind) {
    case 0:
      return random.pick(texts);
    case 1:
      return random.pick(numbers);
    case 2:
      return random.pick(reserved);
    case 3:
      return structuredClone(random.pick(anyType));
    case 4:
      return sample(random.pick(structs), '', random);
    case 5:
      return Array.from({ length: random.below(4) }, () => value(random, depth - 1));
    default: {
      const object = {};
      for (let left = random.below(5); left > 0; left--) {
        const entry = value(random, depth - 1);
        // Not an assignment, because an assignment to `__proto__` would not set a field.
        Object.defineProperty(object, name(random), {
          value: entry,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
  }
}

/** Changes the bytes at one to four places: to any bytes, or to characters of JSON. */
function bytesChanged(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(changed.length);
    const removed = random.chance(0.5) ? random.below(16) : 0;
    const added = Array.from({ length: random.below(8) }, () =>
      random.chance(0.5) ? random.below(256) : '{}[]",:0-1e\\u \n'.charCodeAt(random.below(16)),
    );
    changed = Buffer.concat([changed.subarray(0, at), Buffer.from(added), changed.subarray(at + removed)]);
  }
  return changed;
}
