/** Structured inputs, as arbitraries of fast-check, which reduces an input that fails: recorded reviews, manifests and configurations with edits. */
import fc from 'fast-check';
import { dump } from './dump.ts';
import type { Json } from '../../src/json/json.ts';
import { catalogue } from '../../src/catalogue.ts';
import { apply, valueAt, type Path } from '../oracle/edits.ts';
import { randomFile } from '../oracle/files.ts';
import { createRandom } from '../oracle/random.ts';
import { createInputs, fieldNames, numbers, recordedReviews, reserved, texts } from './inputs.ts';
import type { TargetName } from './targets.ts';

/** What JSON.stringify cannot write, by its marker in the object. */
const raw: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '1e400',
    '-1e400',
    '1e-400',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775809',
    '18446744073709551616',
    '1'.repeat(400),
    `0.${'3'.repeat(400)}`,
    '"1e2147483648"',
    '"1e-2147483649"',
    '"9223372036854775807Ei"',
    '{"a":1,"a":2}',
    '{"name":"a","name":["b"]}',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '"\\ud800"',
    '"\\u0000"',
    '"\\udfff\\ud800"',
    '"\\u001b[31m\\r\\n\\u0085\\u2028\\u202e"',
    `${'['.repeat(95)}${']'.repeat(95)}`,
    `${'['.repeat(101)}${']'.repeat(101)}`,
    `${'{"a":'.repeat(6000)}1${'}'.repeat(6000)}`,
    '[,]',
    'NaN',
    '01',
  ].map((text, i) => [`@raw-${i}@`, text]),
);
const withRaw = (text: string): string => text.replaceAll(/"(@raw-\d+@)"/g, (_, marker: string) => raw[marker]!);

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fieldNames) },
  { weight: 2, arbitrary: fc.constantFrom(...reserved) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...texts),
  fc.constantFrom<Json>(...numbers, true, false, null),
  fc.constantFrom<Json>(...Object.keys(raw)),
  fc.constantFrom<Json>(...fieldNames),
  fc.string({ unit: 'binary' }),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

/** `steps` chooses the place: each number is an entry of the list or a field of the object at this depth. */
interface Edit {
  readonly steps: readonly number[];
  readonly op: 'set' | 'add' | 'remove' | 'repeat';
  readonly key: string;
  readonly value: Json;
}
const edit: fc.Arbitrary<Edit> = fc.record({
  steps: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 9 }),
  op: fc.constantFrom('set', 'set', 'add', 'add', 'remove', 'repeat'),
  key,
  value,
});
const edits = fc.array(edit, { maxLength: 6 });

function edited(source: string, changes: readonly Edit[], start: Path): string {
  const object = JSON.parse(source) as Json;
  for (const { steps, op, key: name, value: to } of changes) {
    const path = placeOf(object, start, steps);
    const at = valueAt(object, path);
    if (op === 'remove') apply(object, { op, path });
    else if (op === 'add') apply(object, { op: 'set', path: [...path, name], value: to });
    else if (op === 'repeat' && Array.isArray(at)) apply(object, { op: 'set', path, value: [...at, ...at] });
    else apply(object, { op: 'set', path, value: to });
  }
  return JSON.stringify(object);
}

function placeOf(object: Json, start: Path, steps: readonly number[]): Path {
  let path = start;
  for (const step of steps) {
    const at = valueAt(object, path);
    if (typeof at !== 'object' || at === null) break;
    const names = Object.keys(at);
    if (names.length === 0) break;
    const name = names[step % names.length]!;
    path = [...path, Array.isArray(at) ? Number(name) : name];
  }
  return path;
}

/** One input. The bytes are made when it runs, so that fast-check prints and reduces what they are made of. */
export type Case =
  | { readonly target: TargetName; readonly from: 'seed'; readonly seed: number; readonly choice: number }
  | {
      readonly target: TargetName;
      readonly from: number;
      readonly part: string;
      readonly edits: readonly Edit[];
      readonly choice: number;
    };

const choice = fc.nat(11);

/** Of 500 inputs, 484 are reviews, 15 are manifests, and 1 is a configuration, which takes thirty times as long as a review. */
export const cases: fc.Arbitrary<Case> = fc.oneof(
  { weight: 270, arbitrary: seeded('review') },
  {
    weight: 214,
    arbitrary: written('review', fc.constantFrom('object', 'object', 'object', 'oldObject', 'oldObject', 'request')),
  },
  { weight: 8, arbitrary: seeded('manifest') },
  { weight: 7, arbitrary: written('manifest', fc.constantFrom('object')) },
  { weight: 1, arbitrary: written('configuration', fc.constantFrom('rules', 'defaults', '')) },
);

function seeded(target: TargetName): fc.Arbitrary<Case> {
  return fc.record({
    target: fc.constant(target),
    from: fc.constant('seed' as const),
    seed: fc.noShrink(fc.integer()),
    choice,
  });
}
function written(target: TargetName, part: fc.Arbitrary<string>): fc.Arbitrary<Case> {
  return fc.record({ target: fc.constant(target), from: fc.nat(10_000), part, edits, choice });
}

export function createBytesOf(): (of: Case) => Buffer {
  const reviews = recordedReviews();
  const inputs = createInputs();
  const sources: Readonly<Record<TargetName, readonly string[]>> = {
    review: reviews.map((review) => JSON.stringify(review)),
    manifest: reviews
      .map((review) => valueAt(review, ['request', 'object']))
      .filter((object) => typeof object === 'object' && object !== null)
      .map((object) => JSON.stringify(object)),
    configuration: configurations,
  };
  return (of) => {
    if (of.from === 'seed')
      return of.target === 'manifest' ? Buffer.from(randomFile(createRandom(of.seed))) : inputs(of.seed);
    const all = sources[of.target];
    const source = all[of.from % all.length]!;
    if (of.target === 'review')
      return Buffer.from(withRaw(edited(source, of.edits, of.part === 'request' ? ['request'] : ['request', of.part])));
    const start = of.part === '' || of.part === 'object' ? [] : [of.part];
    const text = withRaw(edited(source, of.edits, start));
    // Half of them in block style, in which a manifest or a configuration is usually written.
    return Buffer.from(of.from % 2 === 0 ? text : dump(text));
  };
}

const head = { apiVersion: 'podward.dev/v1alpha1', kind: 'PodwardConfiguration' };
/** Valid ones, with every rule and every default in them. */
export const configurations: readonly string[] = [
  head,
  {
    ...head,
    kubernetesVersion: '1.36',
    featureGates: { EnvFiles: true },
    mutate: { fill: ['deny', 'warn'], explain: false },
    exemptions: { users: ['system:admin'], namespaces: ['a', 'b'] },
    rules: Object.fromEntries(catalogue.rules.map(({ id }) => [id, { mode: 'warn' }])),
    defaults: Object.fromEntries(catalogue.defaults.map(({ id }) => [id, { enabled: true }])),
  },
  {
    ...head,
    rules: { 'env-valid': { mode: 'off' } },
    defaults: {
      'readiness-probe': { readiness: { http: { httpGet: { path: '/ready' } } } },
      'restart-policy': { jobs: 'Never' },
    },
  },
].map((configuration) => JSON.stringify(configuration));
