/** Each AdmissionReview that a real kube-apiserver sent (reviews/*.json) is understood and answered. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { decode, requestAtHead, uidAtHead } from '../../src/admission/decode.ts';
import { review } from '../../src/admission/review.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { recordedReviews } from '../fuzz/inputs.ts';
import { get, isObject, objectAt, without, type Json, type JsonObject } from '../../src/json/json.ts';
import { breaches } from './contract.ts';

const folder = new URL('reviews/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const policy = defaultPolicy(catalogue);
const engine = createEngine(catalogue, policy);

/** The answers of the webhook, by the name of the scenario. All other requests are allowed without a patch. */
const expected: Readonly<Record<string, string>> = {
  'pod-create.mutate': 'patched',
  'pod-create-generate-name.mutate': 'patched',
  'pod-create-dry-run.mutate': 'patched',
  'job-create-client-side-apply.mutate': 'patched',
  'job-create-server-side-apply.mutate': 'patched',
  'pod-port-refused.mutate': 'denied',
  'pod-plain-replace-refused.mutate': 'denied',
  'pod-resize.mutate': 'denied',
  'pod-delete.mutate': 'foreign',
  'pod-delete.validate': 'foreign',
};

test('every expectation has its recording', () => {
  expect(files.map((file) => file.replace('.json', ''))).toEqual(expect.arrayContaining(Object.keys(expected)));
});

test.each(files)('%s', (file) => {
  const scenario = file.replace('.json', '');
  const phase = scenario.endsWith('.mutate') ? 'mutate' : 'validate';
  const decoded = decode(readFileSync(new URL(file, folder)), phase, policy.servers[0]);
  if (decoded.outcome === 'malformed') throw new Error(decoded.reason);
  const { answer, outcome } = review(decoded, engine, 'deny');
  expect(breaches(answer, decoded.uid, phase)).toEqual([]);
  expect(outcome).toBe(expected[scenario] ?? 'allowed');
});

/** Otherwise the answer to a review that is stopped would be HTTP 500, which is an allow with failurePolicy Ignore. */
test('the uid of each review is found in its first bytes, in the order in which kube-apiserver writes it', () => {
  const all = recordedReviews();
  expect(all.length).toBeGreaterThan(300);
  const wrong = all.filter(
    (review) => uidAtHead(Buffer.from(JSON.stringify(review))) !== get(review, 'request', 'uid'),
  );
  expect(wrong).toEqual([]);
});

test('all that stands before the object of each review is found without parsing the object', () => {
  const all = recordedReviews().filter((review) => isObject(get(review, 'request', 'object')));
  expect(all.length).toBeGreaterThan(300);
  const partOf = (review: Json): JsonObject =>
    without(objectAt(review, 'request'), 'object', 'oldObject', 'dryRun', 'options');
  for (const review of all) expect(requestAtHead(Buffer.from(JSON.stringify(review)))).toEqual(partOf(review));
});
