/** The workflow of docs/pull-requests.md, in a repository with a base and a pull request. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test('the last step annotates the lines of the findings, and fails', () => {
  const [, workflow = ''] = /^```yaml\n(.*?)^```$/ms.exec(pages().get('docs/pull-requests.md') ?? '') ?? [];
  const { jobs } = parse(workflow) as { jobs: { podward: { steps: { run?: string }[] } } };
  const podward = `podward() { ${process.execPath} ${join(root, 'src/main.ts')} "$@"; }`;
  // As GitHub runs a step with `shell: bash`.
  const { status, stdout } = spawnSync(
    'bash',
    ['-eo', 'pipefail', '-c', `${podward}\n${jobs.podward.steps.at(-1)?.run}`],
    {
      cwd: repository,
      encoding: 'utf8',
      env: { ...personsEnvironment(), GITHUB_BASE_REF: 'main' },
    },
  );
  expect(stdout).toMatch(/^::warning file=deploy\/new\.yaml,line=6::spec\..*\[image-latest-if-not-present\]$/m);
  expect(stdout).toMatch(/^::error file=deploy\/pod\.yaml,line=\d+::spec\..*\[pod-spec-immutable\]$/m);
  expect(status).toBe(1);
});
