/** What holds for every rule and default: names, papers, messages, options, and what they are made of. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { defaults } from '../../src/defaults/index.ts';
import { rules } from '../../src/rules/index.ts';
import { unknownReads } from './mistakes.ts';

const root = new URL('../../', import.meta.url).pathname;
const files = (pattern: string): string[] => globSync(pattern, { cwd: root });
const ids = [...rules, ...defaults].map(({ id }) => id);
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

test('ids are unique', () => expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]));

test('every file of a rule is in the catalogue, and every rule has a file of its name', () => {
  const named = files('src/rules/*/*.ts').map((file) => ({
    id: basename(file, '.ts'),
    text: readFileSync(root + file, 'utf8'),
  }));
  const defining = named.filter(({ text }) => /\bdefine(Pod|Update)?Rule\(/.test(text));
  expect(defining.map(({ id }) => id).sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is named in kebab-case and says what it is about', () => {
    expect(id).toMatch(kebab);
    for (const text of [rule.title, rule.why, rule.mirrors]) expect(text.trim()).toMatch(/./);
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.why).toMatch(/[.?]$/);
  });

  test('applies to something', () => {
    const { operations, kinds, subresources, phases } = rule.appliesTo;
    for (const list of [operations, kinds, subresources, phases]) {
      if (list !== undefined) expect(new Set<string>(list).size).toBe(list.length);
      expect(list).not.toEqual([]);
    }
  });

  test('reads fields that exist', () => expect(unknownReads(rule)).toEqual([]));

  test('has a test and a page', () => {
    expect(files(`test/rules/*/${id}.test.ts`)).toHaveLength(1);
    expect(existsSync(`${root}docs/rules/${id}.md`)).toBe(true);
  });

  test('its messages are short and their placeholders plain', () => {
    expect(Object.keys(rule.messages)).not.toEqual([]);
    for (const message of Object.values(rule.messages)) {
      if (typeof message === 'string') continue;
      for (const text of [message.text ?? '', message.fix ?? '']) {
        // Braces before a quotation mark end a JSON patch in a command.
        expect(text.replaceAll(/ ?\{\{[a-z]\w*\}\}/gi, '')).not.toMatch(/\{\{|\}\}(?!')|\n| $/);
        // A placeholder at the end is a sentence of its own, or `, or …`.
        expect(text).toMatch(/^$|[.?]$|(?:^|[.?] |\}\} )\{\{\w+\}\}$|\{\{orRecreate\}\}$/);
      }
      expect(`${message.text ?? ''} ${message.fix ?? ''}`.length).toBeLessThan(300);
    }
  });
});

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
describe.each(
  [...rules, ...defaults].filter(({ options }) => options !== undefined).map((item) => [item.id, item] as const),
)('options of %s', (_, { options = {} }) => {
  test.each(Object.entries(options))('%s is described and its default is valid', (__, schema) => {
    expect(schema['description']).toMatch(/./);
    expect(schema).toHaveProperty('default');
    const validate = ajv.compile(schema);
    validate(schema['default']);
    expect(validate.errors).toBeNull();
  });
  test.each(Object.entries(options))('%s refuses rubbish', (__, schema) => {
    const validate = ajv.compile(schema);
    expect([{ rubbish: 1 }, ['', 5], 'rubbish', -1.5].some((value) => !validate(value))).toBe(true);
  });
});
