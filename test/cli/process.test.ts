/** Runs the real program, for what tests in one process cannot see. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { badImage, pod } from './manifests.ts';
import { brief, writeFiles } from './run.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

async function podward(
  args: readonly string[],
  { stdin = '', cwd = import.meta.dirname, env = {} } = {},
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
}

test('files of the working directory', async () => {
  const { folder, remove } = writeFiles({ 'pod.yaml': pod({ image: badImage }) });
  try {
    const { stdout, stderr, status } = await podward(['check', '.'], { cwd: folder });
    expect(brief(stdout)).toEqual({
      findings: ['pod.yaml:8:7 deny spec.containers[0].image container-image'],
      summary: '1 object checked, 1 finding (deny).',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  } finally {
    remove();
  }
});

test.each([
  ['the working directory', undefined, 'deploy'],
  ['a linked folder of the repository', 'repository', 'linked'],
  ['an absolute path through a linked workspace', 'workspace', '../workspace/deploy'],
  ['a workspace that is not there', 'gone', 'deploy'],
  ['a linked file', 'repository', 'linked.yaml'],
  ['the folder above a linked one', 'repository', 'inner/../pod.yaml'],
])('GitHub gets the name of a file in git: %s', async (_, workspace, argument) => {
  const { folder, remove } = writeFiles({ 'repository/deploy/pod.yaml': pod({ image: badImage }) });
  try {
    symlinkSync('repository', join(folder, 'workspace'));
    symlinkSync('deploy', join(folder, 'repository', 'linked'));
    symlinkSync('deploy/pod.yaml', join(folder, 'repository', 'linked.yaml'));
    mkdirSync(join(folder, 'repository', 'deploy', 'inner'));
    symlinkSync('deploy/inner', join(folder, 'repository', 'inner'));
    const { stdout } = await podward(['check', '--output', 'github', argument], {
      cwd: join(folder, 'repository'),
      env: { GITHUB_WORKSPACE: workspace && join(folder, workspace) },
    });
    expect(stdout).toMatch(/^::error file=deploy\/pod\.yaml,line=8,/);
  } finally {
    remove();
  }
});

test('the names of files for GitHub do not end the run', async () => {
  const { folder, remove } = writeFiles({ 'pod.yaml': pod({ image: badImage }) });
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  try {
    const check = `rmdir ../gone && exec "$0" "$@"`;
    const args = [process.execPath, main, 'check', '--output', 'github', join(folder, 'pod.yaml')];
    const { status, stdout, stderr } = spawnSync('sh', ['-c', check, ...args], {
      cwd: gone,
      env: { ...process.env, NODE_OPTIONS: '', GITHUB_WORKSPACE: '' },
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: expect.stringMatching(/^::error file=\S+\/pod\.yaml,line=8,/),
      stderr: '',
    });
  } finally {
    remove();
  }
});

test('standard input, and a large report in one piece', async () => {
  const stdin = Array(500)
    .fill(pod({ image: badImage }))
    .join('---\n');
  const { stdout, status } = await podward(['check', '-o', 'json', '-'], { stdin });
  expect(JSON.parse(stdout)).toMatchObject({ summary: { findings: 500, errors: 0 } });
  expect(status).toBe(1);
});

const { folder, remove } = writeFiles({ 'pod.yaml': pod() });
afterAll(remove);

test.each([
  ['explain'],
  ['explain pod-spec-immutable'],
  ['--help'],
  ['check --help'],
  ['help check'],
  ['--version'],
  ['check pod.yaml'],
])('output of podward %s that cannot be written is an error', async (args) => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [main, ...args.split(' ')], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', full, 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  expect(await text(child.stderr!)).toMatch(/^error: the output cannot be written\. ENOSPC.*\.\n$/);
  expect(await ended).toBe(2);
  closeSync(full);
});

test('a reader that closes the pipe ends the command as it ends other programs', async () => {
  const child = spawn('bash', ['-c', '"$0" "$1" explain | true; echo "${PIPESTATUS[0]}"', process.execPath, main], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ stdout, stderr }).toEqual({ stdout: '141\n', stderr: '' });
});

test('errors that cannot be written do not change the exit status', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [main, 'check', 'gone.yaml'], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', full],
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
  closeSync(full);
});

test('wrong usage', async () => {
  const { stdout, stderr, status } = await podward(['check', '--nope']);
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  expect(stderr).toBe('error: podward check has no option "--nope".\nRun podward check --help.\n');
});

test('the list of rules', async () => {
  const { stdout, status } = await podward(['explain']);
  expect(status).toBe(0);
  for (const { id } of catalogue.rules) expect(stdout).toContain(` ${id} `);
});
