/** The README shows real output of kubectl, from the golden files that test/e2e/examples.test.ts compares with it. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test('the README quotes kubectl literally', () => {
  const [, block = ''] = /^```console\n(.*?)^```$/ms.exec(read('README.md')) ?? [];
  const [, ...commands] = block.split(/^\$ kubectl apply -f devcluster\/examples\//m);
  const quoted = commands.map((text) => /^([\w-]+)\.yaml\n(.*)$/s.exec(text)?.slice(1));
  // kubectl prints a space at the end of a line.
  const printed = ['pod', 'pod-changed'].map((name) => [
    name,
    read(`test/golden/examples/${name}.txt`).replaceAll(/ $/gm, ''),
  ]);
  expect(quoted).toEqual(printed);
});
