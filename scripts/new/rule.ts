/**
 * `make new-rule ID=my-rule AREA=containers`: writes a rule, its test and its page from the templates beside this file, and adds the rule to
 * the list of its area. What it writes passes `make check`; CONTRIBUTING.md says what to do with it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areas, rules } from '../../src/rules/index.ts';
import { camelCase, fill, fromTemplate, idError, root, stop } from './scaffold.ts';

const usage = 'Use make new-rule ID=my-rule AREA=containers.';
const [id = '', area = ''] = process.argv.slice(2);

const problem = idError(id, rules);
if (problem !== undefined) stop(`ID: ${problem} ${usage}`);
if (!areas.some(({ name }) => name === area))
  stop(
    `AREA: ${area === '' ? 'required' : `there is no area "${area}"`}. The areas are ${areas.map(({ name }) => name).join(', ')}. ${usage}`,
  );

const names = { id, area, name: camelCase(id) };
fromTemplate('rule.ts.tmpl', `src/rules/${area}/${id}.ts`, names);
fromTemplate('rule.test.ts.tmpl', `test/rules/${area}/${id}.test.ts`, names);
fromTemplate('rule.md.tmpl', `docs/rules/${id}.md`, names);
addToArea();
console.log(`Next: change the rule, its test and the prose of its page. Then run make pages and make check.`);

/** The import among the others in the order of the alphabet, and the rule as the last of the list: the order there is importance. */
function addToArea(): void {
  const file = join(root, 'src', 'rules', area, 'index.ts');
  if (!existsSync(file)) stop(`${file} is missing`);
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n');
  const line = fill("import { {{name}} } from './{{id}}.ts';", names);
  const isRule = (text: string): boolean => text.startsWith('import {') && text.includes("from './");
  const at = lines.findIndex((text) => isRule(text) && text.slice(text.indexOf("'")) > line.slice(line.indexOf("'")));
  lines.splice(at === -1 ? lines.findLastIndex((text) => text.startsWith('import ')) + 1 : at, 0, line);
  const listed = lines.join('\n').replace(/(\n {2}rules: \[)([^\]]*?),?(\s*\])/, `$1$2, ${names.name}$3`);
  writeFileSync(file, listed);
  console.log(`changed src/rules/${area}/index.ts`);
}
