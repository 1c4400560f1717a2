/** docs/logs.md lists every message of the log, and every audit annotation. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { metricTable } from '../../src/server/metric-table.ts';
import { root } from './commands.ts';

const page = readFileSync(join(root, 'docs/logs.md'), 'utf8');
const sourcesOf = (glob: string): string =>
  globSync(glob, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
/** In inline code, in the first cell of a row of this section. */
const listed = (section: string): string[] => {
  const [, text = ''] = page.split(`\n${section}\n`);
  return [...text.split(/\n## /)[0]!.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code),
  );
};

test('the messages', () => {
  const sources = sourcesOf('src/{server/*,cli/serve}.ts');
  const written = [
    ...sources.matchAll(
      /\blog\.(?:debug|info|warn|error|fatal)\((?:\s*(?:\{[^}]*\}|logged\(\w+\)),)?\s*(?:(?:\w+ \? '([^']+)' : )?'([^']+)'|`\$\{what\} ([^`]+)`)/g,
    ),
  ];
  const messages = written.flatMap(([, first, second, ofWhat]) => [
    ...[first, second].filter((message) => message !== undefined),
    ...(ofWhat === undefined ? [] : ['events', 'reports'].map((what) => `${what} ${ofWhat}`)),
  ]);
  expect(messages.length).toBeGreaterThan(12);
  const others = ['log lines dropped, because they could not be written', 'uncaughtException', 'unhandledRejection'];
  // There is always room for the reports.
  const logged = new Set([...messages, ...others].filter((message) => message !== 'reports are dropped'));
  expect(listed('## Other lines').sort()).toEqual([...logged].sort());
});

test('the outcomes of a review', () => {
  const { outcome } = metricTable.reviews.labels;
  const [, rows = ''] = page.split('| msg | level |\n');
  for (const name of Object.keys(outcome)) expect(rows.split('\n\n')[0]).toContain(`\`${name}\``);
});

test('the audit annotations', () => {
  const sources = sourcesOf('src/admission/*.ts');
  const sent = [...sources.matchAll(/auditAnnotations: \{([^}]*)\}/g)].flatMap(([, text = '']) =>
    [...text.matchAll(/'?\b([a-z-]+)'?:/g)].map(([, key]) => key),
  );
  expect(sent.length).toBeGreaterThan(3);
  expect(listed('## Audit annotations').sort()).toEqual([...new Set([...sent, 'review-uid'])].sort());
});
