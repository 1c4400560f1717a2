import { expect, test } from '@jest/globals';
import { sentJob } from '../../src/change/sent-job.ts';
import { generatedLabels } from '../../src/kubernetes/apiserver/generated-selector.ts';
import { metadata, podSpec, workloadOf } from '../objects.ts';
import { changeOf } from '../engine/policy.ts';

/** A Job that was created before Kubernetes 1.27, without prefixed labels. */
const labels = { 'controller-uid': '11111111-2222-3333-4444-555555555555', 'job-name': 'web' };
const old = workloadOf('Job', { metadata: { labels }, spec: podSpec({ restartPolicy: 'Never' }) });

test.each([
  ['a new Job needs the prefixed labels', changeOf({ kind: 'Job', phase: 'validate', after: old }), 4],
  ['an old Job in a cluster does not', changeOf({ kind: 'Job', operation: 'STORED', after: old }), 2],
  ['nor does its update', changeOf({ kind: 'Job', before: old, after: { ...old, metadata: metadata({ labels }) } }), 2],
])('%s', (_, change, count) => expect(generatedLabels(sentJob(change)).size).toBe(count));
