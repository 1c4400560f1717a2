/** The commands that `make up` prints do what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printedCommands, root } from '../docs/commands.ts';
import { makeNamespace, type Answer, type Namespace } from './namespace.ts';

let namespace: Namespace;
beforeAll(async () => {
  namespace = await makeNamespace();
});
afterAll(() => namespace.remove());

const commands = printedCommands().filter(([file]) => file === 'devcluster/up.ts');
const applied = commands.flatMap(([, command]) => /^kubectl apply -f (\S+)$/.exec(command)?.[1] ?? []);
const apply = (file = ''): Promise<Answer> => namespace.kubectl('apply -f -', readFileSync(join(root, file), 'utf8'));

test('pod.yaml is created with a readiness probe and a warning', async () => {
  expect(applied[0]).toMatch(/\/pod\.yaml$/);
  const { code, stderr } = await apply(applied[0]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Warning: .*readinessProbe/);
});

test('pod-changed.yaml is rejected, with a line for each field', async () => {
  expect(applied[1]).toMatch(/\/pod-changed\.yaml$/);
  const { code, stderr } = await apply(applied[1]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^\* spec\.terminationGracePeriodSeconds: /m);
  expect(stderr).toMatch(/^\* spec\.containers\[0\]\.env/m);
});

test('job.yaml is created with restartPolicy OnFailure', async () => {
  expect(applied[2]).toMatch(/\/job\.yaml$/);
  expect(await apply(applied[2])).toMatchObject({ code: 0 });
  expect((await namespace.get('job', 'report')).spec.template.spec.restartPolicy).toBe('OnFailure');
});

test('there are no others', () => expect(applied).toHaveLength(3));
