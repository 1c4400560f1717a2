/** No message shows a credential that can be recognized by its text, whatever field, map key, list key or value of the schema contains it. */
import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/change/change.ts';
import type { Remark } from '../../src/engine/judged.ts';
import type { Json } from '../../src/json/json.ts';
import { changesAtOnePlace, changesEverywhere, engineFor, everyKind } from './everywhere.ts';

const names = [
  'user:hunter2@registry.example.com/app:1',
  'https://user:hunter2@example.com',
  'DB_PASSWORD=hunter2',
  '--token hunter2',
  '["--password","hunter2"]',
  'password[]=hunter2',
  'X-Api-Key:hunter2',
];
const values: readonly Json[] = [[], [{ name: 'password: hunter2' }], {}, 'ssh_key=hunter2', ['https://a:hunter2@b']];

/** Everything of a finding or a note that is printed anywhere. */
const printed = (remark: Remark): string => JSON.stringify([remark.texts(), remark.shortened(20)]);

function checkSecrets(change: Change): void {
  const engine = engineFor(change);
  const remarks = [...engine.judge(change).findings, ...engine.fill(change).notes];
  expect(remarks.map(printed).filter((text) => text.includes('hunter2'))).toEqual([]);
}

describe.each(everyKind)('in a %s', (kind) => {
  test('each struct, list and map, one at a time', () => {
    for (const change of changesAtOnePlace(kind, names, values)) checkSecrets(change);
  });

  test('all of them at once', () => {
    for (const change of changesEverywhere(kind, names, values)) checkSecrets(change);
  });
});
