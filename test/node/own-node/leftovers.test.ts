/** A run that was killed leaves a node behind. The next run ends it, and another node is not affected. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sweepNodes } from '../../../devcluster/node/testing.ts';
import { figure, seconds } from '../figure.ts';
import { ownNode } from '../target.ts';

/** It ends with this process, even if that is killed, so that a later run ends its node. */
const killed = `
import { startTestNode } from ${JSON.stringify(new URL('../../../devcluster/node/testing.ts', import.meta.url).pathname)};
process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGKILL'));
const node = await startTestNode();
console.log(node.dir);
`;
let started: ChildProcess | undefined;
// Also if the time of the test is over: Jest waits for the child.
afterAll(() => {
  started?.kill('SIGKILL');
});

/** What a node with this directory and index has on the machine. */
function tracesOf(dir: string, index: number): string[] {
  const processes = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(dir));
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const groups = mounts.flatMap((line) => (/ cgroup2? /.test(line) ? [line.split(' ')[1]!] : []));
  return [
    ...processes.map((pid) => `process ${commandLine(pid)}`),
    ...mounts.filter((line) => line.includes(dir)),
    ...groups.map((group) => join(group, `podward-node-${index}`)).filter((path) => existsSync(path)),
    ...[`/sys/class/net/podward${index}`, dir].filter((path) => existsSync(path)),
  ];
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('nothing is left of the node of a killed run', async () => {
  const rules = () => execFileSync('iptables-save', { encoding: 'utf8' }).match(/^.*(KUBE-|CNI-).*$/gm);
  const rulesBefore = rules();
  const shared = await ownNode();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', killed], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  started = child;
  const dir = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('exit', () => reject(new Error('the node did not start')));
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;

  const { index } = JSON.parse(readFileSync(join(dir, 'node.json'), 'utf8')) as { index: number };
  expect(tracesOf(dir, index).length).toBeGreaterThan(5);
  figure(`the node of a killed run was removed in ${await seconds(sweepNodes())} s`);
  expect(tracesOf(dir, index)).toEqual([]);
  expect(rules()).toEqual(rulesBefore);
  expect(await shared.api.ready()).toBe(true);
});
