/** The workflow of docs/pull-requests.md, in a repository with a base and a pull request. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { temporaryFolder } from '../server/certificates.ts';
import { pages, personsEnvironment, root } from './commands.ts';

const folder = temporaryFolder();
const repository = join(folder, 'repository');
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
const example = (name: string): void =>
  cpSync(join(root, `devcluster/examples/${name}.yaml`), join(repository, 'deploy/pod.yaml'));
const commit = (): void => {
  git('add', '.');
  git('commit', '--quiet', '--message=a');
};
beforeAll(() => {
  mkdirSync(join(repository, 'deploy'), { recursive: true });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=a');
  git('update-ref', 'refs/remotes/origin/without-folder', 'HEAD');
  example('pod');
  commit();
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  example('pod-changed');
  writeFileSync(
    join(repository, 'deploy/new.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: new}\nspec:\n  containers:\n' +
      '    - {name: new, image: "registry.example.com/new:latest", imagePullPolicy: IfNotPresent}\n',
  );
  commit();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the last step as GitHub runs a step without `shell`. */
function lastStep(base: string, workspace = repository) {
  const [, workflow = ''] = /^```yaml\n(.*?)^```$/ms.exec(pages().get('docs/pull-requests.md') ?? '') ?? [];
  const { jobs } = parse(workflow) as { jobs: { podward: { steps: { run?: string }[] } } };
  const podward = `podward() { ${process.execPath} ${join(root, 'src/main.ts')} "$@"; }`;
  const script = `${podward}\n${jobs.podward.steps.at(-1)?.run}`;
  return spawnSync('bash', ['-e', '-c', script], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...personsEnvironment(), GITHUB_BASE_REF: base, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: folder },
  });
}
afterEach(() => void git('worktree', 'remove', '--force', join(folder, 'base')));

test('the last step annotates the lines of the findings, and fails', () => {
  const { status, stdout } = lastStep('main');
  expect(stdout).toMatch(
    /^::warning file=deploy\/new\.yaml,line=6,col=\d+::.* spec\..*\[image-latest-if-not-present\]$/m,
  );
  expect(stdout).toMatch(/^::error file=deploy\/pod\.yaml,line=\d+,col=\d+::.* spec\..*\[pod-spec-immutable\]$/m);
  expect(status).toBe(1);
});

test('the names of files are those from GITHUB_WORKSPACE, also if it is a link', () => {
  expect(lastStep('main', folder).stdout).toMatch(/^::error file=repository\/deploy\/pod\.yaml,/m);
  git('worktree', 'remove', '--force', join(folder, 'base'));
  const link = join(folder, 'link');
  symlinkSync(repository, link);
  expect(lastStep('main', link).stdout).toMatch(/^::error file=deploy\/pod\.yaml,/m);
});

test('a file that cannot be read has an annotation, and the check is incomplete', () => {
  const file = join(repository, 'deploy/bad.yaml');
  writeFileSync(file, 'kind: [\n');
  const { status, stderr } = lastStep('main');
  rmSync(file);
  expect(stderr).toMatch(/^::error file=deploy\/bad\.yaml,line=2,col=\d+::.* invalid YAML\. /m);
  expect(status).toBe(2);
});

test('a pull request cannot give commands to the runner', () => {
  const names = {
    'deploy/a:b.yaml': 'deploy/a%3Ab.yaml',
    'deploy/README:7:1: error: x.yaml': 'deploy/README%3A7%3A1%3A error%3A x.yaml',
    'deploy/comma,file=README.md,line=7.yaml': 'deploy/comma%2Cfile=README.md%2Cline=7.yaml',
    'deploy/%0A::stop-commands::x.yaml': 'deploy/%250A%3A%3Astop-commands%3A%3Ax.yaml',
  };
  const unprintable = 'deploy/\n::stop-commands::y.yaml';
  const object = (kind: string): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: "###[stop-commands]x"}\nspec: {containers: []}\n`;
  for (const name of Object.keys(names))
    writeFileSync(join(repository, name), `${object('Pod')}---\n${object('Service')}`);
  // It has no place, because it is not printable.
  writeFileSync(join(repository, unprintable), object('Pod'));
  const link = join(repository, 'deploy/##[stop-commands]x.yaml');
  symlinkSync('gone', link);
  const { stdout, stderr } = lastStep('main');
  for (const name of [...Object.keys(names), unprintable, link]) rmSync(join(repository, 'deploy', basename(name)));
  for (const escaped of Object.values(names)) expect(stdout).toContain(`\n::error file=${escaped},line=4,col=`);
  expect(stdout).toContain('\n::error::deploy/ ::stop-commands::y.yaml:4:');
  expect(stderr).toContain('::error file=deploy/##[stop-commands]x.yaml::');
  // A line is one command if it begins with `::`, whatever it contains. In other lines, the runner looks for `##[`.
  const lines = /^(?:::(?:error|warning|notice)(?: [^:\n]+)?::.*\n|(?!.*##\[)(?:note:|\d+ objects) .*\n)+$/;
  expect(stdout).toMatch(lines);
  expect(stderr).toMatch(lines);
});

test('a pull request cannot make the folder a link, such as to that of the base', () => {
  renameSync(join(repository, 'deploy'), join(repository, 'kept'));
  symlinkSync('../base/deploy', join(repository, 'deploy'));
  const { status, stdout } = lastStep('main');
  rmSync(join(repository, 'deploy'));
  renameSync(join(repository, 'kept'), join(repository, 'deploy'));
  expect({ status, stdout }).toEqual({
    status: 1,
    stdout: expect.stringMatching(/^::error::deploy must not be a symbolic link, .*\n$/),
  });
});

test('a pull request that adds the folder has only new objects', () => {
  const { status, stdout } = lastStep('without-folder');
  expect(stdout).toMatch(/^::warning file=deploy\/new\.yaml,line=6,/m);
  expect(stdout).not.toContain('::error');
  expect(status).toBe(1);
});
