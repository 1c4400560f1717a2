/** The table of placeholders in CONTRIBUTING.md is complete, and its examples are what the engine prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { changeOf } from '../../src/change/change.ts';
import { fixFacts } from '../../src/engine/fixes.ts';
import { enginePlaceholder, enginePlaceholders } from '../../src/engine/placeholders.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { forbidden } from '../../src/rules/finding.ts';
import { podWith } from '../objects.ts';
import { noMistakes } from '../rules/mistakes.ts';
import { root } from './commands.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const podOf = (containerPort: number) => podWith({ ports: [{ containerPort }] }, { nodeName: 'node-1' });
const facts = fixFacts(
  changeOf(
    {
      phase: 'mutate',
      kind: 'Pod',
      subresource: '',
      namespace: 'shop',
      name: 'web',
      facts: serverFacts(36),
      after: podOf(8080),
    },
    podOf(80),
  ),
);
const path = specPath.child('containers').index(0).child('ports').index(0).child('containerPort');
const example = forbidden(path, 'fixed', { from: 80, to: 8080 });

const rows = new Map(
  [...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(/^\| `\{\{(\w+)\}\}` \| `(.*?)` \|/gm)].map(
    ([, name, prints]) => [name, prints] as const,
  ),
);

test('every placeholder of the engine is in the table, with what it prints', () =>
  noMistakes(
    enginePlaceholders.flatMap((name) => {
      const prints = enginePlaceholder(name, example, facts);
      const row = `| \`{{${name}}}\` | \`${prints}\` | when to use it |`;
      return rows.get(name) === prints
        ? []
        : [`CONTRIBUTING.md, "Placeholders": this row is missing or differs: ${row}`];
    }),
  ));

test('every row of the table is a placeholder of the engine', () =>
  expect([...rows.keys()].filter((name) => !enginePlaceholders.includes(name!))).toEqual([]));
