/**
 * What a real kubelet, scheduler and controllers do to Pods: each review in kubelet/*.jsonl is allowed in each phase in which it was
 * sent, with every rule in mode deny.
 */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { rules } from '../../src/rules/index.ts';
import { recordingsIn, replay } from './replay.ts';

const recordings = recordingsIn(new URL('kubelet/', import.meta.url));
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

test.each(recordings)('nothing of %s is refused', (_name, lines) => {
  const refused = replay(lines, engine, policy).filter((answer) => answer.refused);
  expect(refused.map(({ text }) => text)).toEqual([]);
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
