/** The audit log of the API server and the log of Podward have the same UID. This test has its own cluster, because only it has an audit log. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { changed } from './web.ts';

const folder = mkdtempSync(join(tmpdir(), 'podward-audit-'));
const auditLog = join(folder, 'audit.log');
let started: TestCluster;
let namespace: Namespace;

beforeAll(async () => {
  const policy = join(folder, 'policy.json');
  const rules = [
    { level: 'Metadata', omitStages: ['RequestReceived'], resources: [{ group: '', resources: ['pods'] }] },
  ];
  writeFileSync(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
  const apiServerArgs = [`--audit-log-path=${auditLog}`, `--audit-policy-file=${policy}`];
  started = await startTestCluster({ apiServerArgs });
  namespace = await makeNamespace({}, started.cluster);
}, 900_000);
afterAll(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true });
});

interface Event {
  readonly objectRef: { readonly namespace: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

const linesOf = (file: string, part: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes(part));

test('a rejected request is one event and one line', async () => {
  const wrong = changed((pod) => (pod.spec.restartPolicy = 'Sometimes'));
  expect((await namespace.kubectl('create -f -', wrong)).stderr).toContain('[restart-policy-of-kind]');
  await waitFor('the event', 30, () =>
    linesOf(auditLog, `"${namespace.name}"`).some((line) => line.includes('podward')),
  );
  const events = linesOf(auditLog, `"${namespace.name}"`).map((line) => JSON.parse(line) as Event);
  const [event] = events.filter(({ responseStatus }) => responseStatus?.code === 422);
  const prefix = 'mutate-deny.podward.dev/';
  const own = Object.entries(event!.annotations!).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
  const { 'review-uid': uid = '', ...others } = Object.fromEntries(own) as Record<string, string>;
  expect(others).toEqual({ 'denied-rules': 'restart-policy-of-kind' });
  // The server writes its log after the answer.
  await waitFor('the line', 30, () => linesOf(started.podward.log, `"${uid}"`).length > 0);
  const lines = linesOf(started.podward.log, `"${uid}"`).map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'denied',
      phase: 'mutate',
      operation: 'CREATE',
      kind: 'Pod',
      namespace: namespace.name,
      name: 'web',
      user: expect.any(String),
      rules: ['restart-policy-of-kind=deny'],
    }),
  ]);
});
