/** devcluster/README.md lists the end-to-end tests that `make test-cluster` does not run. */
import { expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './commands.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const nameOf = (path: string): string => basename(path, '.test.ts');
const files = globSync('test/e2e/*.test.ts', { cwd: root });

test('the page gives a reason for each file that starts a cluster', () => {
  const pattern = /grep -LE "(.*)" test\/e2e/.exec(read('Makefile'))![1]!;
  const starting = files.filter((path) => new RegExp(pattern).test(read(path))).map(nameOf);
  const section = read('devcluster/README.md')
    .split(/^##+ /m)
    .find((text) => text.startsWith('The tests on another cluster'))!;
  const rows = [...section.matchAll(/^\| (`.*`) \|/gm)].flatMap(([, cell = '']) =>
    cell.replaceAll('`', '').split(', '),
  );
  expect(rows.toSorted()).toEqual(starting.toSorted());
  expect(files.length).toBeGreaterThan(2 * starting.length);
});
