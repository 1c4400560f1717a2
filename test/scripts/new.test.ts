/** What CONTRIBUTING.md says of a new rule and a new default works as written, in a copy of the repository. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { camelCase } from '../../scripts/new/scaffold.ts';
import { commandsOf, root } from '../docs/commands.ts';

/** What is not of the repository. */
const left = ['.git', '.cache', '.devcluster', 'coverage', 'dist', 'node_modules'];
const folder = mkdtempSync(join(tmpdir(), 'podward-new-'));
const file = (name: string): string => join(folder, name);

interface Result {
  readonly status: number | null;
  readonly output: string;
}

function run(command: string): Result {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', T: undefined },
  });
  return { status, output: stdout + stderr };
}

const succeeds = (command: string): void => {
  const { status, output } = run(command);
  expect(status === 0 ? '' : `${command}\n${output}`).toBe('');
};

const jestOf = (paths: string, more = ''): string =>
  `node_modules/.bin/node --experimental-vm-modules node_modules/jest/bin/jest.js ${paths} --selectProjects unit ${more}`;

/** The sections "A new rule" and "A new default". */
const sections = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  .split(/^(?=## )/m)
  .filter((section) => section.startsWith('## A new '));
const commands = sections.flatMap(commandsOf);
const [rule, area, addedDefault] = commands.flatMap((command) =>
  [...command.matchAll(/(?:ID|AREA)=(\S+)/g)].map(([, value]) => value),
);
/** The files that the sections name. */
const named = sections.flatMap((section) =>
  [...section.matchAll(/`((?:src|test|docs|scripts)\/[^`]+)`/g)].map(([, name]) => name!),
);

beforeAll(() => {
  for (const name of readdirSync(root).filter((entry) => !left.includes(entry)))
    cpSync(join(root, name), file(name), { recursive: true });
  // The modules are those of the repository, and nothing is installed: npm would remove what is behind a link to all of them.
  const makefile = readFileSync(file('Makefile'), 'utf8');
  expect(makefile).toContain('npm ci');
  writeFileSync(file('Makefile'), makefile.replaceAll('npm ci', 'true'));
  mkdirSync(file('node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')).filter((entry) => entry !== '.package-lock.json'))
    symlinkSync(join(root, 'node_modules', name), file(`node_modules/${name}`));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the commands of the page create a rule and a default', () => {
  expect(commands).toEqual([`make new-rule ID=${rule} AREA=${area}`, `make new-default ID=${addedDefault}`]);
  for (const command of commands) succeeds(command);
});

test('a rule is removed as the page says', () => {
  const [, index = ''] =
    /delete the three files and the two lines in\s+`([^`]+)`,\s+and\s+run `make pages`/.exec(sections[0]!) ?? [];
  expect(index).toBe(`src/rules/${area}/index.ts`);
  const all = 'find src test docs -type f -exec sha256sum {} + | sort -k 2';
  const before = run(all).output;
  const id = 'no-such-thing';
  const { output } = run(`make new-rule ID=${id} AREA=${area}`);
  const created = [...output.matchAll(/^created (\S+)$/gm)].map(([, name]) => name!);
  expect(created).toHaveLength(3);
  for (const name of created) rmSync(file(name));
  const lines = readFileSync(file(index), 'utf8').split('\n');
  const others = lines.filter((line) => !/\bnoSuchThing\b/.test(line));
  expect(lines.length - others.length).toBe(2);
  writeFileSync(file(index), others.join('\n'));
  succeeds('make pages');
  expect(run(all).output).toBe(before);
});

test('the files that the page names exist', () => {
  for (const name of [`src/rules/${area}/${rule}.ts`, `docs/rules/${rule}.md`, `src/defaults/${addedDefault}.ts`])
    expect(named).toContain(name);
  expect(named.filter((name) => !existsSync(file(name)))).toEqual([]);
});

test.each([
  [`src/rules/${area}/index.ts`, rule!],
  ['src/defaults/index.ts', addedDefault!],
])('%s has it as the last of its list', (index, id) => {
  expect(readFileSync(file(index), 'utf8')).toMatch(new RegExp(`\\b${camelCase(id)},?\\s*\\]`));
});

describe('what they write passes', () => {
  const made = `src/rules/${area} src/defaults test/rules/${area} test/defaults scripts/new`;

  test.each([
    `node_modules/.bin/prettier --check ${made} docs`,
    'node_modules/.bin/tsc -p .',
    `node_modules/.bin/eslint ${made}`,
    'node_modules/.bin/depcruise --output-type err src',
    'make words',
    'make verify-pages',
  ])('%s', (command) => succeeds(command));

  test('their own tests', () =>
    succeeds(jestOf(`test/rules/${area}/${rule} test/defaults/${addedDefault} test/rules/catalogue`)));
  test('the examples of their pages', () => succeeds(jestOf('test/docs/examples', `-t '(${rule}|${addedDefault})'`)));

  (process.env['PODWARD_LONG'] ? test : test.skip)('all unit tests, also if the rule refuses', () => {
    const source = file(`src/rules/${area}/${rule}.ts`);
    const text = readFileSync(source, 'utf8');
    expect(text).toContain("mode: 'warn'");
    writeFileSync(source, text.replace("mode: 'warn'", "mode: 'deny'"));
    const { status, output } = run(jestOf('', '--silent'));
    writeFileSync(source, text);
    expect(status === 0 ? '' : output).toBe('');
  });
});

test('make leftovers lists what the author must write', () => {
  const sources = [`src/rules/${area}/${rule}.ts`, `src/defaults/${addedDefault}.ts`];
  const { status, output } = run('node_modules/.bin/node scripts/leftovers.ts');
  expect(status).toBe(1);
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => line.replace(/ Write .*/, '')),
  ).toEqual(
    sources.flatMap((source) => ['title', 'why'].map((part) => `${source}: ${part} is still that of the scaffold.`)),
  );
});

describe('what cannot be created', () => {
  test.each([
    [commands[0]!, /ID: the rule "[a-z-]+" exists already\./],
    ['make new-rule ID=NoDebug AREA=containers', /ID: "NoDebug" must be two or more words in kebab-case/],
    ['make new-rule ID=index AREA=containers', /ID: "index" must be two or more words in kebab-case/],
    ['make new-rule ID=restart-policy AREA=containers', /ID: the default "restart-policy" exists already\./],
    ['make new-rule ID=no-debug AREA=container', /AREA: there is no area "container"\. Did you mean "containers"\?/],
    [
      'make new-rule ID=file-mode AREA=volumes',
      /ID: the file src\/rules\/volumes\/file-mode\.ts exists already\. Use another ID/,
    ],
    [
      'make new-rule ID=no-debug AREA=volume',
      /AREA: there is no area "volume"\. Did you mean "volumes"\? The areas are files, /,
    ],
    ['make new-default', /ID: required\. Use make new-default ID=my-default\./],
    ['make new-default ID=restart-policy', /ID: the default "restart-policy" exists already\./],
    ['make new-default ID=image-pull-policy', /ID: the rule "image-pull-policy" exists already\./],
  ])('%s', (command, message) => {
    const { status, output } = run(command);
    expect(status).not.toBe(0);
    expect(output).toMatch(message);
  });
});

test.each([
  [`src/rules/${area}/${rule}.ts`, `src/rules/${area}/index.ts`, rule!],
  [`src/defaults/${addedDefault}.ts`, 'src/defaults/index.ts', addedDefault!],
])('%s is named if %s does not list it', (source, index, id) => {
  const text = readFileSync(file(index), 'utf8');
  const name = camelCase(id);
  writeFileSync(
    file(index),
    text.replace(new RegExp(`import \\{ ${name} \\}.*\n`), '').replace(new RegExp(`,?\\s*\\b${name}\\b`), ''),
  );
  const { status, output } = run('node_modules/.bin/node scripts/docs/rules.ts --check');
  writeFileSync(file(index), text);
  expect(status).toBe(1);
  expect(output.trim()).toBe(`${source}: ${id} is missing from ${index}. Import it there, and add it to the list.`);
});

describe('a page that lacks what is generated is named', () => {
  const page = `docs/rules/${rule}.md`;
  test.each<[string, (text: string) => string, RegExp]>([
    [
      'the end of the head',
      (text) => text.replace(/<!-- end.*\n/, ''),
      /: the line <!-- end of the head --> is missing\./,
    ],
    [
      'the foot',
      (text) => text.replace(/<!-- .*: the foot -->\n/, ''),
      /: the line <!-- .*: the foot --> is missing\./,
    ],
    ['the begin', (text) => `a\n${text}`, /: the page must begin with the line <!-- .*: the head -->\./],
    ['a fresh head', (text) => text.replace('# Containers must not', '# Containers may'), /: stale\. Run make pages\./],
  ])('%s', (_, edit, message) => {
    const text = readFileSync(file(page), 'utf8');
    writeFileSync(file(page), edit(text));
    const { status, output } = run('node_modules/.bin/node scripts/docs/rules.ts --check');
    writeFileSync(file(page), text);
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^${page}${message.source}`, 'm'));
  });
});

describe.each(['workload', 'job'])('a rule of the area %s', (of) => {
  const id = `too-many-${of}`;
  const source = `src/rules/${of}/${id}.ts`;

  test('judges a workload itself', () => {
    succeeds(`make new-rule ID=${id} AREA=${of}`);
    expect(readFileSync(file(source), 'utf8')).toContain('= defineObjectRule({');
  });
  test.each([
    `node_modules/.bin/prettier --check src/rules/${of} test/rules/${of} docs/rules`,
    `node_modules/.bin/eslint ${source} test/rules/${of}/${id}.test.ts`,
    'make words',
    jestOf(`test/rules/${of}/${id}`),
    jestOf('test/docs/examples', `-t ${id}`),
  ])('%s', (command) => succeeds(command));
});
