/** The linter refuses to index objects by names that are computed at run time, as `make lint` runs it. */
import { describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

/** The first run reads the types of the whole project. */
const eslint = new ESLint();

/** The messages of the rule for the code, as if it were in this file of the project. */
async function said(code: string, file = 'src/kubernetes/kinds.ts'): Promise<(string | undefined)[]> {
  const [result] = await eslint.lintText(code, { filePath: file });
  return result!.messages.filter(({ ruleId }) => ruleId === 'podward/own-keys').map(({ messageId }) => messageId);
}

const given = `
declare const table: Readonly<Record<string, string>>;
declare const object: { readonly [key: string]: unknown };
declare const list: readonly string[];
declare const name: string;
declare const i: number;
declare const end: 'first' | 'last';
`;

describe('own-keys', () => {
  test.each<[string, string, string]>([
    ['a table', 'table[name];', 'look'],
    ['a table that is never undefined', 'table[name]!.length;', 'look'],
    ['an object', 'object[name];', 'look'],
    ['a part of an object', '(object as { a: typeof table }).a[name];', 'look'],
    ['a template', 'table[`${name}.a`];', 'look'],
    ['a call', 'table[name.trim()];', 'look'],
    ['a name that says by a cast that it is one of some', "table[name as 'a' | 'b'];", 'look'],
    ['a name or a number', 'table[(i > 0 ? name : i) as string | number];', 'look'],
    ['a name of any type', 'table[JSON.parse(name)];', 'look'],
    ['a name of a type parameter', '((key: keyof typeof table) => table[key])(name);', 'look'],
    ['an assignment', 'const made: Record<string, string> = {}; made[name] = name;', 'look'],
    ['a pattern', 'const { [name]: value } = object; void value;', 'look'],
    ['behind `in`', 'name in object;', 'has'],
    ['Object.assign', 'Object.assign({}, object);', 'assign'],
  ])('refuses %s', async (_, code, messageId) => expect(await said(given + code)).toEqual([messageId]));

  test.each<[string, string]>([
    ['a name that is written down', "table['name'];"],
    ['one of some names', 'table[end];'],
    ['an entry of a list', 'list[i];'],
    ['a place that was counted', 'list[i + 1];'],
    ['a Map', 'new Map(Object.entries(table)).get(name);'],
    ['an object that is made', '({ ...object, [name]: 1 });'],
  ])('permits %s', async (_, code) => expect(await said(given + code)).toEqual([]));

  test('tests and scripts are exempt', async () =>
    expect(await said(`${given}table[name];`, 'test/objects.ts')).toEqual([]));
});
