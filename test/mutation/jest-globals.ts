/**
 * Replaces @jest/globals for a run without Jest: `describe` and `test` add to a list, and `expect` is that of Jest. The hooks and spies of Jest
 * are missing, so a unit test that uses one fails in the first run of `make mutate`.
 */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { expect } from 'expect';

export { expect };

export interface DeclaredTest {
  /** The name with the names of the blocks around it. A repeated name gets a number, so that names are unique in a file. */
  readonly name: string;
  /** The path from the root of the project, which Stryker copies. */
  readonly file: string;
  run(): unknown;
}

export const declared: DeclaredTest[] = [];
const uses = new Map<string, number>();
let around: readonly string[] = [];

export const describe = Object.assign(declareBlock, { each: each(declareBlock) });
export const test = Object.assign(declareTest, { each: each(declareTest) });

function declareBlock(title: string, declare: () => void): void {
  const outside = around;
  around = [...around, title];
  declare();
  around = outside;
}

function declareTest(title: string, run: () => unknown): void {
  const file = testFile();
  const name = [...around, title].join(' > ');
  const use = (uses.get(`${file} ${name}`) ?? 0) + 1;
  uses.set(`${file} ${name}`, use);
  declared.push({ name: use === 1 ? name : `${name} (${use})`, file, run });
}

/** A name may contain placeholders: `%s` and similar for the values of a row, and `$field` for a field if the row is an object. */
function each(declare: (title: string, run: () => void) => void) {
  return (rows: readonly unknown[]) => (title: string, run: (...values: unknown[]) => void) => {
    for (const row of rows) {
      const values: readonly unknown[] = Array.isArray(row) ? row : [row];
      const filled = title.replace(/\$(\w+)/g, (_, field: string) => String((row as Record<string, unknown>)[field]));
      const shown = title.match(/%[a-zA-Z]/g)?.length ?? 0;
      declare(format(filled, ...values.slice(0, shown)), () => run(...values));
    }
  };
}

/** The tables of the rules check in `afterAll` that each message has a case. A run of some of the cases cannot check that. */
export const afterAll = (): void => undefined;

/** The test file that is being loaded: the first on the stack. The caller of `test` may be another file, such as the tester of the rules. */
function testFile(): string {
  const [url] = /file:\/\/\S+?\.test\.ts/.exec(new Error().stack ?? '') ?? [];
  if (url === undefined) throw new Error('A test is declared outside a test file.');
  return relative(process.cwd(), fileURLToPath(url));
}
