import { expect, test } from '@jest/globals';
import { untilEstablished } from '../../devcluster/custom-resources.ts';
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
  const asked = answersOf(definition(null), definition(notYet), definition(established));
  await untilEstablished(asked, ['widgets.example.com']);
  expect(asked.left()).toBe(0);
});

test('each of several definitions has to be established', async () => {
  const list = (...items: unknown[]) => ({ kind: 'List', items });
  const asked = answersOf(
    list(definition(established), definition(null)),
    list(definition(established), definition(established)),
  );
  await untilEstablished(asked, ['widgets.example.com', 'gadgets.example.com']);
  expect(asked.left()).toBe(0);
});

/** What `kubectl get --output=json` prints, one answer after the other. */
function answersOf(...answers: unknown[]) {
  return {
    kubectl: (): Promise<CommandResult> =>
      Promise.resolve({ code: 0, stdout: JSON.stringify(answers.shift()), stderr: '' }),
    left: () => answers.length,
  };
}
