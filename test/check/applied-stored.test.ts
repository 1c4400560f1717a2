/** Objects from a cluster are judged as they are stored: no object from a real cluster is denied. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { reviewOf, type RecordedReview } from '../admission/kubelet/recording.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { kinds } from '../../src/kubernetes/kinds.ts';
import { brief, run } from '../cli/run.ts';

const folder = new URL('../admission/kubelet/', import.meta.url);
const recordings = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

/** Every object, old and new, in the reviews of the recording. */
function objectsOf(recording: string): JsonObject[] {
  const lines = readFileSync(new URL(recording, folder), 'utf8').trimEnd().split('\n');
  const objects = lines.flatMap((line) => {
    const { object, oldObject } = reviewOf(JSON.parse(line) as RecordedReview).request as Record<string, JsonObject>;
    return [object, oldObject].filter((value) => kinds.some(({ kind }) => kind === value?.['kind'])) as JsonObject[];
  });
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
}

test.each(recordings)('%s: every stored object passes', async (recording) => {
  const objects = objectsOf(recording);
  expect(objects.length).toBeGreaterThan(0);
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { status, stdout, stderr } = await run({ args: ['check', '-o', 'json', '-'], stdin });
  expect({ status, stderr, findings: (JSON.parse(stdout) as { findings: JsonObject[] }).findings }).toEqual({
    status: 0,
    stderr: '',
    findings: [],
  });
});

const metadata = {
  name: 'web',
  namespace: 'shop',
  uid: '6f0d7a54-7f0e-4c64-9d2c-0d6c2a3d9a10',
  resourceVersion: '4711',
};
const container = { name: 'app', image: 'registry.example/app:1' };
const pod = (spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...metadata, ...more },
  spec: { containers: [container], ...spec },
});
const job = (labels: JsonObject, selector: JsonObject): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: {
    selector: { matchLabels: selector },
    template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } },
  },
});
const uid = metadata.uid;

describe('stored objects that could not be created', () => {
  test.each<[string, JsonObject]>([
    ['a Pod that was debugged', pod({ ephemeralContainers: [{ name: 'debugger', image: 'busybox' }], nodeName: 'a' })],
    [
      'a Pod that is being deleted',
      pod({}, { deletionTimestamp: '2026-01-02T00:00:00Z', deletionGracePeriodSeconds: 30 }),
    ],
    [
      'a Pod whose matchLabelKeys are merged',
      pod(
        {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchExpressions: [{ key: 'rev', operator: 'In', values: ['1'] }] },
              matchLabelKeys: ['rev'],
            },
          ],
        },
        { labels: { rev: '1' } },
      ),
    ],
    [
      'a Pod whose affinity has merged keys',
      pod(
        {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                {
                  topologyKey: 'zone',
                  labelSelector: { matchExpressions: [{ key: 'rev', operator: 'In', values: ['1'] }] },
                  matchLabelKeys: ['rev'],
                },
              ],
            },
          },
        },
        { labels: { rev: '1' } },
      ),
    ],
    ['a Pod with scheduling gates and a node', pod({ schedulingGates: [{ name: 'example.com/wait' }], nodeName: 'a' })],
    [
      'a Job with its generated fields',
      job(
        {
          'batch.kubernetes.io/controller-uid': uid,
          'batch.kubernetes.io/job-name': 'web',
          'controller-uid': uid,
          'job-name': 'web',
        },
        { 'batch.kubernetes.io/controller-uid': uid },
      ),
    ],
    ['a Job from before Kubernetes 1.27', job({ 'controller-uid': uid, 'job-name': 'web' }, { 'controller-uid': uid })],
    [
      'a CronJob whose name could not be chosen today',
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { ...metadata, name: 'a'.repeat(60) },
        spec: {
          schedule: '* * * * *',
          jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
        },
      },
    ],
  ])('%s passes, in every version', async (_, object) => {
    for (const version of ['1.34', '1.35', '1.36', '1.37']) {
      const answer = await run({
        args: ['check', '--kubernetes-version', version, '-'],
        stdin: stringify(object, { version: '1.1' }),
      });
      expect(answer).toEqual({ status: 0, stdout: '1 object checked, no findings.\n', stderr: '' });
    }
  });

  test.each<[string, JsonObject]>([
    ['resourceVersion', { uid: undefined }],
    ['uid', { resourceVersion: undefined }],
    ['creationTimestamp', { uid: undefined, resourceVersion: undefined, creationTimestamp: '2026-01-01T00:00:00Z' }],
    ['managedFields', { uid: undefined, resourceVersion: undefined, managedFields: [{ manager: 'kubectl' }] }],
  ])('%s shows that an object comes from a cluster', async (_, more) => {
    const stdin = JSON.stringify(pod({ ephemeralContainers: [{ name: 'debugger', image: 'busybox' }] }, more));
    expect(await run({ args: ['check', '-'], stdin })).toMatchObject({ status: 0 });
  });

  test('creationTimestamp: null and an empty status do not', async () => {
    const more = { uid: undefined, resourceVersion: undefined, creationTimestamp: null };
    const object = { ...pod({ ephemeralContainers: [{ name: 'debugger', image: 'busybox' }] }, more), status: {} };
    const { status, stdout } = await run({ args: ['check', '-'], stdin: JSON.stringify(object, undefined, 1) });
    expect(brief(stdout).findings).toEqual([expect.stringMatching(/ephemeral-containers-not-on-create$/)]);
    expect(status).toBe(1);
  });
});

describe('a stored object is judged by the rules for CREATE and UPDATE', () => {
  test.each<[string, JsonObject, string]>([
    [
      'a mount of no volume',
      pod({ containers: [{ ...container, volumeMounts: [{ name: 'no', mountPath: '/a' }] }] }),
      'volume-mounts-resolve',
    ],
    ['a label that is none', pod({}, { labels: { app: 'a b' } }), 'labels-valid'],
    ['a finalizer without a domain', pod({}, { finalizers: ['cleanup'] }), 'finalizers-valid'],
    ['a field that there is not', pod({ hostnetwork: true }), 'known-fields'],
    [
      'a selector that its template does not meet',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'shop' } }, spec: { containers: [container] } },
        },
      },
      'selector-matches-template',
    ],
    [
      'the labels of another Job',
      job({ 'controller-uid': 'x', 'job-name': 'web' }, { 'controller-uid': 'x' }),
      'job-selector-generated',
    ],
  ])('%s', async (_, object, rule) => {
    const { status, stdout } = await run({ args: ['check', '-'], stdin: stringify(object, { version: '1.1' }) });
    expect(stdout).toContain(`[${rule}]`);
    expect(status).toBe(1);
  });
});
