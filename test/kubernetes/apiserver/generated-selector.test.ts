import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import {
  asGenerated,
  generatedLabels,
  hasGeneratedSelector,
  type SentJob,
} from '../../../src/kubernetes/apiserver/generated-selector.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const prefix = 'batch.kubernetes.io/';
const job = (labels: JsonObject, spec: JsonObject = {}, metadata: JsonObject = { name: 'web', uid: '1' }) => ({
  metadata,
  spec: { ...spec, template: { metadata: { labels } } },
});
const sent = (parts: Partial<SentJob>): SentJob => ({
  job: job({}),
  stored: undefined,
  isOldManifest: false,
  hasUid: true,
  facts: serverFacts(36),
  ...parts,
});
const labelsOf = (parts: Partial<SentJob>): JsonObject => Object.fromEntries(generatedLabels(sent(parts)));

test.each<[Parameters<typeof hasGeneratedSelector>, boolean]>([
  [['Job', {}], true],
  [['Job', { spec: { manualSelector: false } }], true],
  [['Job', { spec: { manualSelector: true } }], false],
  [['Deployment', {}], false],
])('of %j the selector is generated: %s', (of, expected) => expect(hasGeneratedSelector(...of)).toBe(expected));

describe('labels', () => {
  const old = { 'controller-uid': '1', 'job-name': 'web' };
  const all = { ...old, [`${prefix}controller-uid`]: '1', [`${prefix}job-name`]: 'web' };

  test.each([36, 37])('of a new Job in 1.%i', (minor) => expect(labelsOf({ facts: serverFacts(minor) })).toEqual(all));

  test('of a new Job without its uid', () => {
    const unknown = { 'controller-uid': '(generated)', [`${prefix}controller-uid`]: '(generated)' };
    expect(labelsOf({ hasUid: false })).toEqual({ ...all, ...unknown });
  });

  test('of a new Job without a name', () => {
    const named = (name: string) => ({ ...all, 'job-name': name, [`${prefix}job-name`]: name });
    expect(labelsOf({ job: job({}, {}, { uid: '1', generateName: 'web-' }) })).toEqual(named('(generated)'));
    expect(labelsOf({ job: job({}, {}, { uid: '1' }) })).toEqual(named(''));
  });

  test('of a Job with manualSelector', () => expect(labelsOf({ job: job({}, { manualSelector: true }) })).toEqual({}));

  test('of a Job that was created before Kubernetes 1.27', () => expect(labelsOf({ stored: job(old) })).toEqual(old));

  test.each(['controller-uid', 'job-name'])('of a Job with %s as its only label with a prefix', (name) =>
    expect(labelsOf({ stored: job({ ...old, [prefix + name]: 'x' }) })).toEqual(old),
  );

  test('of a changed Job with the uid and the name of the stored one', () =>
    expect(labelsOf({ stored: job(all), job: job(all, {}, { name: '' }) })).toEqual(all));

  test('since 1.37, of a changed Job only those that changed', () => {
    expect(labelsOf({ facts: serverFacts(37), stored: job(all), job: job(all) })).toEqual({});
    expect(labelsOf({ facts: serverFacts(37), stored: job(all), job: job({ ...all, 'job-name': 'api' }) })).toEqual({
      'job-name': 'web',
    });
  });

  test('since 1.37, none of a suspended Job', () =>
    expect(labelsOf({ facts: serverFacts(37), stored: job(all, { suspend: true }), job: job({}) })).toEqual({}));

  test.each([
    [true, {}],
    [false, all],
  ])('since 1.37, of a Job suspended after its start, with the feature gate of resources %s', (resources, expected) => {
    const gates = {
      MutableSchedulingDirectivesForSuspendedJobs: false,
      MutablePodResourcesForSuspendedJobs: resources,
    };
    const status = { startTime: '2026-01-02T03:04:05Z', conditions: [{ type: 'Suspended', status: 'True' }] };
    const stored = { ...job(all, { suspend: true }), status };
    expect(labelsOf({ facts: serverFacts(37, gates), stored, job: job({}) })).toEqual(expected);
  });
});

describe('the selector and labels', () => {
  const uid = `${prefix}controller-uid`;

  test('of a new Job with a selector of its own', () => {
    const { selector, labels } = asGenerated(
      sent({ job: job({ app: 'web' }, { selector: { matchLabels: { app: 'web' } } }) }),
    );
    expect(selector).toEqual({ matchLabels: { app: 'web', [uid]: '1' } });
    expect(labels).toMatchObject({ app: 'web', [uid]: '1', 'job-name': 'web' });
  });

  test('of a stored Job and of one with manualSelector are not changed', () => {
    const selector = { matchLabels: { app: 'web' } };
    expect(asGenerated(sent({ stored: job({}), job: job({}, { selector }) })).selector).toEqual(selector);
    expect(asGenerated(sent({ job: job({}, { selector, manualSelector: true }) })).selector).toEqual(selector);
    expect(asGenerated(sent({ job: job({}, { manualSelector: true }) })).selector).toBeUndefined();
  });
});
