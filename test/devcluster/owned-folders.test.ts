import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { identify } from '../../devcluster/identity.ts';
import { sweepOwned } from '../../devcluster/owned-folders.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();
const dead = JSON.stringify({ pid: process.pid, started: 'long ago' });

function directory(folder: string, name: string, owner: string): string {
  const dir = join(folder, name);
  mkdirSync(dir);
  writeFileSync(join(dir, 'owner.json'), owner);
  return dir;
}

test('only what a killed run left is ended and deleted', async () => {
  const folder = temporary();
  const left = directory(folder, 'state-1', dead);
  const kept = [directory(folder, 'state-2', JSON.stringify(identify(process.pid))), directory(folder, 'state-3', '')];
  const ended: string[] = [];
  expect(await sweepOwned(folder, (dir) => Promise.resolve(ended.push(dir)))).toEqual([]);
  expect(ended).toEqual([left]);
  expect(existsSync(left)).toBe(false);
  for (const dir of kept) expect(existsSync(dir)).toBe(true);
});

test('what cannot be ended is reported, and does not prevent the others', async () => {
  const folder = temporary();
  const names = ['state-1', 'state-2', 'state-3'];
  const dirs = names.map((name, i) => directory(folder, name, i === 0 ? '{"pid":' : dead));
  const end = (dir: string) => (dir === dirs[1] ? Promise.reject(new Error('still mounted')) : Promise.resolve());
  const problems = await sweepOwned(folder, end);
  expect(problems.sort()).toEqual([
    expect.stringContaining(`${dirs[0]} of a killed run could not be removed: `),
    `${dirs[1]} of a killed run could not be removed: still mounted`,
  ]);
  expect(dirs.map((dir) => existsSync(dir))).toEqual([true, true, false]);
});

test('nothing in a folder of another user is ended', async () => {
  const isRoot = process.getuid?.() === 0;
  const folder = isRoot ? temporary() : '/usr';
  if (isRoot) {
    directory(folder, 'state-1', dead);
    chownSync(folder, 1, 1);
  }
  const ended: string[] = [];
  await expect(sweepOwned(folder, (dir) => Promise.resolve(ended.push(dir)))).rejects.toThrow(
    `${folder} belongs to another user (uid ${isRoot ? 1 : 0}).`,
  );
  expect(ended).toEqual([]);
});
