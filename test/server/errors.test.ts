import { describe, expect, test } from '@jest/globals';
import { RuleFailure } from '../../src/engine/failure.ts';
import { StartError } from '../../src/server/errors.ts';
import { createLogger } from '../../src/server/log.ts';
import { logged } from '../../src/text/errors.ts';

const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

/** Errors whose messages quote values. */
const quoting: readonly [string, unknown][] = [
  ['of JSON', thrown(() => JSON.parse('{"a": hunter2}'))],
  ['of a key', thrown(() => (JSON.parse('null') as Record<string, string>)['hunter2'])],
  ['of an argument', thrown(() => Buffer.alloc(JSON.parse('"hunter2"') as number))],
  ['of a URL', thrown(() => new URL('hunter2'))],
  ['of many lines', new Error('hunter2\n    at hunter2\nhunter2')],
  ['of a rule', new RuleFailure('rule', 'env-valid', new TypeError('hunter2'))],
  ['that is none', 'hunter2'],
  ['with more fields', Object.assign(new Error('a'), { value: 'hunter2' })],
];

describe('an error that is logged', () => {
  test.each(quoting)('%s shows nothing of an object', (_, error) => {
    const lines: string[] = [];
    createLogger('info', { write: (line: string) => void lines.push(line) }).error({ error: logged(error) }, 'failed');
    if (error instanceof Error) {
      createLogger('info', { write: (line: string) => void lines.push(line) }).error({ error }, 'failed');
      expect(lines.join('')).toContain('errors.test');
    }
    expect(lines.join('')).not.toContain('hunter2');
  });

  test('keeps the messages of Podward and of the operating system', () => {
    const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' });
    expect(logged(new StartError('port 80 is in use.'))).toMatchObject({
      name: 'StartError',
      message: 'port 80 is in use.',
    });
    expect(logged(missing)).toMatchObject({ message: 'ENOENT: no such file' });
    expect(logged(new RuleFailure('rule', 'env-valid', new TypeError('a')))).toMatchObject({
      name: 'RuleFailure',
      message: 'rule env-valid failed with TypeError',
    });
  });
});
