/** Structured inputs, as arbitraries of fast-check, which reduces an input that fails: recorded reviews, manifests and configurations with edits. */
import fc from 'fast-check';
import { dump } from './dump.ts';
import type { Json } from '../../src/json/json.ts';
import { labelPrefix, modeLabelKey } from '../../src/policy/mode-label.ts';
import { modes } from '../../src/rules/rule.ts';
import { apply, valueAt, type Path } from '../oracle/edits.ts';
import { randomFile } from '../oracle/files.ts';
import { createRandom } from '../oracle/random.ts';
import { createInputs, fieldNames, numbers, reserved, texts } from './inputs.ts';
import { createSources } from './sources.ts';
import { choices, shares, targetNames, type TargetName } from './targets.ts';

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
  { weight: 1, arbitrary: fc.constantFrom(modeLabelKey, `${labelPrefix}x`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...texts),
  fc.constantFrom<Json>(...numbers, true, false, null),
  fc.constantFrom<Json>(...Object.keys(raw)),
  fc.constantFrom<Json>(...fieldNames, ...modes),
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
      readonly part: Path;
      readonly edits: readonly Edit[];
      readonly choice: number;
    };

const choice = fc.nat(choices - 1);

type Part = fc.Arbitrary<Path>;
const inRequest = (...names: string[]): Part => fc.constantFrom(['request'], ...names.map((name) => ['request', name]));
const ofReview = inRequest('object', 'object', 'object', 'oldObject', 'oldObject', 'userInfo');
const inside = (...names: string[]): Part => fc.constantFrom([], ...names.map((name) => [name]));
/** Where the edits begin. */
const parts: Readonly<Record<TargetName, Part>> = {
  review: ofReview,
  namespace: ofReview,
  podList: inside('items', 'items'),
  event: inside(),
  report: inside('metadata', 'results'),
  version: inside(),
  manifest: inside(),
  configuration: inside('rules', 'defaults'),
};

/** Half of the reviews and of the manifests are made by the generators of the oracle. */
const generated: readonly TargetName[] = ['review', 'manifest'];

export const cases: fc.Arbitrary<Case> = fc.oneof(
  ...targetNames.flatMap((target) =>
    generated.includes(target)
      ? [
          { weight: shares[target] / 2, arbitrary: seeded(target) },
          { weight: shares[target] / 2, arbitrary: written(target) },
        ]
      : [{ weight: shares[target], arbitrary: written(target) }],
  ),
);

function seeded(target: TargetName): fc.Arbitrary<Case> {
  return fc.record({
    target: fc.constant(target),
    from: fc.constant('seed' as const),
    seed: fc.noShrink(fc.integer()),
    choice,
  });
}
function written(target: TargetName): fc.Arbitrary<Case> {
  return fc.record({ target: fc.constant(target), from: fc.nat(10_000), part: parts[target], edits, choice });
}

export function createBytesOf(): (of: Case) => Buffer {
  const inputs = createInputs();
  const sources = createSources();
  return (of) => {
    if (of.from === 'seed')
      return of.target === 'manifest' ? Buffer.from(randomFile(createRandom(of.seed))) : inputs(of.seed);
    const { target, from, part } = of;
    const source = sources[target][from % sources[target].length]!;
    const text = withRaw(edited(source, of.edits, part));
    // Half of them in block style, in which a manifest or a configuration is usually written.
    const isYaml = (target === 'manifest' || target === 'configuration') && from % 2 === 1;
    return Buffer.from(isYaml ? dump(text) : text);
  };
}
