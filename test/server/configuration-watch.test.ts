/** The watch of the configuration file with a simulated clock and check: what is checked, and what is reported. */
import { expect, test } from '@jest/globals';
import { watchConfiguration } from '../../src/server/configuration.ts';
import { recheckMs } from '../../src/server/limits.ts';
import { simulatedClock } from './simulated-clock.ts';

type Check = NonNullable<Parameters<typeof watchConfiguration>[2]>;

function simulate() {
  const clock = simulatedClock();
  const events: string[] = [];
  let contents: (string | Error)[] = [];
  let failure: Error | undefined;
  let results: Record<string, Awaited<ReturnType<Check>>> = {};
  const watch = watchConfiguration(
    {
      name: 'config.yaml',
      text: 'first',
      read() {
        const content = contents.length > 1 ? contents.shift()! : contents[0]!;
        return content instanceof Error ? Promise.reject(content) : Promise.resolve(content);
      },
    },
    {
      loaded(configuration) {
        if (failure !== undefined) throw failure;
        events.push(`loaded ${configuration}`);
      },
      refused: (reasons) => events.push(`refused ${reasons.join('; ')}`),
      restored: () => events.push('restored'),
    },
    (text) => {
      events.push(`checked ${text}`);
      return Promise.resolve(results[text] ?? { configuration: text });
    },
    clock,
  );
  return {
    watch,
    results: (next: typeof results) => void (results = next),
    fail: (next: Error | undefined) => void (failure = next),
    /** What two looks at the contents do. The last one is read again and again. */
    look: async (...next: (string | Error)[]): Promise<string[]> => {
      contents = next;
      events.length = 0;
      await clock.look();
      return [...events];
    },
    wait: (ms: number) => clock.set(clock.now() + ms),
  };
}

test('each content is checked once, and the one in use is not checked again', async () => {
  const { watch, look } = simulate();
  expect(await look('first')).toEqual([]);
  expect(await look('second')).toEqual(['checked second', 'loaded second']);
  expect(await look('second')).toEqual([]);
  expect(await look(new Error('gone'))).toEqual(['refused the file cannot be read: gone.']);
  expect(watch.stale).toBe(true);
  expect(await look(new Error('gone'))).toEqual([]);
  expect(await look('second')).toEqual(['restored']);
  expect(watch.stale).toBe(false);
  expect(await look('first')).toEqual(['checked first', 'loaded first']);
});

test('a file that is read while it is written is not used', async () => {
  const { look } = simulate();
  expect(await look('sec', 'second')).toEqual([]);
  expect(await look('second')).toEqual(['checked second', 'loaded second']);
  expect(await look(new Error('gone'), 'second')).toEqual([]);
});

test('a refused content is reported once, and again after another one', async () => {
  const { look, results } = simulate();
  results({ bad: { errors: [{ path: 'rulez', line: 3, column: 1, message: 'is wrong' }] } });
  expect(await look('bad')).toEqual(['checked bad', 'refused line 3, column 1: rulez: is wrong']);
  expect(await look('bad')).toEqual([]);
  expect(await look('first')).toEqual(['restored']);
  expect(await look('bad')).toEqual(['checked bad', 'refused line 3, column 1: rulez: is wrong']);
  const many = Array.from({ length: 12 }, (_, i) => ({ path: '', line: i, column: 1, message: 'is wrong' }));
  results({ many: { errors: many } });
  const [, told] = await look('many');
  expect(told).toMatch(/line 9, column 1: is wrong; More mistakes: 2\.$/);
});

test('a clock that is set back does not delay the repetition', async () => {
  const { look, results, wait } = simulate();
  results({ second: { failed: 'it was slow.' } });
  expect(await look('second')).toEqual(['checked second', 'refused it was slow.']);
  wait(-3_600_000);
  expect(await look('second')).toEqual([]);
  wait(recheckMs);
  expect(await look('second')).toEqual(['checked second']);
});

test('a check that failed is repeated after a pause, and reported once', async () => {
  const { watch, look, results, wait } = simulate();
  results({ second: { failed: 'it was slow.' } });
  expect(await look('second')).toEqual(['checked second', 'refused it was slow.']);
  wait(recheckMs - 1);
  expect(await look('second')).toEqual([]);
  wait(1);
  expect(await look('second')).toEqual(['checked second']);
  expect(await look('second')).toEqual([]);
  wait(recheckMs);
  results({});
  expect(await look('second')).toEqual(['checked second', 'loaded second']);
  expect(watch.stale).toBe(false);
});

test('a configuration that cannot be used leaves the previous one in use', async () => {
  const { watch, look, fail, wait } = simulate();
  const { sha256 } = watch;
  fail(new Error('it is unusable'));
  expect(await look('second')).toEqual(['checked second', 'refused the configuration cannot be used: it is unusable.']);
  expect(watch).toMatchObject({ sha256, stale: true });
  expect(await look('second')).toEqual([]);

  // It is tried again, and told again only for another reason.
  wait(recheckMs);
  expect(await look('second')).toEqual(['checked second']);
  fail(new Error('it is worse'));
  wait(recheckMs);
  expect(await look('second')).toEqual(['checked second', 'refused the configuration cannot be used: it is worse.']);
  fail(undefined);
  wait(recheckMs);
  expect(await look('second')).toEqual(['checked second', 'loaded second']);
  expect(watch.stale).toBe(false);
});
