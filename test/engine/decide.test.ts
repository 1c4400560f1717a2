import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/change/change.ts';
import { defineDefault } from '../../src/defaults/default.ts';
import { decide, isStale, type Decision } from '../../src/engine/decide.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { everyKind, specPath } from '../../src/kubernetes/kinds.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { advise, forbidden } from '../../src/rules/finding.ts';
import { defineRule } from '../../src/rules/rule.ts';
import { pod } from '../objects.ts';
import { changeOf, policyOf } from './policy.ts';

/** Finds what the default added, twice, because a decision is about the object with its defaults. */
const rule = defineRule({
  id: 'no-default',
  title: 'Objects must be as they were sent',
  why: 'For the test.',
  mirrors: 'policy',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  messages: { added: { text: 'hostname must not be set.' } },
  *check({ after }) {
    const path = specPath.child('hostname');
    if (stringAt(after, 'spec', 'hostname') === 'added') yield* [forbidden(path, 'added'), forbidden(path, 'added')];
  },
});
const item = defineDefault({
  id: 'hostname',
  title: 'Set hostname',
  why: 'For the test.',
  enabled: true,
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  messages: { set: { text: 'Podward set hostname.' } },
  fill: () => [{ path: specPath.child('hostname'), value: 'added', note: advise(specPath.child('hostname'), 'set') }],
});
const catalogue = { rules: [rule], defaults: [item] };
const usual = policyOf(catalogue.rules, catalogue.defaults);

interface Setting {
  readonly policy?: Partial<Policy>;
  readonly mode?: ActiveMode;
  readonly kept?: number;
}

function decided(change: Partial<Change>, { policy: over, mode, kept }: Setting = {}): Decision {
  const policy = { ...usual, ...over };
  return decide({ change: changeOf(change), user: 'jane' }, createEngine(catalogue, policy), mode, kept);
}

const silent = { mutate: { fill: ['deny'], explain: false } } as const;
const at = (resourceVersion: string | null): JsonObject => pod({}, { resourceVersion });
const older = { before: at('7'), after: at('6') };
const user = { exemptions: { ...noExemptions, users: namesOf(['jane']) } };
const place = { exemptions: { ...noExemptions, namespaces: namesOf(['default']) } };

describe('a decision', () => {
  test.each<[string, Partial<Change>, Setting, outcome: string, filled: boolean, findings: number]>([
    ['of the mutating phase: filled, then judged', {}, {}, 'denied', true, 2],
    ['of the validating phase: judged', { phase: 'validate' }, {}, 'allowed', false, 0],
    ['of a file: filled, then judged', { phase: 'offline' }, {}, 'denied', true, 2],
    ['of an object that is stored: judged', { phase: 'offline', operation: 'STORED' }, {}, 'allowed', false, 0],
    ['without explain: filled', {}, { policy: silent }, 'patched', true, 0],
    ['of a file, without explain', { phase: 'offline' }, { policy: silent }, 'denied', true, 2],
    ['in mode warn, in which nothing is filled', {}, { mode: 'warn' }, 'allowed', false, 0],
    [
      'in mode warn, where the operator fills that too',
      {},
      { mode: 'warn', policy: { mutate: { fill: ['warn'], explain: true } } },
      'patched',
      true,
      2,
    ],
    ['by counting alone', {}, { kept: 0 }, 'denied', true, 0],
    ['on an exempt user', {}, { policy: user }, 'exempt', false, 0],
    ['on an exempt namespace', {}, { policy: place }, 'exempt', false, 0],
    ['on a stale object', older, {}, 'stale', false, 0],
    ['on a stale object of an exempt user', older, { policy: user }, 'exempt', false, 0],
  ])('%s', (_, change, setting, outcome, isFilled, count) => {
    const decision = decided(change, setting);
    expect(decision.outcome).toBe(outcome);
    expect(decision.filled.patch.length > 0).toBe(isFilled);
    expect(stringAt(decision.change.after, 'spec', 'hostname') === 'added').toBe(isFilled);
    expect(decision.filled.notes.map(({ rule: id, texts }) => `${texts().path}: ${texts().text} [${id}]`)).toEqual(
      isFilled ? ['spec.hostname: Podward set hostname. [hostname]'] : [],
    );
    expect(decision.findings).toHaveLength(count);
    expect(decision.omitted).toEqual(setting.kept === 0 ? [{ rule: rule.id, mode: 'deny', count: 2 }] : []);
  });
});

test('a decision is about the servers of the policy, whatever the change says', () =>
  expect(decided({ facts: serverFacts(33) }).change.facts).toEqual(usual.servers[0]));

describe('a stale object', () => {
  test.each<[string, Partial<Change>, boolean]>([
    ['has another version', older, true],
    ['has not the same version', { before: at('7'), after: at('7') }, false],
    ['has a version', { before: at('7'), after: at(null) }, false],
    ['has a version that is not empty', { before: at('7'), after: at('') }, false],
    ['is not seen after the check of the server', { phase: 'validate', ...older }, false],
    ['is not seen in files', { phase: 'offline', ...older }, false],
    ['is not created', { after: at('6') }, false],
  ])('%s', (_, change, expected) => expect(isStale(changeOf(change))).toBe(expected));
});
