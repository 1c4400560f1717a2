import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeNamespace, reviewNamespace } from '../../src/admission/namespaces.ts';
import type { Outcome } from '../../src/admission/review.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import type { ModeLabel } from '../../src/policy/mode-label.ts';
import { seed, texts } from '../property.ts';
import { breaches } from './contract.ts';
import { encoded, reviewOf, uid } from './requests.ts';

const label = 'podward.dev/mode';
const inDeny: ModeLabel = { defaultMode: 'deny', excludedNamespaces: ['kube-system'] };

const namespace = (labels: unknown = {}, name = 'shop'): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const kind = { group: '', version: 'v1', kind: 'Namespace' };
const create = (labels: unknown, name?: string): object => ({ kind, name, object: namespace(labels, name) });
const update = (before: unknown, after: unknown, name?: string): object => ({
  kind,
  name,
  operation: 'UPDATE',
  object: namespace(after, name),
  oldObject: namespace(before, name),
});

function answerTo(bytes: Buffer, mode: ActiveMode, modeLabel: ModeLabel = inDeny) {
  const decoded = decodeNamespace(bytes);
  if (decoded.outcome === 'malformed') return undefined;
  const reviewed = reviewNamespace(decoded, modeLabel, mode);
  expect(breaches(reviewed.answer, decoded.uid, 'validate')).toEqual([]);
  return reviewed;
}
const answer = (over: object, mode: ActiveMode, modeLabel?: ModeLabel) =>
  answerTo(encoded(reviewOf(over)), mode, modeLabel)!;

describe('a lower mode', () => {
  const modes = ['deny', 'warn', 'audit', 'off'] as const;
  const labels = [undefined, 'Deny', ...modes];
  const withLabel = (value: string | undefined): object => (value === undefined ? {} : { [label]: value });

  /** The API server sends only requests that lower the mode with its own default mode, which may differ from that of the server. */
  const isLowerWith = (defaultMode: string, to: string | undefined, from: string | undefined): boolean => {
    const rank = (value: string | undefined): number =>
      modes.findIndex((mode) => mode === (modes.some((known) => known === value) ? value : defaultMode));
    return rank(to) > rank(from);
  };

  test.each(modes)('with any default mode is refused, also if that of the server is %s', (defaultMode) => {
    const modeLabel = { ...inDeny, defaultMode };
    const expected = (to: string | undefined, from: string | undefined): Outcome =>
      modes.some((other) => isLowerWith(other, to, from)) ? 'denied' : 'allowed';
    for (const to of labels) {
      const created = answer(create(withLabel(to)), 'deny', modeLabel);
      expect([to, created.outcome]).toEqual([to, expected(to, undefined)]);
      for (const from of labels) {
        const updated = answer(update(withLabel(from), withLabel(to)), 'deny', modeLabel);
        expect([from, to, updated.outcome]).toEqual([from, to, expected(to, from)]);
      }
    }
  });

  test('is refused with the field, the modes and what to do', () => {
    const { answer: given, findings } = answer(update({}, { [label]: 'warn' }), 'deny');
    const message =
      'Forbidden: only a cluster administrator may lower the mode of namespace "shop" from deny to warn. ' +
      'Ask a cluster administrator to run: kubectl label namespace shop podward.dev/mode=warn --overwrite. [mode-label]';
    expect(given.response).toEqual({
      uid,
      allowed: false,
      status: {
        status: 'Failure',
        code: 422,
        reason: 'Invalid',
        message: `Namespace "shop" is invalid: metadata.labels[${label}]: ${message}`,
        details: {
          name: 'shop',
          group: '',
          kind: 'Namespace',
          causes: [{ reason: 'FieldValueForbidden', field: `metadata.labels[${label}]`, message }],
        },
      },
      auditAnnotations: { 'denied-rules': 'mode-label', 'review-uid': uid },
    });
    expect(findings).toMatchObject([{ rule: 'mode-label', mode: 'deny' }]);
  });

  test.each<[string, object, ModeLabel, string]>([
    [
      'of a new namespace',
      create({ [label]: 'off' }),
      inDeny,
      'only a cluster administrator may create namespace "shop" in mode off, because the default mode is deny. Remove the label, or ask a cluster administrator to create the namespace.',
    ],
    [
      'without the label',
      update({ [label]: 'deny' }, {}),
      { ...inDeny, defaultMode: 'audit' },
      'from deny to audit. A namespace without a valid label is in mode audit. Ask a cluster administrator to run: kubectl label namespace shop podward.dev/mode=audit --overwrite.',
    ],
    [
      'with a name that is not valid',
      update({}, { [label]: 'off' }, 'a b'),
      inDeny,
      'kubectl label namespace NAMESPACE ',
    ],
    [
      'of a new namespace, where the default mode of the server is not stricter',
      create({ [label]: 'off' }),
      { ...inDeny, defaultMode: 'off' },
      'only a cluster administrator may create namespace "shop" in mode off, because the default mode is stricter. Remove the label, or ask',
    ],
    [
      'of a namespace without the label, where the default mode of the server is not stricter',
      update({}, { [label]: 'warn' }),
      { ...inDeny, defaultMode: 'audit' },
      'from the default mode to warn. Ask a cluster administrator to run: kubectl label namespace shop podward.dev/mode=warn --overwrite.',
    ],
    [
      'without the label, where the default mode of the server is not milder',
      update({ [label]: 'warn' }, {}),
      inDeny,
      'from warn to the default mode. Ask a cluster administrator to run: kubectl label namespace shop podward.dev/mode-.',
    ],
  ])('%s', (_, over, modeLabel, text) => {
    expect(answer(over, 'deny', modeLabel).answer.response.status?.message).toContain(text);
  });

  test('of a namespace that only the server excludes is refused', () => {
    expect(answer(update({}, { [label]: 'off' }, 'kube-system'), 'deny').outcome).toBe('denied');
  });
});

