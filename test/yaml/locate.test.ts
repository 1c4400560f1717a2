import { describe, expect, test } from '@jest/globals';
import type { Way } from '../../src/json/path.ts';
import { locator, type Located } from '../../src/yaml/locate.ts';
import { parseYaml } from '../../src/yaml/parser.ts';

const limits = { depth: 100, values: 1_000, characters: 10_000 };

/** What the text has at the position, up to the end of the line, and how many steps of the location exist. */
const seen = (text: string, found: Located | undefined): unknown =>
  found && [text.slice(found.at).split('\n', 1)[0], found.passed];

const located = (text: string, ...way: Way): unknown => seen(text, locator().find(parseYaml(text, limits)!, way));
const locatedFirst = (text: string, ...way: Way): unknown =>
  seen(text, locator().findFirst(parseYaml(text, limits)!, way));

describe('a location', () => {
  const text = 'spec:\n  list:\n  - a: 1\n  - b: 2\n  twice: 1\n  twice: 2\n';
  test.each<[string, Way, unknown]>([
    ['the top', [], ['spec:', 0]],
    ['a field', ['spec', 'list'], ['list:', 2]],
    ['a list entry', ['spec', 'list', 1], ['b: 2', 3]],
    ['a field of a list entry', ['spec', 'list', 1, 'b'], ['b: 2', 4]],
    ['the last of equal keys', ['spec', 'twice'], ['twice: 2', 2]],
    ['a field that does not exist', ['spec', 'none', 'deeper'], ['spec:', 1]],
    ['an entry that does not exist', ['spec', 'list', 2], ['list:', 2]],
    ['a field of a scalar', ['spec', 'twice', 'x'], ['twice: 2', 2]],
  ])('%s', (_, way, expected) => {
    expect(located(text, ...way)).toEqual(expected);
  });
});

describe('aliases and merge keys', () => {
  const text = 'base: &base\n  a: 1\n  b: 2\nalias: *base\nmerged:\n  <<: *base\n  b: 3\n';
  test.each<[string, Way, unknown]>([
    ['a field of an alias', ['alias', 'a'], ['a: 1', 2]],
    ['a merged field', ['merged', 'a'], ['a: 1', 2]],
    ['a field that replaces a merged one', ['merged', 'b'], ['b: 3', 2]],
  ])('%s', (_, way, expected) => {
    expect(located(text, ...way)).toEqual(expected);
  });
});

describe('the first of equal keys', () => {
  const text = 'a:\n  x: 1\n  x: 2\nb: 1\nbase: &base {c: 1}\nmerged:\n  <<: *base\n  <<: *base\n';
  test.each<[string, Way, unknown]>([
    ['a field', ['a', 'x'], ['x: 1', 2]],
    ['a field that does not exist', ['a', 'y'], undefined],
    ['a field of a scalar', ['b', 'x'], undefined],
    ['a field of a map that does not exist', ['a', 'y', 'x'], undefined],
    ['a merge key', ['merged', '<<'], ['<<: *base', 2]],
    ['a merged field, which the map itself does not have', ['merged', 'c'], undefined],
  ])('%s', (_, way, expected) => {
    expect(locatedFirst(text, ...way)).toEqual(expected);
  });
});
