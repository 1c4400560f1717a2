import { describe, expect, test } from '@jest/globals';
import { OwnError, reasonOf, sentenceOf } from '../../src/text/errors.ts';

const system = (code: string): Error => Object.assign(new Error(`${code}: it failed, open '/a/b'`), { code });

describe('the reason of an error', () => {
  test.each<[string, unknown, string]>([
    ['of the system', system('ENOENT'), 'no such file or directory'],
    ['of the system that has no words here', system('EXDEV'), "EXDEV: it failed, open '/a/b'"],
    ['with a name for a code', system('constructor'), "constructor: it failed, open '/a/b'"],
    ['of a library, in several lines', new Error('bad\n  file. '), 'bad file'],
    ['without a full stop of its own', new OwnError('the file is too large.'), 'the file is too large'],
    ['that is a string', 'bad file', 'bad file'],
    ['that is nothing', undefined, 'undefined'],
  ])('%s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
});

describe('the sentence of an error', () => {
  test.each<[string, unknown, string]>([
    ['of Podward', new OwnError('the file is too large. Split the file.'), 'the file is too large. Split the file.'],
    ['of the system', system('EACCES'), 'permission denied.'],
    ['that is a string', 'bad file', 'bad file.'],
  ])('%s', (_, error, sentence) => expect(sentenceOf(error)).toBe(sentence));
});
