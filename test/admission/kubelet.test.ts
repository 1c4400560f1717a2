/**
 * What a real kubelet, scheduler and controllers do to Pods: each review in kubelet/*.jsonl is allowed in each phase in which it was
 * sent, with every rule in mode deny.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decode } from '../../src/admission/decode.ts';
import { review } from '../../src/admission/review.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { rules } from '../../src/rules/index.ts';
import { breaches } from './contract.ts';
import { type RecordedReview, reviewOf } from './kubelet/recording.ts';

const folder = new URL('kubelet/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name): [string, RecordedReview[]] => {
    const lines = readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n');
    return [name.replace('.jsonl', ''), lines.map((line) => JSON.parse(line) as RecordedReview)];
  });
const all = recordings.flatMap(([, lines]) => lines.map((line) => line.review.request));

const strictest = JSON.stringify({
  apiVersion: 'podward.dev/v1alpha1',
  kind: 'PodwardConfiguration',
  rules: Object.fromEntries(rules.map(({ id }) => [id, { mode: 'deny' }])),
});
const loaded = loadPolicy(strictest, catalogue);
if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
const { policy } = loaded;
const engine = createEngine(catalogue, policy);

/** The refusals in a recording, as `LINE PHASE WHO WHAT: FINDINGS`. */
function refusals(lines: readonly RecordedReview[]): string[] {
  return lines.flatMap((line, i) =>
    line.phases.flatMap((phase) => {
      const recorded = reviewOf(line);
      const decoded = decode(Buffer.from(JSON.stringify(recorded)), phase, policy.servers[0]);
      if (decoded.outcome === 'malformed') return [`${i + 1} ${phase}: ${decoded.reason}`];
      const { answer, findings, outcome } = review(decoded, engine, 'deny');
      expect(breaches(answer, decoded.uid, phase)).toEqual([]);
      if (answer.response.allowed) return [];
      const { operation, resource, subResource = '', name, userInfo } = recorded.request;
      const found = findings.map(({ rule, texts }) => JSON.stringify({ rule, ...texts() }));
      const what = `${operation} ${resource.resource}/${subResource} ${name}`;
      return [`${i + 1} ${phase} ${userInfo.username} ${what}: ${outcome} ${found.join(', ')}`];
    }),
  );
}

test.each(recordings)('nothing of %s is refused', (_name, lines) => {
  expect(refusals(lines)).toEqual([]);
});

/** Checks that the recordings contain these requests, so that the tests above do not pass with empty recordings. */
describe('recorded are', () => {
  test.each([
    ['system:node:node1', 'UPDATE', 'pods', 'status'],
    ['system:node:node1', 'CREATE', 'pods', ''],
    ['system:kube-scheduler', 'CREATE', 'pods', 'binding'],
    ['system:kube-scheduler', 'UPDATE', 'pods', 'status'],
    ['system:serviceaccount:kube-system:node-controller', 'UPDATE', 'pods', 'status'],
    ['system:serviceaccount:kube-system:pod-garbage-collector', 'UPDATE', 'pods', 'status'],
    ['system:serviceaccount:kube-system:job-controller', 'UPDATE', 'pods', ''],
    ['system:serviceaccount:kube-system:job-controller', 'CREATE', 'pods', ''],
    ['system:serviceaccount:kube-system:replicaset-controller', 'CREATE', 'pods', ''],
    ['system:serviceaccount:kube-system:statefulset-controller', 'CREATE', 'pods', ''],
    ['system:serviceaccount:kube-system:daemon-set-controller', 'CREATE', 'pods', ''],
    ['system:serviceaccount:kube-system:cronjob-controller', 'CREATE', 'jobs', ''],
    ['admin', 'UPDATE', 'pods', 'ephemeralcontainers'],
    ['admin', 'UPDATE', 'pods', 'resize'],
    ['admin', 'CREATE', 'pods', 'eviction'],
  ])('%s: %s %s/%s', (user, operation, resource, subresource) => {
    const found = all.filter(
      (request) =>
        request.userInfo.username === user &&
        request.operation === operation &&
        request.resource.resource === resource &&
        (request.subResource ?? '') === subresource,
    );
    expect(found.length).toBeGreaterThan(0);
  });
});
