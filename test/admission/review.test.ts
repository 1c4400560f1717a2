import { describe, expect, test } from '@jest/globals';
import { decode, type ReviewPhase } from '../../src/admission/decode.ts';
import { review, type Outcome } from '../../src/admission/review.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import { defineDefault } from '../../src/defaults/default.ts';
import { createEngine, type Catalogue } from '../../src/engine/engine.ts';
import { objectAt, stringAt } from '../../src/json/json.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { defineRule, podsAndTemplates } from '../../src/rules/rule.ts';
import { advise } from '../../src/rules/finding.ts';
import { breaches } from './contract.ts';
import { labeled } from './labeled.ts';
import { encoded, pod, reviewOf, uid } from './requests.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const broken = defineRule({
  id: 'broken',
  title: 'broken',
  why: 'test',
  mirrors: 'policy',
  appliesTo: podsAndTemplates,
  messages: {},
  check({ after }) {
    if (stringAt(after, 'metadata', 'labels', 'broken') !== undefined) throw new Error('secret');
    return [];
  },
});

const dns = defineDefault({
  id: 'dns',
  title: 'dns',
  why: 'test',
  enabled: true,
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  messages: { filled: { text: 'Podward filled in {{field}}.' } },
  *fill({ after }) {
    if (stringAt(objectAt(after, 'spec'), 'dnsPolicy') === undefined) {
      const path = specPath.child('dnsPolicy');
      yield { path, value: 'ClusterFirst', note: advise(path, 'filled') };
    }
  },
});

const small: Catalogue = {
  rules: [labeled('d', 'deny'), labeled('w', 'warn'), labeled('a', 'audit'), broken],
  defaults: [dns],
};

interface Setting {
  readonly phase?: ReviewPhase;
  readonly mode?: ActiveMode;
  /** In flow style, after apiVersion and kind. */
  readonly configuration?: string;
}

function answerTo(over: object, { phase = 'validate', mode = 'deny', configuration = '{}' }: Setting = {}) {
  const catalogue = small;
  const text = `{apiVersion: podward.dev/v1alpha1, kind: PodwardConfiguration, ${configuration.slice(1)}`;
  const loaded = loadPolicy(text, catalogue);
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  const decoded = decode(encoded(reviewOf(over)), phase, loaded.policy.servers[0]);
  if (decoded.outcome === 'malformed') throw new Error(decoded.reason);
  const reviewed = review(decoded, createEngine(catalogue, loaded.policy), mode);
  expect(breaches(reviewed.answer, uid, phase)).toEqual([]);
  return reviewed;
}

const withLabels = (...labels: string[]) => ({
  object: pod({}, { labels: Object.fromEntries(labels.map((label) => [label, ''])) }),
});

describe('the mode is the milder one of rule and path', () => {
  test.each<[label: string, mode: ActiveMode, outcome: Outcome, annotation: string]>([
    ['d', 'deny', 'denied', 'denied-rules'],
    ['d', 'warn', 'allowed', 'warned-rules'],
    ['d', 'audit', 'allowed', 'audited-rules'],
    ['w', 'deny', 'allowed', 'warned-rules'],
    ['w', 'warn', 'allowed', 'warned-rules'],
    ['w', 'audit', 'allowed', 'audited-rules'],
    ['a', 'deny', 'allowed', 'audited-rules'],
    ['a', 'warn', 'allowed', 'audited-rules'],
  ])('rule %s on the path %s', (label, mode, outcome, annotation) => {
    const reviewed = answerTo(withLabels(label), { mode });
    expect(reviewed.outcome).toBe(outcome);
    expect(reviewed.answer.response.auditAnnotations).toEqual({ [annotation]: label, 'review-uid': uid });
    expect(reviewed.answer.response.warnings?.length ?? 0).toBe(annotation === 'warned-rules' ? 1 : 0);
  });

  test('a refusal also has the warnings', () => {
    const { response } = answerTo(withLabels('d', 'w', 'a')).answer;
    expect(response.status?.details?.causes.map(({ field }) => field)).toEqual(['metadata.labels[d]']);
    expect(response.warnings).toEqual(['metadata.labels[w]: Forbidden: this label is not allowed. [w]']);
    expect(response.auditAnnotations).toEqual({
      'denied-rules': 'd',
      'warned-rules': 'w',
      'audited-rules': 'a',
      'review-uid': uid,
    });
  });
});

