import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { streamProgress } from '../../devcluster/progress.ts';

/** A stream, and what was written to it. */
function output(properties: object): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = Object.assign(new PassThrough(), properties);
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

test('on a terminal, one line shows all work that runs at the same time, and is not wider than the terminal', async () => {
  process.env['NO_COLOR'] = '1';
  const { stream, text } = output({ isTTY: true, columns: 40 });
  const progress = streamProgress(stream, 'cluster');
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const works = [progress.during('building etcd', first.promise), progress.during('downloading helm', second.promise)];
  jest.advanceTimersByTime(1000);
  await new Promise(setImmediate);
  const lines = text().split('\r\u001b[2K');
  expect(lines.at(-1)).toBe('cluster building etcd: 1 s, downloading');
  first.resolve();
  await works[0];
  expect(text()).toContain('\r\u001b[2Kcluster building etcd: done in 1 s\n');
  jest.advanceTimersByTime(1000);
  await new Promise(setImmediate);
  expect(text().endsWith('\r\u001b[2Kcluster downloading helm: 2 s')).toBe(true);
  second.reject(new Error('no network'));
  await expect(works[1]).rejects.toThrow('no network');
  expect(text().endsWith('\r\u001b[2Kcluster downloading helm: failed after 2 s\n')).toBe(true);
});

test('elsewhere, there are no control characters, and a line at the start, each 15 s and at the end', async () => {
  const { stream, text } = output({});
  const work = Promise.withResolvers<void>();
  const during = streamProgress(stream, 'cluster').during('building etcd', work.promise);
  jest.advanceTimersByTime(15_000);
  work.resolve();
  await during;
  expect(text().split('\n')).toEqual([
    'cluster building etcd',
    'cluster building etcd: 15 s',
    'cluster building etcd: done in 15 s',
    '',
  ]);
});
