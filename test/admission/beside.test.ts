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

/**
 * Kueue restores the template of a preempted Job once before the Job has the condition Suspended and no active Pods. kube-apiserver refuses that
 * (validationOptionsForJob in pkg/registry/batch/job/strategy.go), and Kueue tries again.
 */
const isTooEarly = ({ request }: Replayed): boolean => {
  const { active = 0, conditions = [] } = request.oldObject?.status ?? {};
  const suspended = conditions.some(({ type, status }: any) => type === 'Suspended' && status === 'True'); // eslint-disable-line @typescript-eslint/no-explicit-any
  return request.kind.kind === 'Job' && (active > 0 || !suspended);
};
/** The manifest omits restartPolicy of a Job, so kube-apiserver sets Always, and Podward restores the value of the stored Job. */
const omitsPolicy = ({ request: { kind, object, oldObject } }: Replayed): boolean =>
  kind.kind === 'Job' &&
  object.spec.template.spec.restartPolicy === 'Always' &&
  oldObject.spec.template.spec.restartPolicy !== 'Always';
/** The rules of the refusals that the tests cause on purpose. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  helm: ['workload-numbers'],
  injector: ['volume-mounts-resolve', 'ports-valid'],
  'server-side-apply': ['pod-spec-immutable'],
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
    const expected = ({ denied }: Replayed) =>
      denied.length > 0 && denied.every((rule) => onPurpose[name]?.includes(rule));
    expect(refused.filter((answer) => !expected(answer) && !isTooEarly(answer)).map(({ text }) => text)).toEqual([]);
  });
  test('an existing object gets no default, but keeps its restartPolicy', () => {
    const patched = replayed.filter(({ outcome, request }) => outcome === 'patched' && request.operation !== 'CREATE');
    expect(patched.filter((answer) => !omitsPolicy(answer)).map(({ text }) => text)).toEqual([]);
  });
});
