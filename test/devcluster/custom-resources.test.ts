import { expect, test } from '@jest/globals';
import { applyDefinitions } from '../../devcluster/custom-resources.ts';
import type { CommandResult } from '../../devcluster/run.ts';

const definition = (conditions: unknown) => ({ kind: 'CustomResourceDefinition', status: { conditions } });
const notYet = [
  { type: 'NamesAccepted', status: 'True' },
  { type: 'Established', status: 'False' },
];
const established = [
  { type: 'NamesAccepted', status: 'True' },
  { type: 'Established', status: 'True' },
];

test('a definition whose conditions are still null is asked for again', async () => {
  const asked = answersOf([
    'customresourcedefinition.apiextensions.k8s.io/widgets.example.com\n',
    json(definition(null)),
    json(definition(notYet)),
    json(definition(established)),
  ]);
  await applyDefinitions(asked, ['-f', 'widgets.yaml']);
  expect(asked.left()).toBe(0);
  expect(asked.commands[0]).toEqual(['apply', '--server-side', '-o', 'name', '-f', 'widgets.yaml']);
});

test('each of several definitions has to be established', async () => {
  const list = (...items: unknown[]) => json({ kind: 'List', items });
  const asked = answersOf([
    [
      'customresourcedefinition.apiextensions.k8s.io/widgets.example.com',
      'service/widgets',
      'customresourcedefinition.apiextensions.k8s.io/gadgets.example.com',
      '',
    ].join('\n'),
    list(definition(established), definition(null)),
    list(definition(established), definition(established)),
  ]);
  await applyDefinitions(asked, ['-f', 'widgets.yaml']);
  expect(asked.left()).toBe(0);
  expect(asked.commands.at(-1)).toEqual([
    'get',
    'customresourcedefinition.apiextensions.k8s.io/widgets.example.com',
    'customresourcedefinition.apiextensions.k8s.io/gadgets.example.com',
    '-o',
    'json',
  ]);
});

const json = (value: unknown): string => JSON.stringify(value);

/** What kubectl prints, one answer after the other: `apply`, and then `get` until the definitions are established. */
function answersOf(answers: string[]) {
  const commands: (readonly string[])[] = [];
  return {
    commands,
    kubectl: (args: readonly string[]): Promise<CommandResult> => {
      commands.push(args);
      return Promise.resolve({ code: 0, stdout: answers.shift() ?? '', stderr: '' });
    },
    left: () => answers.length,
  };
}
