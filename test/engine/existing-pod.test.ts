import { expect, test } from '@jest/globals';
import { defineDefault } from '../../src/defaults/default.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { rulesAgainst } from '../../src/engine/existing-pod.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import { field, stringAt, type JsonObject } from '../../src/json/json.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { forbidden } from '../../src/rules/finding.ts';
import { defineRule, type AppliesTo, type Mode } from '../../src/rules/rule.ts';
import { pod } from '../objects.ts';
import { policyOf } from './policy.ts';

/** Refuses the field hostname. */
const ruleOn = (id: string, operations: AppliesTo['operations'], mode: Mode = 'deny') =>
  defineRule({
    id,
    title: 'The field hostname must not be set',
    why: 'For the test.',
    mirrors: 'policy',
    mode,
    appliesTo: { operations, kinds: ['Pod'] },
    messages: { set: { text: 'hostname must not be set.' } },
    *check({ after }) {
      const path = specPath.child('hostname');
      if (stringAt(after, 'spec', 'hostname') !== undefined) yield* [forbidden(path, 'set'), forbidden(path, 'set')];
    },
  });
/** Refuses a Pod without subdomain, which the default sets. */
const needed = defineRule({
  id: 'needed',
  title: 'The field subdomain must be set',
  why: 'For the test.',
  mirrors: 'policy',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Pod'] },
  messages: { missing: { text: 'subdomain must be set.' } },
  *check({ after }) {
    if (field(field(after, 'spec'), 'subdomain') === undefined) yield forbidden(specPath.child('subdomain'), 'missing');
  },
});
const subdomain = defineDefault({
  id: 'subdomain',
  title: 'Set subdomain',
  why: 'For the test.',
  enabled: true,
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  messages: {},
  fill: () => [{ path: specPath.child('subdomain'), value: 'added' }],
});
const rules = [
  ruleOn('always', ['CREATE', 'UPDATE']),
  ruleOn('on-create', ['CREATE']),
  ruleOn('on-update', ['UPDATE']),
  ruleOn('advice', ['CREATE', 'UPDATE'], 'warn'),
  ruleOn('off', ['CREATE', 'UPDATE'], 'off'),
  needed,
];
const usual = policyOf(rules, [subdomain]);

const bad = pod({ hostname: 'web', subdomain: 'set' }, { labels: { app: 'web' } });
const against = (after: JsonObject, mode: ActiveMode, policy: Partial<Policy> = {}): readonly string[] =>
  rulesAgainst(
    { namespace: 'shop', name: 'web', after },
    createEngine({ rules, defaults: [subdomain] }, { ...usual, ...policy }),
    mode,
  );

test.each<[string, JsonObject, ActiveMode, Partial<Policy>, string[]]>([
  ['a rule counts once, and a rule for only one operation does not count', bad, 'deny', {}, ['always']],
  ['in mode warn, a rule of mode deny only warns', bad, 'warn', {}, ['advice', 'always']],
  ['in mode audit, every finding is only recorded', bad, 'audit', {}, ['advice', 'always']],
  ['a Pod without a finding', pod({ subdomain: 'set' }), 'deny', {}, []],
  ['a field that a default adds in this mode', pod(), 'deny', {}, []],
  ['a field that a default adds in another mode', pod(), 'warn', {}, ['needed']],
  ['no default', pod(), 'deny', { mutate: { fill: [], explain: true } }, ['needed']],
  ['an exempt namespace', bad, 'deny', { exemptions: { ...noExemptions, namespaces: namesOf(['sh*']) } }, []],
  [
    'an exempt label',
    bad,
    'deny',
    { exemptions: { ...noExemptions, objectSelector: { matchLabels: { app: 'web' } } } },
    [],
  ],
  [
    'an exempt runtime class',
    pod({ hostname: 'web', runtimeClassName: 'gvisor' }),
    'deny',
    { exemptions: { ...noExemptions, runtimeClasses: namesOf(['gvisor']) } },
    [],
  ],
  ['an exempt user', bad, 'deny', { exemptions: { ...noExemptions, users: namesOf(['jane']) } }, ['always']],
])('%s', (_, after, mode, policy, expected) => expect(against(after, mode, policy)).toEqual(expected));
