/** Recorded AdmissionReviews in files: `podward check` must decide as the webhook did. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decode, type ReviewPhase } from '../../src/admission/decode.ts';
import { review } from '../../src/admission/review.ts';
import { Draft, intoDraft } from '../../src/check/draft.ts';
import { objectFinder } from '../../src/check/objects.ts';
import { catalogue } from '../../src/catalogue.ts';
import { decodeRecorded } from '../../src/admission/recorded.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { objectAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Report } from '../../src/report/report.ts';
import { pod, reviewOf } from '../admission/requests.ts';
import { workload } from '../objects.ts';
import { reviewOf as recordedReview, type RecordedReview } from '../admission/kubelet/recording.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const folder = (name: string): URL => new URL(`../admission/${name}/`, import.meta.url);
const linesOf = (file: URL): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

/** Each recording with the phases in which the same body was sent. */
const recordings: readonly (readonly [name: string, body: Json, phases: readonly ReviewPhase[]])[] = [
  ...readdirSync(folder('reviews')).map((name): [string, Json, ReviewPhase[]] => {
    const body = JSON.parse(readFileSync(new URL(name, folder('reviews')), 'utf8')) as Json;
    return [name, body, [name.includes('.mutate.') ? 'mutate' : 'validate']];
  }),
  ...readdirSync(folder('kubelet'))
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) =>
      linesOf(new URL(name, folder('kubelet'))).map((line, i): [string, Json, readonly ReviewPhase[]] => {
        const one = JSON.parse(line) as RecordedReview;
        return [`${name}:${i + 1}`, recordedReview(one), one.phases];
      }),
    ),
];

const recorded = recordings.flatMap(([name, body, phases]) => {
  const decoded = decodeRecorded(body, serverFacts(36));
  return decoded.outcome === 'change' ? [{ name, phases, changes: decoded.changes }] : [];
});

