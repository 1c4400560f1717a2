import { expect, test } from '@jest/globals';
import { oomKillsIn } from '../../src/server/oom.ts';

test.each([
  ['cgroup v2', 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n', 2],
  ['cgroup v1', 'oom_kill_disable 0\nunder_oom 0\noom_kill 7\n', 7],
  ['an old kernel', 'oom_kill_disable 0\nunder_oom 0\n', undefined],
])('the number of killed processes of %s', (_, text, count) => {
  expect(oomKillsIn(text)).toBe(count);
});
