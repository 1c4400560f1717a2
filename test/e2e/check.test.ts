/** `podward check` reports the same findings for files as the webhook for requests, with the same words. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../devcluster/run.ts';
import { makeNamespace, serverMinor, type Namespace } from './namespace.ts';
import { web } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let namespace: Namespace;
let stored: any;
const folder = mkdtempSync(join(tmpdir(), 'podward-check-'));

beforeAll(async () => {
  namespace = await makeNamespace();
  const pod = web();
  // Kubernetes 1.33 and later set it to 1. Earlier versions keep it, and set none.
  pod.metadata.generation = 4;
  await namespace.kubectl('apply -f -', pod);
  stored = await namespace.get('pod', 'web');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await namespace?.remove();
});

const changes: [string, (pod: any) => void][] = [
  ['a port', (pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)],
  ['an env value', (pod) => (pod.spec.containers[0].env[1].value = 'other')],
  ['an env variable in front', (pod) => pod.spec.containers[0].env.unshift({ name: 'DEBUG', value: '1' })],
  ['a resource', (pod) => (pod.spec.containers[0].resources.limits.cpu = '2')],
  ['tolerations', (pod) => pod.spec.tolerations.shift()],
  ['a deadline', (pod) => (pod.spec.activeDeadlineSeconds = 900)],
  ['containers', (pod) => pod.spec.containers.push({ name: 'more', image: 'registry.example.com/more:1' })],
  ['the order of containers', (pod) => pod.spec.containers.reverse()],
  ['hostNetwork', (pod) => (pod.spec.hostNetwork = true)],
  ['generation', (pod) => (pod.metadata.generation = 77)],
  [
    'many fields',
    (pod) =>
      Object.assign(pod.spec, { hostPID: true, nodeName: 'n', subdomain: 's', priority: 7, dnsPolicy: 'Default' }),
  ],
  ['a bad probe', (pod) => (pod.spec.containers[0].readinessProbe.successThreshold = -1)],
];

test.each(changes)('%s', async (_, change) => {
  const pod = structuredClone(stored);
  change(pod);
  delete pod.metadata.resourceVersion;
  const [before, after] = [join(folder, 'before.json'), join(folder, 'after.json')];
  writeFileSync(before, JSON.stringify(stored));
  writeFileSync(after, JSON.stringify(pod));

  const answer = await namespace.kubectl('replace -f -', pod);
  const options = ['--old', before, '--new', after, '--kubernetes-version', `1.${serverMinor}`, '-o', 'json'];
  const checked = await run('node', ['src/main.ts', 'check', ...options], { reject: false });
  expect(checked.stderr).toBe('');
  const findings = (JSON.parse(checked.stdout).findings as any[]).filter(({ mode }) => mode === 'deny');
  expect(checked.code).toBe(findings.length > 0 ? 1 : 0);
  expect(answer.code).toBe(checked.code);

  const said = answer.stderr.trim().split('\n');
  const bullets =
    said.length === 1
      ? [said[0]!.replace('The Pod "web" is invalid: ', '')]
      : said.slice(1).map((line) => line.slice(2));
  expect(bullets.sort()).toEqual(findings.map(({ path, message }) => `${path}: ${message}`).sort());
});