describe('the phase of a recording', () => {
  test('is never wrong', () => {
    const wrong = recorded.filter(({ phases, changes }) => {
      const found = changes.map(({ phase }) => phase);
      return !phases.every((phase) => found.includes(phase));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('is known for every new object, and for most changes of a spec', () => {
    const isCreate = ({ changes }: (typeof recorded)[number]): boolean => changes[0]?.operation === 'CREATE';
    const known = recorded.filter(({ changes }) => changes.length === 1);
    expect(known.filter(isCreate)).toHaveLength(recorded.filter(isCreate).length);
    expect(known.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pod-image.mutate.json', 'pod-image.validate.json', 'pod-resize.mutate.json']),
    );
  });

  const stored = { uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '7', generation: 1 };
  test.each<[string, object, object, string]>([
    ['a client that sends no metadata of the server', {}, {}, 'mutate'],
    ['another creationTimestamp', { ...stored, creationTimestamp: '2025-01-01T00:00:00Z' }, {}, 'mutate'],
    ['another resourceVersion', { ...stored, resourceVersion: '6' }, {}, 'mutate'],
    ['a lower generation', { ...stored, generation: 0 }, {}, 'mutate'],
    ['a generation that no server makes', { ...stored, generation: 9 }, {}, 'mutate'],
    ['the next generation', { ...stored, generation: 2 }, { nodeName: 'a' }, 'validate'],
    [
      'the next generation for annotations of a Pod',
      { ...stored, generation: 2, annotations: { a: 'b' } },
      {},
      'mutate',
    ],
    ['the next generation for nothing', { ...stored, generation: 2, labels: { a: 'b' } }, {}, 'mutate'],
    ['a changed spec with the old generation', stored, { nodeName: 'a' }, 'mutate'],
    ['nothing that is different', stored, {}, 'mutate validate'],
  ])('%s', (_, metadata, spec, expected) => {
    const over = { operation: 'UPDATE', object: pod(spec, metadata), oldObject: pod({}, stored) };
    const decoded = decodeRecorded(reviewOf(over) as Json, serverFacts(36));
    if (decoded.outcome !== 'change') throw new Error(decoded.outcome);
    expect(decoded.changes.map(({ phase }) => phase).join(' ')).toBe(expected);
  });
});

function policyOf(text: string): Policy {
  const loaded = loadPolicy(`apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n${text}`, catalogue);
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.policy;
}

const usual = defaultPolicy(catalogue);
const engineOf = (policy: Policy): Engine => createEngine(catalogue, policy);
const usualEngine = engineOf(usual);

/** The findings of the command on a recording. */
function checked(body: Json, engine = usualEngine): Report {
  const draft = new Draft(engine);
  objectFinder(intoDraft(draft))({ file: 'review.json', text: JSON.stringify(body), named: true });
  return draft.report();
}

const briefly = (findings: Report['findings']): string[] => findings.map(({ rule, path }) => `${rule} ${path}`);

test.each<[Kind, string, JsonObject, string]>([
  ['PodTemplate', 'podtemplates', { template: {} }, 'validate'],
  ['Deployment', 'deployments', { metadata: { annotations: { a: 'b' } } }, 'validate'],
  ['DaemonSet', 'daemonsets', { metadata: { annotations: { a: 'b' } } }, 'mutate'],
])('the next generation of a %s', (kind, resource, over, expected) => {
  const { group, version } = kindFacts(kind);
  const base = workload(kind as Exclude<Kind, 'Pod'>);
  const facts = { uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '7' };
  const oldObject = { ...base, metadata: { ...objectAt(base, 'metadata'), ...facts, generation: 1 } };
  const object = {
    ...oldObject,
    ...over,
    metadata: { ...oldObject.metadata, generation: 2, ...objectAt(over, 'metadata') },
  };
  const request = { kind: { group, version, kind }, resource: { group, version, resource }, operation: 'UPDATE' };
  const decoded = decodeRecorded(reviewOf({ ...request, object, oldObject }) as Json, serverFacts(36));
  if (decoded.outcome !== 'change') throw new Error(decoded.outcome);
  expect(decoded.changes.map(({ phase }) => phase).join(' ')).toBe(expected);
});

describe('podward check', () => {
  test('has the findings of the webhook', () => {
    const others = recordings.filter(([, body, phases]) => {
      const found = JSON.stringify(briefly(checked(body).findings));
      return !phases.some((phase) => found === JSON.stringify(reviewed(body, phase)));
    });
    expect(others.map(([name]) => name)).toEqual([]);
  });

  function reviewed(body: Json, phase: ReviewPhase): string[] {
    const decoded = decode(Buffer.from(JSON.stringify(body)), phase, usual.servers[0]);
    if (decoded.outcome === 'malformed') throw new Error(decoded.reason);
    const { findings } = review(decoded, usualEngine, 'deny');
    return findings.map(({ rule, texts }) => `${rule} ${texts().path}`);
  }

  const port = (containerPort: number): object => ({
    containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort }] }],
  });
  const stored = { uid: 'u', resourceVersion: '2', generation: 1 };
  const stale = reviewOf({
    operation: 'UPDATE',
    object: pod(port(8080), { ...stored, resourceVersion: '1' }),
    oldObject: pod(port(80), stored),
  }) as Json;
  const changed = reviewOf({
    operation: 'UPDATE',
    object: pod(port(8080), stored),
    oldObject: pod(port(80), stored),
  }) as Json;

  test('a stale object is not refused, as in the webhook, and has a note', () => {
    const { findings, objects, notes } = checked(stale);
    expect({ findings, objects: objects.length }).toEqual({ findings: [], objects: 1 });
    expect(notes).toEqual([
      expect.stringMatching(
        /^review\.json:1:\d+: Pod "web" in namespace "default" is not checked, because its resourceVersion is not that of the stored object\. The API server refuses such a request with 409 Conflict\.$/,
      ),
    ]);
  });

  test('an exempt user is skipped', () => {
    const { findings, skipped } = checked(changed, engineOf(policyOf('exemptions: {users: [alice]}')));
    expect(findings).toEqual([]);
    expect(skipped).toMatchObject([{ reason: 'exemption', count: 1, objects: [{ kind: 'Pod', name: 'web' }] }]);
  });

  test.each([
    ['is refused', '', 1],
    ['is not refused in the mutating phase without explain', 'mutate: {explain: false}', 0],
  ])('a changed port %s', (_, text, count) => {
    expect(checked(changed, engineOf(policyOf(text))).findings).toHaveLength(count);
  });

  test('if the phase is not known, the stricter one counts', () => {
    const labeled = reviewOf({
      operation: 'UPDATE',
      object: pod({}, { ...stored, labels: { 'a b': '' } }),
      oldObject: pod({}, stored),
    }) as Json;
    expect(briefly(checked(labeled, engineOf(policyOf('mutate: {explain: false}'))).findings)).toEqual([
      'labels-valid metadata.labels[a b]',
    ]);
  });
});