describe('a change after which Podward no longer reviews the namespace', () => {
  const name = 'kubernetes.io/metadata.name';
  const keep = 'Keep the labels, or ask a cluster administrator to change them. [mode-label]';

  /** The API server sends only what leaves the selector of the chart. */
  test.each<[string, object, string, string]>([
    ['removes a label', update({ team: 'shop' }, {}), 'metadata.labels[team]', keep],
    ['changes a label', update({ team: 'shop' }, { team: 'x' }), 'metadata.labels[team]', keep],
    ['adds a label', update({}, { skip: '' }), 'metadata.labels[skip]', keep],
    ['changes two labels', update({ team: 'shop' }, { skip: '' }), 'metadata.labels', keep],
    [
      'changes a label in mode off',
      update({ team: 'shop', [label]: 'off' }, { [label]: 'off' }),
      'metadata.labels[team]',
      keep,
    ],
    ['raises the mode, too', update({ team: 'shop' }, { [label]: 'deny' }), 'metadata.labels[team]', keep],
    [
      'creates it',
      create({ skip: '', [name]: 'shop' }),
      'metadata.labels[skip]',
      'only a cluster administrator may create namespace "shop" with labels that keep Podward from reviewing it. ' +
        'Remove the labels, or ask a cluster administrator to create the namespace. [mode-label]',
    ],
  ])('is refused if it %s', (_, over, field, message) => {
    for (const defaultMode of ['deny', 'off'] as const)
      expect(answer(over, 'deny', { ...inDeny, defaultMode }).answer.response.status?.details?.causes).toEqual([
        { reason: 'FieldValueForbidden', field, message: expect.stringContaining(message) },
      ]);
  });

  test.each<[string, object]>([
    ['updated', update({ team: 'shop' }, { [label]: 'warn' })],
    ['created', create({ skip: '', [label]: 'warn' })],
  ])('is the reason, unless a namespace that is %s has a lower mode, too', (_, over) => {
    const refusalIn = (defaultMode: ModeLabel['defaultMode']): string | undefined =>
      answer(over, 'deny', { ...inDeny, defaultMode }).answer.response.status?.message;
    expect(refusalIn('off')).toMatch(/ metadata\.labels\[(team|skip)\]: Forbidden: /);
    expect(refusalIn('deny')).toContain(` metadata.labels[${label}]: Forbidden: `);
  });

  test('is refused with the name of the namespace and no value of a label', () => {
    const { message } = answer(update({ team: 'shop-1' }, { team: 'x-1' }), 'deny').answer.response.status ?? {};
    expect(message).toContain(
      'Forbidden: only a cluster administrator may change the labels of namespace "shop" so that Podward no longer reviews it. ',
    );
    expect(message).not.toMatch(/shop-1|x-1/);
  });

  test.each<[string, object]>([
    ['no label', update({ team: 'shop' }, { team: 'shop' })],
    ['only the label that the API server sets', create({ [name]: 'shop' })],
    ['only a mode that is not lower', update({ [label]: 'audit' }, { [label]: 'warn' })],
  ])('is not possible if the request changes %s', (_, over) => {
    expect(answer(over, 'deny').outcome).toBe('allowed');
  });
});

