import { expect, test } from '@jest/globals';
import { wantsColor } from '../../src/cli/io.ts';

test.each<[env: NodeJS.ProcessEnv, onTerminal: boolean, elsewhere: boolean]>([
  [{}, true, false],
  [{ NO_COLOR: '' }, true, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ TERM: 'dumb' }, false, false],
  [{ TERM: 'xterm' }, true, false],
  [{ FORCE_COLOR: '1' }, true, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, true, true],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ FORCE_COLOR: 'false' }, false, false],
  [{ FORCE_COLOR: '' }, true, false],
])('colors with %j', (env, onTerminal, elsewhere) => {
  expect([wantsColor(env, true), wantsColor(env, false)]).toEqual([onTerminal, elsewhere]);
});
