/**
 * `make new-rule ID=my-rule AREA=containers`: writes a rule, its test and its page from the templates beside this file, and adds the rule to
 * the list of its area. What it writes passes `make check` as soon as `title` and `why` are new; CONTRIBUTING.md says what else to change.
 */
import { areas } from '../../src/rules/index.ts';
import { meaning } from '../rule-files.ts';
import { addToList, camelCase, fromTemplates, idError, stop } from './scaffold.ts';

const usage = 'Use make new-rule ID=my-rule AREA=containers.';
const [id = '', area = ''] = process.argv.slice(2);

const problem = idError(id);
if (problem !== undefined) stop(`ID: ${problem} ${usage}`);
const folders = areas.map(({ name }) => name);
if (!folders.includes(area)) {
  const what = area === '' ? 'required' : `there is no area "${area}"`;
  stop(`AREA: ${what}.${meaning(area, folders)} The areas are ${folders.join(', ')}. ${usage}`);
}

/** The areas whose rules judge the spec of a workload, and what their scaffold says of one. */
const objectAreas: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  [
    'workload',
    {
      ownKind: 'Deployment',
      ownVersion: 'apps/v1',
      ownView: 'spec',
      ownField: 'replicas',
      ownSelector: '  selector:\n    matchLabels: { app: web }\n',
      ownRestartPolicy: 'Always',
    },
  ],
  [
    'job',
    {
      ownKind: 'Job',
      ownVersion: 'batch/v1',
      ownView: 'job',
      ownField: 'parallelism',
      ownSelector: '',
      ownRestartPolicy: 'Never',
    },
  ],
]);
const own = objectAreas.get(area);
const template = own === undefined ? 'rule' : 'object-rule';

const names = { id, area, name: camelCase(id), ...own };
fromTemplates(
  {
    [`src/rules/${area}/${id}.ts`]: `${template}.ts.tmpl`,
    [`test/rules/${area}/${id}.test.ts`]: `${template}.test.ts.tmpl`,
    [`docs/rules/${id}.md`]: `${template}.md.tmpl`,
  },
  names,
);
addToList(`src/rules/${area}/index.ts`, '\n  rules: ', names);
console.log(
  `Next: change title and why in src/rules/${area}/${id}.ts, then the rest, the test and the prose of the page. Then run make pages, make leftovers and make check.`,
);
