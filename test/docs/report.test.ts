/** docs/report.md describes the JSON report as it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isList, isObject, type Json } from '../../src/json/json.ts';
import { jsonReport } from '../../src/report/json.ts';
import { leadOf, type CauseType } from '../../src/text/field-error.ts';
import { run } from '../cli/run.ts';
import { complete } from '../report/reports.ts';
import { root } from './commands.ts';

const page = readFileSync(join(root, 'docs/report.md'), 'utf8');
const fence = (language: string): string => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';

test('the example is what the command prints', async () => {
  const { stdout } = await run({
    args: ['check', '--output', 'json', '@/pod.yaml'],
    files: { 'pod.yaml': fence('yaml') },
  });
  expect(fence('json')).toBe(stdout);
});

/** `findings.line: integer` for each field of the report. A list is described by its first entry. */
function fieldsOf(value: Json, at: string): string[] {
  const one = isList(value) ? value[0] : value;
  if (!isObject(one)) return [];
  return Object.entries(one).flatMap(([name, inner = null]) => [
    `${at}${name}: ${typeName(inner)}`,
    ...fieldsOf(inner, `${at}${name}.`),
  ]);
}

const typeName = (value: Json): string =>
  isList(value) ? 'list' : typeof value === 'number' ? 'integer' : typeof value;

/** The same from the tables. The section `omitted` describes both lists with this name. */
const described = page.split(/^## /m).flatMap((section) => {
  const [, place = ''] = /^`([\w[\].]+)`$/m.exec(section.split('\n')[0]!) ?? [];
  const at = place === '' ? '' : `${place.replaceAll('[]', '')}.`;
  return [...section.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| (\w[\w, ]*) \|/gm)].flatMap(([, names = '', types = '']) => {
    const each = types.replace(', optional', '').split(', ');
    return names
      .replaceAll('`', '')
      .split(', ')
      .map((name, i) => `${at}${name}: ${each[i] ?? each[0]}`);
  });
});

test('the tables list every field with its type', () => {
  const { omitted } = complete;
  const [object] = complete.objects;
  const report = { ...complete, objects: [{ ...object!, omitted }] };
  const actual = fieldsOf(JSON.parse(jsonReport(report)) as Json, '').filter(
    (field) => !field.startsWith('objects.omitted.'),
  );
  expect(described.toSorted()).toEqual(actual.toSorted());
});

test('each type has its lead', () => {
  const rows = [...page.matchAll(/^\| `(FieldValue\w+)` \| `([\w ]+)(?:: (.*))?` \|$/gm)];
  expect(rows).toHaveLength(8);
  for (const [, type, lead, value] of rows)
    expect(leadOf(type as CauseType, value)).toBe(value === undefined ? lead : `${lead}: ${value}`);
});
