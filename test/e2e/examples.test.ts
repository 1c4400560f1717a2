/** The commands that `make up` prints do what it says. */
import { readFileSync, writeFileSync } from 'node:fs';
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

/** The README shows what kubectl prints for the first two. UPDATE_GOLDEN=1 updates the files. */
test.each([
  ['pod.yaml is created with a readiness probe and a warning', 'pod', 0],
  ['pod-changed.yaml is rejected, with a line for each field', 'pod-changed', 1],
])('%s', async (_, name, status) => {
  const file = applied.find((path) => path.endsWith(`/${name}.yaml`));
  const { code, stderr, stdout } = await apply(file);
  const printed = (stderr + stdout).replaceAll(namespace.name, 'default');
  expect(code).toBe(status);
  const golden = new URL(`../golden/examples/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(golden, printed);
  expect(printed).toBe(readFileSync(golden, 'utf8'));
});

test('job.yaml is created with restartPolicy OnFailure', async () => {
  expect(applied[2]).toMatch(/\/job\.yaml$/);
  expect(await apply(applied[2])).toMatchObject({ code: 0 });
  expect((await namespace.get('job', 'report')).spec.template.spec.restartPolicy).toBe('OnFailure');
});

test('there are no others', () => expect(applied).toHaveLength(3));
