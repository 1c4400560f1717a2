/** Which requests a report counts. */
import { expect, test } from '@jest/globals';
import { decode, type ReviewPhase } from '../../src/admission/decode.ts';
import { review } from '../../src/admission/review.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import type { Mode } from '../../src/rules/rule.ts';
import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import { policyOf } from '../engine/policy.ts';
import { labeled } from './labeled.ts';
import { encoded, pod, reviewOf } from './requests.ts';

/** With two findings. */
const twice = (id: string, mode: Mode) => labeled(id, mode, [id, 'other']);
const rules = [twice('d', 'deny'), twice('w', 'warn'), twice('a', 'audit')];
const engine = createEngine(
  { rules, defaults: [] },
  {
    ...policyOf(rules, []),
    modeLabel: { defaultMode: 'deny', excludedNamespaces: ['kube-system'] },
    exemptions: { ...noExemptions, namespaces: namesOf(['ci-*']) },
  },
);

const labels = (...ids: string[]) => ({ labels: Object.fromEntries(ids.map((id) => [id, ''])) });

function reported(metadata: object, mode: ActiveMode, over: object = {}, phase: ReviewPhase = 'validate') {
  const decoded = decode(encoded(reviewOf({ object: pod({}, metadata), ...over })), phase, engine.policy.servers[0]);
  if (decoded.outcome === 'malformed') throw new Error(decoded.reason);
  return review(decoded, engine, mode).reported;
}

test.each<[ActiveMode, string[], unknown[] | undefined]>([
  ['warn', ['d', 'w', 'a'], ['d=warn/deny', 'w=warn/warn', 'a=audit/audit']],
  ['audit', ['d', 'w'], ['d=audit/deny', 'w=audit/warn']],
  ['deny', ['w', 'a'], ['w=warn/warn', 'a=audit/audit']],
  ['deny', ['d', 'w'], undefined],
  ['warn', [], undefined],
])('in mode %s, labels %j: each rule once, with its mode here and in mode deny', (mode, ids, expected) => {
  const findings = reported(labels(...ids), mode)?.findings.map((one) => `${one.rule}=${one.mode}/${one.inModeDeny}`);
  expect(findings?.toSorted()).toEqual(expected?.toSorted());
});

test.each([
  ['a dry run', reported(labels('d'), 'warn', { dryRun: true })],
  ['a request in the mutating phase', reported(labels('d'), 'warn', {}, 'mutate')],
  ['a forged request in an excluded namespace', reported(labels('d'), 'warn', { namespace: 'kube-system' })],
  ['a request in an exempt namespace', reported(labels('d'), 'warn', { namespace: 'ci-1' })],
  ['a request whose namespace is not a name', reported(labels('d'), 'warn', { namespace: '../../x' })],
])('%s is not counted', (_, result) => expect(result).toBeUndefined());

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u', controller: true };
test.each<[string, object, object | undefined]>([
  ['the object', {}, { apiVersion: 'v1', kind: 'Pod', name: 'web' }],
  ['its controller', { ownerReferences: [owner] }, { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1' }],
  [
    'the object, if the controller has a wrong name',
    { ownerReferences: [{ ...owner, name: 'a\nb' }] },
    { apiVersion: 'v1', kind: 'Pod', name: 'web' },
  ],
])('a report names %s', (_, metadata, expected) => {
  expect(reported({ ...labels('d'), ...metadata }, 'warn')).toMatchObject({ namespace: 'default', object: expected });
});

test('a name that no API server accepts is left out', () => {
  expect(reported(labels('d'), 'warn', { name: 'a b' })).toEqual({
    namespace: 'default',
    findings: [expect.anything()],
  });
});
