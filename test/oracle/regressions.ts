/** Changes on which Podward and kube-apiserver used to disagree, each in its smallest form. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../src/json/json.ts';
import type { Target } from './generate.ts';
import type { Example } from './shrink.ts';

interface Regression extends Target {
  readonly version: string;
  /** What the disagreement was. */
  readonly was: string;
  readonly before?: Json;
  readonly after: Json;
}

const file = join(import.meta.dirname, 'regressions.json');

export async function readRegressions(): Promise<Regression[]> {
  return JSON.parse(await readFile(file, 'utf8')) as Regression[];
}

/** One row for each version, target and disagreement. Existing rows are not changed. */
export async function addRegressions(found: readonly { version: string; example: Example }[]): Promise<void> {
  if (found.length === 0) return;
  const rows = new Map((await readRegressions()).map((row) => [key(row), row]));
  for (const { version, example } of found) {
    const { target, disagreement, before, after } = example;
    const was = `${disagreement.is}: ${disagreement.about}`;
    const row: Regression = { version, ...target, was, ...(before === undefined ? {} : { before }), after };
    if (!rows.has(key(row))) rows.set(key(row), row);
  }
  await writeFile(file, `${JSON.stringify([...rows.values()], null, 2)}\n`);
}

const key = ({ version, kind, operation, subresource, storedInvalid, was }: Regression): string =>
  JSON.stringify([version, kind, operation, subresource, storedInvalid, was]);
