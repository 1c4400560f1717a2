/** Reviews of Namespaces and exempt reviews, by a running server with a configuration. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inlineBytes } from '../../src/server/limits.ts';
import { reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { metric, post } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const folder = temporaryFolder();
let podward: Podward;

beforeAll(async () => {
  makePair(folder);
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n' +
      'exemptions: {groups: ["ci-*"]}\nmodeLabel: {defaultMode: warn}\n',
  );
  podward = await startPodward(`--tls-dir=${folder}`, `--config=${config}`, '--drain-seconds=0', '--log-level=debug');
});
afterAll(async () => {
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

const namespace = (mode: string, padding: string): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'podward.dev/mode': mode }, annotations: { padding } },
});
const reviewed = async (path: string, over: object) => {
  const { status, text } = await post(podward.port, path, JSON.stringify(reviewOf(over)));
  expect(status).toBe(200);
  return JSON.parse(text) as { response: { allowed: boolean; warnings?: string[]; auditAnnotations?: object } };
};

/** The second is judged by the process for large reviews. */
test.each([
  ['small', ''],
  ['large', 'x'.repeat(inlineBytes)],
])('a %s review of a namespace', async (_, padding) => {
  const kind = { group: '', version: 'v1', kind: 'Namespace' };
  const count = (outcome: string, mode: string) =>
    metric(
      podward.healthPort,
      `podward_reviews_total{phase="namespaces",mode="${mode}",operation="CREATE",kind="Namespace",outcome="${outcome}"}`,
      0,
    );
  const before = await count('denied', 'deny');
  const lowered = await reviewed('/namespaces/deny', { kind, object: namespace('audit', padding) });
  expect(lowered.response.allowed).toBe(false);
  expect(await count('denied', 'deny')).toBe(before + 1);
  expect((await reviewed('/namespaces/deny', { kind, object: namespace('deny', padding) })).response.allowed).toBe(
    true,
  );
  const { response } = await reviewed('/namespaces/warn', { kind, object: namespace('wrn', padding) });
  expect(response).toMatchObject({
    allowed: true,
    warnings: [expect.stringContaining('is in mode warn. Did you mean')],
  });
  expect(
    await metric(podward.healthPort, 'podward_findings_total{rule="mode-label",mode="warn",phase="namespaces"}'),
  ).toBeGreaterThanOrEqual(1);
});

test.each([
  ['small', ''],
  ['large', 'x'.repeat(inlineBytes)],
])('a %s exempt review is counted, logged and annotated by what exempts it', async (_, padding) => {
  const series = 'podward_exempted_reviews_total{phase="validate",dimension="group"}';
  const before = await metric(podward.healthPort, series);
  const userInfo = { username: 'jane', groups: ['system:authenticated', 'ci-1'], extra: { padding: [padding] } };
  const { response } = await reviewed('/validate/deny', { userInfo });
  expect(response).toMatchObject({ allowed: true, auditAnnotations: { exempt: 'group' } });
  expect(await metric(podward.healthPort, series)).toBe(before + 1);
  expect(podward.output()).toMatch(/"exemption":"group","msg":"exempt"/);
});
