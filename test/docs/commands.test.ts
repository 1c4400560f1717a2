/** The commands in the documentation work as written. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { parseAllDocuments } from 'yaml';
import { backgroundState } from '../../devcluster/state.ts';
import { register as audit } from '../../src/cli/audit.ts';
import { register as check } from '../../src/cli/check.ts';
import { register as explain } from '../../src/cli/explain.ts';
import { register as serve } from '../../src/cli/serve.ts';
import { register as uninstall } from '../../src/cli/uninstall.ts';
import { commandsOf, inlineCommandsOf, instructions, pages, root, told, typedIn } from './commands.ts';
import { typedBy, untried } from './tried.ts';

const { inBlocks, inProse, printed } = told();
const typed = [...inBlocks, ...inProse, ...printed];

test.each([
  ['code blocks', inBlocks, 20],
  ['prose', inProse, 5],
  ['the output of programs', printed, 8],
])('there are commands in %s', (_, commands, count) => expect(commands.length).toBeGreaterThanOrEqual(count));

const patterns = [typedBy, untried].flatMap((table) =>
  Object.entries(table).flatMap(([place, own]) => own.map((pattern) => [place, pattern] as const)),
);
test.each(typed)('%s: a test, or a reason for none, is known for "%s"', (_, command) => {
  const places = patterns.filter(([, pattern]) => pattern.test(command)).map(([place]) => place);
  expect(places).toHaveLength(1);
});

test.each(patterns)('%s: a command matches %s', (_, pattern) =>
  expect(typed.some(([, command]) => pattern.test(command))).toBe(true),
);

const codeOf = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ');
test.each(Object.keys(typedBy))('%s gets its commands from the pages, and types all of them', (file) => {
  const missing = [`= commandsToType('${file}');`, '.rest()'].filter((code) => !codeOf(file).includes(code));
  expect(missing).toEqual([]);
});

/** Files of the reader, and files that the same or an earlier command creates. */
const elsewhere = /^pod\.yaml$|^ca\.crt$|^podward\.sigstore\.json$|^certs\/dev\/|^FILE/;
test.each(typed)('%s: the files in "%s" exist', (_, command) => {
  const files = [
    ...command.matchAll(
      /(?:^|[\s=@])((?:[\w-]+\/)*[\w.-]+\.(?:ts|yaml|json|crt)|charts\/\w+|[\w-]+\/[\w-]+\/)(?=$|\s)/g,
    ),
  ];
  const missing = files
    .map(([, file = '']) => file)
    .filter((file) => !elsewhere.test(file) && !existsSync(join(root, file)));
  expect(missing).toEqual([]);
});

test('every verb of make on a page exists', () => {
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  const verbs = new Set([...makefile.matchAll(/^([a-z0-9-]+)(?: [a-z0-9 -]+)?:(?!=)/gm)].map(([, verb]) => verb));
  const named = [...pages()].flatMap(([file, page]) =>
    [...page.matchAll(/(?:`|^|\$ |K8S=\S+ |UPDATE_GOLDEN=1 )make ([a-z0-9-]+)/gm)].map(([, verb]) => ({ file, verb })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ verb }) => !verbs.has(verb))).toEqual([]);
});

test('the descriptions of make help are in one column', () => {
  const lines = execFileSync('make', ['-s', 'help'], { cwd: root, encoding: 'utf8' }).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(20);
  expect(new Set(lines.map((line) => line.search(/(?<=^ {2}make \S+ +)[^ ]/))).size).toBe(1);
});

test('the programs that make runs have the flags that pages give them', () => {
  const recipes = readFileSync(join(root, 'Makefile'), 'utf8');
  const given = [...pages()].flatMap(([file, page]) =>
    [...page.matchAll(/make ([a-z0-9-]+) ARGS="([^"]*)"/g)].flatMap(([, verb, args = '']) => {
      const [, recipe = ''] = new RegExp(`^${verb}:.*\\n((?:\\t.*\\n)+)`, 'm').exec(recipes) ?? [];
      const programs = [...recipe.matchAll(/node (\S+\.ts) .*\bARGS\b/g)].map(([, program = '']) => program);
      const flags = [...args.matchAll(/--([a-z-]+)/g)].map(([, flag = '']) => flag);
      return programs.flatMap((program) => flags.map((flag) => ({ file, program, flag })));
    }),
  );
  expect(given.length).toBeGreaterThan(10);
  // As commander and as parseArgs write it.
  const has = (program: string, flag: string): boolean =>
    new RegExp(`'--${flag}[' ]|\\b'?${flag}'?: \\{ type: `).test(codeOf(program));
  expect(given.filter(({ program, flag }) => !has(program, flag))).toEqual([]);
});

test('the README uses the cluster that make up starts', () =>
  expect(typedIn('README.md', 'export')).toEqual([
    `export KUBECONFIG=$PWD/${relative(root, join(backgroundState, 'kubeconfig'))}`,
  ]));

test('no TypeScript file is run by the Node.js of the machine, which may be too old', () => {
  const bare = [...pages()].filter(([, page]) => /(?<!npx )\bnode [\w./-]+\.ts\b/.test(page)).map(([file]) => file);
  expect(bare).toEqual([]);
});

test('the flags of podward on the pages exist', () => {
  const flags = instructions().flatMap(([file, page]) =>
    [...commandsOf(page), ...inlineCommandsOf(page)].flatMap((line) => {
      const [, command = '', rest = ''] = /podward (?:-- )?(audit|check|explain|serve|uninstall) (.*)/.exec(line) ?? [];
      return [...rest.matchAll(/--[a-z-]+/g)].map(([flag]) => ({ file, command, flag }));
    }),
  );
  expect(flags.length).toBeGreaterThan(5);
  const program = new Command();
  for (const register of [audit, check, explain, serve, uninstall]) register(program);
  const help = new Map(program.commands.map((command) => [command.name(), command.helpInformation()]));
  expect(flags.filter(({ command, flag }) => !help.get(command)?.includes(`${flag} `))).toEqual([]);
});

describe('Podward is installed in the namespace podward-system', () => {
  // The namespaces of ctr are those of containerd.
  const ofCluster = typed.filter(([, command]) => !command.startsWith('ctr '));
  test.each(ofCluster)('%s: "%s"', (_, command) => {
    const named = [...command.matchAll(/(?:--namespace[= ]|-n |create namespace )(\S+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'podward-system' && name !== 'shop' && name !== 'X')).toEqual([]);
  });

  test('certs/podward.yaml', () => {
    const manifests = parseAllDocuments(readFileSync(join(root, 'certs/podward.yaml'), 'utf8')).map(
      (document) => document.toJS() as { metadata: { namespace: string }; spec: { dnsNames?: string[] } },
    );
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['podward-system']));
    expect(manifests.flatMap(({ spec }) => spec.dnsNames ?? [])).toEqual([
      'podward',
      'podward.podward-system',
      'podward.podward-system.svc',
    ]);
  });
});
