/** The commands that `make up` prints, and that the README has, do what they say. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { makeNamespace, type Answer, type Namespace } from './namespace.ts';

let namespace: Namespace;
beforeAll(async () => {
  namespace = await makeNamespace();
});
afterAll(() => namespace.remove());

const commands = commandsToType('test/e2e/examples.test.ts');
/** With the file of the command. */
const apply = (command: RegExp): Promise<Answer> => {
  const [, verb, , file = ''] = commands.take(command).split(' ');
  return namespace.kubectl(`${verb} -f -`, readFileSync(join(root, file), 'utf8'));
};

/** The README shows what kubectl prints for the first two. UPDATE_GOLDEN=1 updates the files. */
test.each([
  ['pod.yaml is created with a readiness probe and a warning', 'pod', 0],
  ['pod-changed.yaml is rejected, with a line for each field', 'pod-changed', 1],
])('%s', async (_, name, status) => {
  const { code, stderr, stdout } = await apply(new RegExp(`^kubectl apply -f \\S+/${name}\\.yaml$`));
  const printed = (stderr + stdout).replaceAll(namespace.name, 'default');
  expect(code).toBe(status);
  const golden = new URL(`../golden/examples/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(golden, printed);
  expect(printed).toBe(readFileSync(golden, 'utf8'));
});

test('job.yaml is created with restartPolicy OnFailure', async () => {
  expect(await apply(/^kubectl apply -f \S+\/job\.yaml$/)).toMatchObject({ code: 0 });
  expect((await namespace.get('job', 'report')).spec.template.spec.restartPolicy).toBe('OnFailure');
});

test('there are no others', () => expect(commands.rest()).toEqual([]));
