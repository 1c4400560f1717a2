import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../devcluster/identity.ts';
import { withLock } from '../../devcluster/lock.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();

function heldBy(owner: object): string {
  const lock = join(temporary(), 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'owner.json'), JSON.stringify(owner));
  return lock;
}

describe('withLock', () => {
  test('runs one function at a time, and releases the lock after success and failure', async () => {
    const lock = join(temporary(), 'lock');
    const inside: string[] = [];
    const work = (name: string) =>
      withLock(lock, async () => {
        inside.push(`${name} in`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside.push(`${name} out`);
        throw new Error(name);
      });
    const results = await Promise.allSettled([work('a'), work('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const [first, second] = inside[0] === 'a in' ? ['a', 'b'] : ['b', 'a'];
    expect(inside).toEqual([`${first} in`, `${first} out`, `${second} in`, `${second} out`]);
    expect(existsSync(lock)).toBe(false);
  });

  test('waits for a running owner, reports its pid, and continues when it has exited', async () => {
    const owner = spawn('sleep', ['60'], { stdio: 'ignore' });
    const lock = heldBy(identify(owner.pid!)!);
    const events: unknown[] = [];
    const work = () => Promise.resolve(events.push('in'));
    await withLock(lock, work, (pid) => {
      events.push(pid);
      owner.kill('SIGKILL');
    });
    expect(events).toEqual([owner.pid, 'in']);
  });

  test.each([
    ['whose process has exited', { pid: 2 ** 22 + 1, started: 'never' }],
    ['whose pid belongs to another process', { pid: process.pid, started: 'long ago' }],
  ])('takes over a lock %s', async (_what, owner) => {
    const lock = heldBy(owner);
    expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
    expect(existsSync(lock)).toBe(false);
  });

  test('if several processes take over a lock, one runs at a time', async () => {
    const lock = heldBy({ pid: process.pid, started: 'long ago' });
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withLock(lock, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });
});
