import { describe, expect, test } from '@jest/globals';
import { answerMs, durationMs, timeoutMs } from '../../src/server/deadline.ts';

describe('a duration of Go, in milliseconds', () => {
  test.each<[string, number | undefined]>([
    ['5s', 5_000],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['1.5s', 1_500],
    ['.5s', 500],
    ['1.s', 1_000],
    ['2h', 7_200_000],
    ['250ms', 250],
    ['1000us', 1],
    ['1000µs', 1],
    ['1000000ns', 1],
    ['0s', undefined],
    ['0', undefined],
    ['', undefined],
    ['5', undefined],
    ['s', undefined],
    ['.s', undefined],
    ['-5s', undefined],
    ['5 s', undefined],
    ['5s ', undefined],
    ['5S', undefined],
    ['5s5', undefined],
    ['1e3s', undefined],
    ['9'.repeat(100) + 's', undefined],
  ])('%j', (text, expected) => expect(durationMs(text)).toBe(expected));
});

describe('the timeout of a request', () => {
  test.each<[string | undefined, number | undefined]>([
    ['/validate/deny?timeout=5s', 5_000],
    ['/validate/deny?a=b&timeout=5s&timeout=9s', 5_000],
    ['/validate/deny?notimeout=5s', undefined],
    ['/validate/deny?timeout=', undefined],
    ['/validate/deny?timeout=soon', undefined],
    ['/validate/deny?timeout=%zz', undefined],
    ['/validate/deny?', undefined],
    ['/validate/deny', undefined],
    [undefined, undefined],
  ])('%j', (url, expected) => expect(timeoutMs(url)).toBe(expected));
});

describe('the time until the answer to a request must leave', () => {
  test.each([
    ['timeout=1s', 750],
    ['timeout=2s', 1_500],
    ['timeout=5s', 4_500],
    ['timeout=30s', 29_500],
    ['timeout=1ms', 0.75],
    ['', Infinity],
  ])('%j', (query, expected) => expect(answerMs(`/validate/deny?${query}`)).toBe(expected));
});
