// Writes the header of each page in docs/rules and docs/defaults from the rule or default itself, and the index
// docs/rules/README.md. With --check: writes nothing, and fails when a page is stale, missing or belongs to nothing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../src/defaults/index.ts';
import type { Default } from '../src/defaults/default.ts';
import { stringAt } from '../src/json/json.ts';
import { areas, rules } from '../src/rules/index.ts';
import { everyKind } from '../src/kubernetes/kinds.ts';
import type { Area, AppliesTo, OptionsSchema, Rule } from '../src/rules/rule.ts';

const command = 'make docs';
const begin = `<!-- generated header: ${command} -->\n`;
const end = '<!-- end of generated header -->\n';
const docs = join(import.meta.dirname, '..', 'docs');
const phaseNames = { mutate: 'mutating phase', validate: 'validating phase', offline: 'command line’s files' };
const check = process.argv.includes('--check');

const problems = [
  ...areas.flatMap((area) =>
    area.rules.flatMap((rule) =>
      update(join('rules', `${rule.id}.md`), (page) => withHeader(page, ruleHeader(rule, area))),
    ),
  ),
  ...defaults.flatMap((item) =>
    update(join('defaults', `${item.id}.md`), (page) => withHeader(page, defaultHeader(item))),
  ),
  ...update(join('rules', 'README.md'), () => index()),
  ...orphans('rules', rules),
  ...orphans('defaults', defaults),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

/** What is wrong with the page, if anything. */
function update(name: string, render: (page: string) => string | undefined): string[] {
  const file = join(docs, name);
  const isIndex = name.endsWith('README.md');
  if (!isIndex && !existsSync(file))
    return [`docs/${name}: missing; its first two lines are the markers of the header`];
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const rendered = render(page);
  if (rendered === undefined) return [`docs/${name}: lacks the lines ${begin.trim()} and ${end.trim()}`];
  if (rendered === page) return [];
  if (check) return [`docs/${name}: stale; run ${command}`];
  writeFileSync(file, rendered);
  return [];
}

function orphans(folder: string, known: readonly { readonly id: string }[]): string[] {
  return readdirSync(join(docs, folder))
    .filter((name) => name !== 'README.md' && !known.some(({ id }) => name === `${id}.md`))
    .map((name) => `docs/${folder}/${name}: there is no ${folder.replace(/s$/, '')} of this id`);
}

/** The page with the header between the markers, or undefined where the markers are missing. */
function withHeader(page: string, header: string): string | undefined {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from !== 0 || to === -1) return undefined;
  return `${begin}\n${header}\n${end}${page.slice(to + end.length)}`;
}

function ruleHeader(rule: Rule, area: Area): string {
  const facts: [string, string][] = [
    ['Id', `\`${rule.id}\``],
    ['Area', area.title],
    ['Mode', `\`${rule.mode ?? 'deny'}\`, unless the configuration says otherwise`],
    ['Applies to', appliesTo(rule.appliesTo)],
    ['Mirrors', rule.mirrors === 'policy' ? 'nothing: the rule is Podward’s own' : mirrored(rule.mirrors)],
  ];
  return header(rule.title, facts, rule.options);
}

function defaultHeader(item: Default): string {
  const facts: [string, string][] = [
    ['Id', `\`${item.id}\``],
    ['Enabled', `${item.enabled ? 'yes' : 'no'}, unless the configuration says otherwise`],
    ['Applies to', appliesTo(item.appliesTo)],
  ];
  return header(item.title, facts, item.options);
}

function mirrored(names: string): string {
  return `${names
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(', ')} of kube-apiserver`;
}

function header(title: string, facts: readonly [string, string][], options: OptionsSchema = {}): string {
  const lines = [`# ${title}`, '', ...table(['', ''], facts), ''];
  const rows = Object.entries(options).map(([name, schema]) => [
    `\`${name}\``,
    typeOf(schema),
    `\`${JSON.stringify(schema['default'])}\``,
    stringAt(schema, 'description') ?? '',
  ]);
  return [
    ...lines,
    ...(rows.length === 0 ? [] : [...table(['Option', 'Type', 'Default', 'What it does'], rows), '']),
  ].join('\n');
}

function typeOf(schema: OptionsSchema[string]): string {
  const { type, items } = schema as { type?: string; items?: { type?: string } };
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  return type === 'array' && items?.type !== undefined ? `array of ${items.type}s` : (type ?? 'any');
}

function appliesTo({ operations, kinds, subresources = [''], phases }: AppliesTo): string {
  const what =
    kinds.length === everyKind.length ? 'Pods and of everything that has a Pod template' : kinds.map(plural).join(', ');
  const where = subresources.map((name) => (name === '' ? 'the resource itself' : `\`pods/${name}\``)).join(' and ');
  const parts = [`${operations.join(' and ')} of ${what}`];
  if (subresources.length !== 1 || subresources[0] !== '') parts.push(`through ${where}`);
  if (phases !== undefined) parts.push(`in the ${phases.map((phase) => phaseNames[phase]).join(' and ')}`);
  return parts.join(', ');
}

function plural(kind: string): string {
  return kind.replace(/y$/, 'ie') + 's';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function index(): string {
  const sections = areas.flatMap(({ title, rules: members }) => [
    `## ${title}`,
    '',
    ...table(
      ['Rule', 'Mode', ''],
      members.map(({ id, mode = 'deny', title }) => [`[${id}](${id}.md)`, mode, title]),
    ),
    '',
  ]);
  return [
    `<!-- Generated by ${command} from src/rules/index.ts and src/defaults/index.ts: do not edit. -->`,
    '',
    '# Rules and defaults',
    '',
    'Every finding ends with the id of its rule in brackets; `podward explain ID` prints the page of one.',
    '',
    ...sections,
    '## Defaults',
    '',
    ...table(
      ['Default', 'Enabled', ''],
      defaults.map(({ id, enabled, title }) => [`[${id}](../defaults/${id}.md)`, enabled ? 'yes' : 'no', title]),
    ),
    '',
  ].join('\n');
}