describe('in mode warn', () => {
  test.each<[string, object, string[]]>([
    ['a mode', create({ [label]: 'off' }), []],
    ['other labels', create({ app: 'x', 'podward.dev.example/a': 'b' }), []],
    [
      'a word that is similar to a mode',
      create({ [label]: 'wrn' }),
      [
        `metadata.labels[${label}]: Unsupported value: "wrn": supported values: "deny", "warn", "audit", "off". Without one of them, the namespace is in mode deny. Did you mean "warn"? [mode-label]`,
      ],
    ],
    ['a longer word', create({ [label]: 'warning' }), ['Did you mean "warn"?']],
    ['the off of YAML', create({ [label]: 'false' }), ['Did you mean "off"?']],
    ['another word', create({ [label]: 'enforce' }), ['the namespace is in mode deny. [mode-label]']],
    [
      'an unknown label',
      create({ 'podward.dev/moed': 'warn' }),
      [
        'metadata.labels[podward.dev/moed]: Not found: "podward.dev/moed": Podward has no label with this name. Did you mean "podward.dev/mode"? [unknown-label]',
      ],
    ],
    ['another unknown label', create({ 'podward.dev/x': '' }), ['The only label of Podward is podward.dev/mode.']],
    [
      'a namespace that is never reviewed',
      create({ [label]: 'off' }, 'kube-system'),
      [
        'Podward never reviews namespace "kube-system", so the label has no effect. Remove the label: kubectl label namespace kube-system podward.dev/mode-. [mode-label]',
      ],
    ],
    [
      'a label that does not change',
      update({ [label]: 'wrn', 'podward.dev/x': '' }, { [label]: 'wrn', 'podward.dev/x': '' }),
      [],
    ],
    ['a label that is removed', update({ [label]: 'wrn' }, {}), []],
    ['a label that changes', update({ [label]: 'deny' }, { [label]: 'dney' }), ['Did you mean "deny"?']],
  ])('%s', (_, over, warnings) => {
    const { answer: given, outcome } = answer(over, 'warn');
    expect(outcome).toBe('allowed');
    expect(given.response.warnings ?? []).toEqual(warnings.map((text) => expect.stringContaining(text)));
    for (const warning of given.response.warnings ?? []) expect(warning).not.toContain('…');
  });

  test('many labels are counted', () => {
    const labels = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`podward.dev/l${i}`, 'x']));
    const { answer: given, omitted } = answer(create(labels), 'warn');
    expect(omitted).toEqual([{ rule: 'unknown-label', mode: 'warn', count: 4991 }]);
    expect(given.response.warnings).toHaveLength(10);
    expect(given.response.warnings?.at(-1)).toBe('4991 more warnings are not shown.');
  });
});

describe('a review in another form', () => {
  test.each<[string, object, Outcome]>([
    ['another kind', {}, 'foreign'],
    ['a deletion', { kind, operation: 'DELETE' }, 'foreign'],
    ['another operation', { kind, operation: 'PATCH' }, 'undecodable'],
    ['no object', { kind, object: null }, 'undecodable'],
    ['an object of another kind', { kind }, 'undecodable'],
    ['no old object', { kind, operation: 'UPDATE', object: namespace() }, 'undecodable'],
    ['labels that are a list', create([]), 'undecodable'],
    ['a label that is not a string', create({ [label]: false }), 'undecodable'],
    ['no labels', create(null), 'allowed'],
  ])('%s is %s', (_, over, outcome) => {
    const denied = answer(over, 'deny');
    expect(denied.outcome).toBe(outcome);
    expect(denied.answer.response.allowed).toBe(outcome !== 'undecodable');
    expect(answer(over, 'warn').answer.response.allowed).toBe(true);
  });
});

test('any labels have a sound answer', () => {
  const key = fc.oneof(
    fc.constantFrom(label, 'podward.dev/x', '__proto__', 'constructor', 'podward.dev/__proto__'),
    texts,
    texts.map((text) => `podward.dev/${text}`),
  );
  const value = fc.oneof(fc.constantFrom('deny', 'off', 'wrn', 'toString', '__proto__'), texts);
  const labels = fc.oneof(fc.dictionary(key, value, { noNullPrototype: true }), fc.jsonValue());
  fc.assert(
    fc.property(labels, labels, texts, fc.constantFrom<ActiveMode>('deny', 'warn'), (before, after, name, mode) => {
      for (const over of [create(after, name), update(before, after, name)]) answerTo(encoded(reviewOf(over)), mode);
      expect('polluted' in {}).toBe(false);
    }),
    { seed, numRuns: 500 },
  );
});

test('random bytes have a sound answer', () => {
  const sound = encoded(reviewOf(update({}, { [label]: 'off' })));
  const edit = fc.record({ at: fc.nat(sound.length - 1), remove: fc.nat(8), insert: fc.uint8Array({ maxLength: 8 }) });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const bytes = edits.reduce(
        (all, { at, remove, insert }) => Buffer.concat([all.subarray(0, at), insert, all.subarray(at + remove)]),
        sound,
      );
      answerTo(bytes, 'deny');
    }),
    { seed, numRuns: 500 },
  );
});
