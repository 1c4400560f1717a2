/**
 * `make new-rule ID=my-rule AREA=containers`: writes a rule, its test and its page from the templates beside this file, and adds the rule to
 * the list of its area. What it writes passes `make check` as soon as `title` and `why` are new; CONTRIBUTING.md says what else to change.
 */
import { areas, rules } from '../../src/rules/index.ts';
import { addToList, camelCase, fromTemplate, idError, stop } from './scaffold.ts';

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
addToList(`src/rules/${area}/index.ts`, '\n  rules: ', names);
console.log(
  `Next: change title and why in src/rules/${area}/${id}.ts, then the rest, the test and the prose of the page. Then run make pages and make check.`,
);