describe('the mutating path', () => {
  const mutate = { phase: 'mutate' as const };
  test.each<[string, object, Setting, Outcome, number]>([
    ['adds defaults with a warning', {}, mutate, 'patched', 1],
    ['refuses without a patch', withLabels('d'), mutate, 'denied', 0],
    ['patches and warns', withLabels('w'), mutate, 'patched', 2],
    ['does not add defaults if that is off', {}, { ...mutate, configuration: '{mutate: {fill: false}}' }, 'allowed', 0],
    ['does not add defaults in mode warn', {}, { ...mutate, mode: 'warn' }, 'allowed', 0],
    [
      'adds defaults in mode warn if the operator configures it',
      {},
      { ...mutate, mode: 'warn', configuration: '{mutate: {fill: [warn]}}' },
      'patched',
      1,
    ],
    ['and then not in mode deny', {}, { ...mutate, configuration: '{mutate: {fill: [warn]}}' }, 'allowed', 0],
    [
      'never adds defaults in mode audit',
      {},
      { ...mutate, mode: 'audit', configuration: '{mutate: {fill: true}}' },
      'allowed',
      0,
    ],
    [
      'does not add a default that is off',
      {},
      { ...mutate, configuration: '{defaults: {dns: {enabled: false}}}' },
      'allowed',
      0,
    ],
    [
      'does not judge if that is off',
      withLabels('d'),
      { ...mutate, configuration: '{mutate: {explain: false}}' },
      'patched',
      1,
    ],
    ['does not change existing fields', { object: pod({ dnsPolicy: 'Default' }) }, mutate, 'allowed', 0],
    ['never patches when validating', {}, { phase: 'validate' }, 'allowed', 0],
  ])('%s', (_, over, options, outcome, warnings) => {
    const { answer, outcome: actual } = answerTo(over, options);
    expect(actual).toBe(outcome);
    expect(answer.response.patch !== undefined).toBe(outcome === 'patched');
    expect(answer.response.warnings?.length ?? 0).toBe(warnings);
  });

  const stale = {
    operation: 'UPDATE',
    object: pod({}, { labels: { d: '' }, resourceVersion: '1' }),
    oldObject: pod({}, { resourceVersion: '2' }),
  };
  test('allows a stale object, for which kube-apiserver returns a conflict', () => {
    expect(answerTo(stale, mutate).answer.response).toEqual({ uid, allowed: true });
    expect(answerTo(stale, { phase: 'validate' }).outcome).toBe('denied');
  });
});

describe('exemptions', () => {
  test.each<[string, string, Outcome]>([
    ['the user', '{exemptions: {users: [alice]}}', 'exempt'],
    ['the namespace', '{exemptions: {namespaces: [default]}}', 'exempt'],
    ['the label', '{exemptions: {objectSelector: {matchLabels: {d: ""}}}}', 'exempt'],
    ['another user', '{exemptions: {users: [alic, Alice]}}', 'denied'],
    ['another namespace', '{exemptions: {namespaces: [kube-system]}}', 'denied'],
  ])('by %s', (_, configuration, outcome) => {
    const { answer, outcome: actual, exemption } = answerTo(withLabels('d'), { configuration });
    expect(actual).toBe(outcome);
    if (outcome === 'exempt')
      expect(answer.response).toEqual({
        uid,
        allowed: true,
        auditAnnotations: { exempt: exemption, 'review-uid': uid },
      });
  });
});

describe('a review that is not understood is refused', () => {
  test.each<[string, string, Outcome, boolean]>([
    ['create', 'in lower case', 'undecodable', false],
    ['PATCH', 'that is not known', 'undecodable', false],
    ['', 'that is empty', 'undecodable', false],
    ['DELETE', 'without a new object', 'foreign', true],
    ['CONNECT', 'of a stream', 'foreign', true],
  ])('the operation "%s" %s is %s', (operation, _, outcome, allowed) => {
    const reviewed = answerTo({ operation });
    expect(reviewed.outcome).toBe(outcome);
    expect(reviewed.answer.response.allowed).toBe(allowed);
  });

  test('15 MB of empty objects in a field that no rule reads', () => {
    const head = `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"${uid}"`;
    const bytes = Buffer.from(`${head},"object":{"spec":{"more":[${'{},'.repeat(5_000_000)}{}]}}}}`);
    const decoded = decode(bytes, 'validate', serverFacts(36));
    if (decoded.outcome !== 'undecodable') throw new Error(decoded.outcome);
    const { answer } = review(decoded, createEngine(small, defaultPolicy(small)), 'deny');
    expect(breaches(answer, uid, 'validate')).toEqual([]);
    expect(answer.response).toMatchObject({ uid, allowed: false, status: { code: 400, reason: 'BadRequest' } });
  });
});

test('a rule that throws is a failure, which quotes no object', () => {
  const { outcome, answer } = answerTo(withLabels('broken', 'd'));
  expect(outcome).toBe('failed');
  expect(answer.response.status).toMatchObject({ code: 500, reason: 'InternalError' });
  expect(answer.response.status?.message).toBe(
    'Podward failed while checking this request and refused it. The cause is a bug in rule broken, and not the manifest. ' +
      `Tell the operator of Podward the uid ${uid}.`,
  );
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test('a rule that is off finds nothing', () => {
  expect(answerTo(withLabels('d'), { configuration: '{rules: {d: {mode: off}}}' }).answer.response).toEqual({
    uid,
    allowed: true,
  });
});
