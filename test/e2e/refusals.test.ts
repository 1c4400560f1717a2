/** The output of refusals in a terminal. The golden files contain the exact text. UPDATE_GOLDEN=1 updates them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { makeNamespace, podWith, resizesPods, type Namespace } from './namespace.ts';
import { refusals } from './refusals.ts';
import { changed, password, web } from './web.ts';

const golden = new URL('../golden/refusals/', import.meta.url);
let namespace: Namespace;

beforeAll(async () => {
  namespace = await makeNamespace();
  const answer = await namespace.kubectl('apply -f -', web());
  expect(answer.stderr).toBe('');
});
afterAll(() => namespace?.remove());

/** Where Pods cannot be resized, these answers have another advice. */
const aboutResize = ['cpu-limit', 'memory-request'];
const goldenOf = (name: string) => (aboutResize.includes(name) && !resizesPods ? `${name}-without-resize` : name);

function expectGolden(name: string, text: string): void {
  const file = new URL(`${name}.txt`, golden);
  const shown = text.replaceAll(namespace.name, 'NAMESPACE');
  if (process.env['UPDATE_GOLDEN'] !== undefined) {
    mkdirSync(golden, { recursive: true });
    writeFileSync(file, shown);
  }
  expect(existsSync(file)).toBe(true);
  expect(shown).toBe(readFileSync(file, 'utf8'));
}

/** The bullets in the output of kubectl. A single cause is on the first line. */
const bullets = (stderr: string): string[] => {
  const lines = stderr.trim().split('\n');
  return lines.length === 1 ? lines.map((line) => line.replace(/^The .*? is invalid: /, '')) : lines.slice(1);
};

describe('kubectl apply', () => {
  test.each(refusals)('$name', async ({ name, object, fields, values }) => {
    const answer = await namespace.kubectl('apply -f -', object);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toMatch(/^The Pod "web" is invalid/);
    for (const field of fields) expect(answer.stderr).toContain(field);
    for (const value of values) expect(answer.stderr).toContain(value);
    expect(answer.stderr).not.toContain(password);
    // No dump of structs: neither those of Go nor kube-apiserver's own text.
    expect(answer.stderr).not.toMatch(/pod updates may not change fields|core\.|\bv1\.|\\n|&\w/);
    // Every bullet ends with what to do and the id of the rule.
    for (const bullet of bullets(answer.stderr)) expect(bullet).toMatch(/\. [A-Z].*\. \[[a-z-]+\]$/);
    expectGolden(goldenOf(name), answer.stderr);
  });

  test.each(refusals)('$name is the same with --dry-run=server', async ({ name, object }) => {
    const answer = await namespace.kubectl('apply -f - --dry-run=server', object);
    expect(answer.code).toBe(1);
    expectGolden(goldenOf(name), answer.stderr);
  });

  test('there are at least 25 typical refusals', () => expect(refusals.length).toBeGreaterThanOrEqual(25));
});

describe('other commands', () => {
  test('replace with the plain manifest is explained in at most six lines', async () => {
    const answer = await namespace.kubectl('replace -f -', web());
    expect(answer.code).toBe(1);
    expect(answer.stderr.trim().split('\n').length).toBeLessThanOrEqual(6);
    expectGolden('plain-manifest', answer.stderr);
  });

  test('a tag of latest names the imagePullPolicy that follows from it', async () => {
    const pod = await namespace.get('pod', 'web');
    delete pod.metadata.resourceVersion;
    pod.spec.containers[1].image = 'registry.example.com/log:latest';
    delete pod.spec.containers[1].imagePullPolicy;
    const answer = await namespace.kubectl('replace -f -', pod);
    expect(answer.code).toBe(1);
    expectGolden('tag-latest', answer.stderr);
  });

  test('replace --force creates a new Pod', async () => {
    const old = await namespace.get('pod', 'web');
    const answer = await namespace.kubectl(
      'replace --force --grace-period=0 -f -',
      changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)),
    );
    expect(answer.code).toBe(0);
    const made = await namespace.get('pod', 'web');
    expect(made.metadata.uid).not.toBe(old.metadata.uid);
    await namespace.kubectl('replace --force --grace-period=0 -f -', web());
  });

  test('edit reopens with the explanation', async () => {
    // The editor changes the port on its first call. When it is opened again, it keeps what it was shown.
    const shown = `/tmp/podward-edit-${namespace.name}`;
    const script = `if grep -q 'spec.containers' "$1" && grep -q '^#.*containers-\\|^# .*pod-spec-immutable' "$1"; then cp "$1" ${shown}; exit 0; fi; sed -i 's/containerPort: 80$/containerPort: 8080/' "$1"`;
    writeFileSync(`${shown}.sh`, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    const answer = await namespace.kubectl('edit pod web', undefined, { KUBE_EDITOR: `${shown}.sh` });
    expect(answer.code).toBe(1);
    expect(readFileSync(shown, 'utf8')).toMatch(/^# .*from 80 to 8080.*\[pod-spec-immutable\]$/m);
  });

  test.each([
    [14, 15, /^\* spec\.containers\[1\]\.env\[13\]: /],
    [
      1000,
      undefined,
      /^\* spec: \d{2,3} more problems are not shown\. To see all of them, run podward check --old OLD --new FILE\.$/,
    ],
  ])('an answer to %d mistakes lists as many as fit, and counts the others', async (mistakes, lineCount, last) => {
    const pod = await namespace.get('pod', 'web');
    delete pod.metadata.resourceVersion;
    const env = Array.from({ length: mistakes }, (_, i) => ({ name: `E${i}`, value: password }));
    pod.spec.containers[1].env = [...(pod.spec.containers[1].env ?? []), ...env];
    const answer = await namespace.kubectl('replace -f -', pod);
    const lines = answer.stderr.trim().split('\n');
    if (lineCount !== undefined) expect(lines).toHaveLength(lineCount);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.at(-1)).toMatch(last);
    expect(answer.stderr).not.toContain(password);
  });

  test('a Pod of a Deployment names the Deployment', async () => {
    const { containers } = changed(() => {})['spec'] as { containers: object[] };
    const template = { metadata: { labels: { app: 'shop' } }, spec: { containers: [containers[1]] } };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: { selector: { matchLabels: { app: 'shop' } }, template },
    };
    expect((await namespace.kubectl('apply -f -', deployment as never)).stderr).toBe('');
    const pod = await podWith(namespace, 'app=shop');
    const answer = await namespace.kubectl(`patch ${pod} -p {"spec":{"terminationGracePeriodSeconds":5}}`);
    expect(answer.code).toBe(1);
    expectGolden('deployment', answer.stderr.replace(/shop-[a-z0-9]+-[a-z0-9]+/g, 'shop-HASH'));
  });
});
