/** The workflows of GitHub: what runs in them, and with which permissions. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { imageName } from '../../devcluster/image.ts';
import { minor, newestKubernetesVersion } from '../../devcluster/versions.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = globSync('.github/workflows/*.yml', { cwd: root });
const targets = new Set(
  [...read('Makefile').matchAll(/^([a-z][\w -]*):(?!=)/gm)].flatMap(([, names]) => names!.split(' ')),
);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly name?: string; readonly pattern?: string; readonly 'fetch-depth'?: number };
}
interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly targets?: readonly string[] } };
  readonly steps?: readonly Step[];
}
const workflow = (file: string) => parse(read(file)) as { permissions: object; jobs: Readonly<Record<string, Job>> };
const jobs = files.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({ name: `${file}, ${name}`, job })),
);
const commands = ({ steps = [], strategy }: Job): string[] =>
  steps.flatMap(({ run = '' }) =>
    (strategy?.matrix.targets ?? ['']).map((verbs) => run.replace('${{ matrix.targets }}', verbs)),
  );

test.each(files)('%s pins each action by a commit, and says its version', (file) => {
  const actions = [...read(file).matchAll(/uses: (?!\.\/)(.*)/g)].map(([, action]) => action!);
  expect(actions.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

test.each(jobs)('$name: each make target exists', ({ job }) => {
  const verbs = commands(job).flatMap((run) =>
    [...run.matchAll(/\bmake ([a-z][a-z -]*)/g)].flatMap(([, names]) => names!.trim().split(' ')),
  );
  expect(verbs.filter((verb) => !targets.has(verb))).toEqual([]);
});

test.each(files)('%s gives no permission to all jobs', (file) => expect(workflow(file).permissions).toEqual({}));

const mayWrite = jobs.filter(({ job }) => Object.values(job.permissions).some((permission) => permission !== 'read'));
test.each(mayWrite)('$name: what may write needs an approval, and runs no code of packages', ({ job }) => {
  expect(job.environment).toBe('release');
  expect(job.steps!.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))).toEqual([]);
  expect(commands(job).filter((run) => /\b(npm (ci|install)|npx|make|node) /.test(run))).toEqual([]);
});

test('the job that publishes takes only what the jobs that build hand over', () => {
  const { publish, ...others } = workflow('.github/workflows/release.yml').jobs;
  const architectures = ['amd64', 'arm64'];
  const using = (job: Job, action: string): Step[] => job.steps!.filter(({ uses = '' }) => uses.startsWith(action));
  const handedOver = Object.values(others)
    .filter(({ steps }) => steps !== undefined)
    .flatMap((job) => using(job, 'actions/upload-artifact@'))
    .flatMap(({ with: { name } = {} }) => architectures.map((one) => name!.replace('${{ matrix.architecture }}', one)));
  const taken = using(publish!, 'actions/download-artifact@').map(({ with: { pattern } = {} }) => pattern);
  expect(taken).toEqual([`{${[...new Set(handedOver)].join()}}`]);
});

test('the end-to-end tests run on a node every night, with the command of its page', () => {
  const [, variables] = /`make test-cluster (KUBECONFIG=\.devcluster.*)`/.exec(read('devcluster/README.md'))!;
  expect(variables).toContain(` IMAGE=${imageName} `);
  const { test: nightly } = workflow('.github/workflows/nightly.yml').jobs;
  expect(nightly!.strategy!.matrix.targets).toContain(`image node-up test-cluster node-down ${variables}`);
});

test('the tests of the node run every night on the newest version, too', () => {
  const { test: nightly } = workflow('.github/workflows/nightly.yml').jobs;
  expect(nightly!.strategy!.matrix.targets).toContain(`test-node K8S=1.${minor(newestKubernetesVersion)}`);
});

const ofNode = jobs.filter(({ job }) => commands(job).some((run) => /\btest-node\b|\.ci\/run/.test(run)));
test.each(ofNode)('$name: the tests of the node upgrade from an earlier commit, which is in the clone', ({ job }) => {
  const checkout = job.steps!.find(({ uses = '' }) => uses.startsWith('actions/checkout@'));
  expect(checkout!.with!['fetch-depth']).toBe(0);
});

/** Targets that run in neither, and why. */
const byHand: Readonly<Record<string, string>> = {
  e2e: 'It runs on one version, and make test on two.',
  'oracle-coverage': 'It prints a list.',
  bench: 'It prints figures.',
};
test('each program of test and bench runs in make test or every night', () => {
  const rules = new Map(
    [...read('Makefile').matchAll(/^([a-z][\w-]*):(?!=)([^#\n]*).*\n((?:[\t#].*\n)*)/gm)].map(
      ([, name, needed, recipe]) => [name!, { needed: needed!, recipe: recipe! }],
    ),
  );
  const run = new Set(['test']);
  // The loop also visits what is added meanwhile.
  for (const name of run) {
    const { needed, recipe } = rules.get(name)!;
    const called = [...recipe.matchAll(/\$\(MAKE\) (.*)/g)].map(([, words]) => words);
    for (const word of [needed, ...called].join(' ').split(' ')) if (rules.has(word)) run.add(word);
  }
  const nightly = jobs.filter(({ name }) => name.includes('nightly')).flatMap(({ job }) => commands(job));
  for (const word of nightly.join(' ').split(' ')) run.add(word);
  const programs = [...rules].filter(([, { recipe }]) => /node (bench|test)\/|\$\(call tests,|\$\(JEST\)/.test(recipe));
  expect(programs.length).toBeGreaterThan(20);
  const left = programs.map(([name]) => name).filter((name) => !run.has(name));
  expect(left.sort()).toEqual(Object.keys(byHand).sort());
});
