/**
 * What Kueue, JobSet, Helm, kubectl, cert-manager and injectors send, in beside/*.jsonl: Podward refuses only what kube-apiserver also refuses,
 * and adds nothing to an existing object. `RECORD=1 make e2e` and `RECORD=1 make test-beside` record the requests.
 */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { recordingsIn, replay, type Replayed } from './replay.ts';

const policy = defaultPolicy(catalogue);
const engine = createEngine(catalogue, policy);
const recordings = recordingsIn(new URL('beside/', import.meta.url)).map(([name, lines]): [string, Replayed[]] => [
  name,
  replay(lines, engine, policy),
]);
const all = recordings.flatMap(([, replayed]) => replayed);

/** The manifest omits restartPolicy of a Job, so kube-apiserver sets Always, and Podward restores the value of the stored Job. */
const omitsPolicy = ({ request: { kind, object, oldObject } }: Replayed): boolean =>
  kind.kind === 'Job' &&
  object.spec.template.spec.restartPolicy === 'Always' &&
  oldObject.spec.template.spec.restartPolicy !== 'Always';
/**
 * Kueue changes the template of a suspended Job before the Job has the condition Suspended and no active Pods: as soon as it was created, and as
 * soon as it was preempted. kube-apiserver refuses that (validationOptionsForJob in pkg/registry/batch/job/strategy.go), and Kueue tries again.
 */
const tooEarly = (change: string): readonly string[] =>
  Object.entries({
    'metadata.annotations[kueue.x-k8s.io/workload]': 'annotation "kueue.x-k8s.io/workload"',
    'metadata.labels[kueue.x-k8s.io/cluster-queue-name]': 'label "kueue.x-k8s.io/cluster-queue-name"',
    'metadata.labels[kueue.x-k8s.io/local-queue-name]': 'label "kueue.x-k8s.io/local-queue-name"',
    'metadata.labels[kueue.x-k8s.io/podset]': 'label "kueue.x-k8s.io/podset"',
    'spec.nodeSelector[pool]': 'nodeSelector entry "pool"',
    'spec.tolerations': 'tolerations',
  }).map(
    ([path, subject]) =>
      `spec.template.${path}: ${subject} cannot be ${path === 'spec.tolerations' && change === 'added' ? 'set' : change} until the suspended Job has the condition Suspended and no active Pods. [job-template-immutable]`,
  );

/** All refusals: those of Kueue, and those that the tests cause on purpose. kube-apiserver refuses these requests, too. */
const refusals: Readonly<Record<string, readonly (readonly [what: string, findings: readonly string[]])[]>> = {
  helm: [['mutate admin UPDATE deployments/ shop', ['spec.replicas: must be 0 or more. [workload-numbers]']]],
  injector: [
    [
      'mutate admin CREATE pods/ alone',
      ['spec.containers[0].volumeMounts[0].name: the Pod has no volume with this name. [volume-mounts-resolve]'],
    ],
  ],
  kueue: ['added', 'removed'].map((change) => [
    'mutate system:serviceaccount:kueue-system:kueue-controller-manager UPDATE jobs/ first',
    tooEarly(change),
  ]),
  'server-side-apply': ['once', 'again'].map(() => [
    'mutate admin UPDATE pods/ migrated',
    [
      'spec.terminationGracePeriodSeconds: terminationGracePeriodSeconds cannot be changed from 30 to 5 after the Pod is created. [pod-spec-immutable]',
    ],
  ]),
};

test('the recordings are complete', () => {
  const names = ['apply-loop', 'cert-manager', 'helm', 'injector', 'jobset', 'kueue', 'server-side-apply'];
  expect(recordings.map(([name]) => name)).toEqual(names);
  const clients = new Set(
    all.flatMap(({ request: { userInfo, options } }) => [userInfo.username, options.fieldManager]),
  );
  for (const client of [
    'system:serviceaccount:kueue-system:kueue-controller-manager',
    'system:serviceaccount:jobset-system:jobset-controller-manager',
    'helm',
    'flux',
    'kubectl-client-side-apply',
  ])
    expect(clients).toContain(client);
});

describe.each(recordings)('%s', (name, replayed) => {
  test('Podward refuses only what kube-apiserver refuses too', () => {
    const refused = replayed.filter((answer) => answer.refused);
    expect(refused.map(({ what, denied }) => [what, denied])).toEqual(refusals[name] ?? []);
  });
  test('an existing object gets no default, but keeps its restartPolicy', () => {
    const patched = replayed.filter(({ outcome, request }) => outcome === 'patched' && request.operation !== 'CREATE');
    expect(patched.filter((answer) => !omitsPolicy(answer)).map(({ text }) => text)).toEqual([]);
  });
});
