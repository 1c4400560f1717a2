/**
 * `make new-default ID=my-default`: writes a default, its test and its page from the templates beside this file, and adds the default to
 * src/defaults/index.ts. What it writes passes `make check` as soon as `title` and `why` are new; CONTRIBUTING.md says what else to change.
 */
import { addToList, camelCase, fromTemplates, idError, stop } from './scaffold.ts';

const [id = ''] = process.argv.slice(2);
const problem = idError(id);
if (problem !== undefined) stop(`ID: ${problem} Use make new-default ID=my-default.`);

const names = { id, name: camelCase(id) };
fromTemplates(
  {
    [`src/defaults/${id}.ts`]: 'default.ts.tmpl',
    [`test/defaults/${id}.test.ts`]: 'default.test.ts.tmpl',
    [`docs/defaults/${id}.md`]: 'default.md.tmpl',
  },
  names,
);
addToList('src/defaults/index.ts', 'Default[] = ', names);
console.log(
  `Next: change title and why in src/defaults/${id}.ts, then the rest, the test and the prose of the page. Then run make pages, make leftovers and make check.`,
);
