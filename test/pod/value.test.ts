import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/pod/json.ts';
import { metadataPath, specPath, type FieldPath } from '../../src/pod/path.ts';
import { oneLine, show, truncate } from '../../src/pod/value.ts';

const container = specPath.child('containers').index(0);
const env = container.child('env').index(0);
const args = container.child('args');
const command = container.child('command');

describe('show', () => {
  test.each<[string, Json, FieldPath, string]>([
    ['a text', 'a', container.child('image'), '"a"'],
    ['a number', 5, container, '5'],
    ['null', null, container, 'null'],
    ['a list', ['a', 1], container, '["a", 1]'],
    ['a long list', [1, 2, 3, 4, 5, 6], container, '[1, 2, 3, 4, 2 more]'],
    ['an object, opened once', { a: 1, b: { c: 1 }, d: [1, 2] }, container, '{a: 1, b: {…}, d: [2]}'],
    ['a big object', { a: 1, b: 2, c: 3, d: 4, e: 5 }, container, '{a: 1, b: 2, c: 3, d: 4, …}'],
    ['keys that would break the line', { 'a\nb\u2028c': 1 }, specPath.child('nodeSelector'), '{a b c: 1}'],
    ['flags', ['--port=80'], args, '["--port=80"]'],
    ['a lone flag', '--port=80', args.index(0), '"--port=80"'],
    ['a program', 'nginx', command.index(0), '"nginx"'],
    [
      'an env variable without its value',
      { name: 'PASSWORD', value: 'hunter2' },
      env,
      '{name: "PASSWORD", value: (hidden)}',
    ],
    [
      'a whole container without its environment',
      { name: 'a', env: [{ name: 'A', value: 'hunter2' }] },
      container,
      '{name: "a", env: [1]}',
    ],
    ['annotations without their values', { a: 'hunter2' }, metadataPath.child('annotations'), '{a: (hidden)}'],
    [
      'a header without its value',
      { name: 'Authorization', value: 'hunter2' },
      container.child('livenessProbe', 'httpGet', 'httpHeaders').index(0),
      '{name: "Authorization", value: (hidden)}',
    ],
    ['a label', 'a', metadataPath.child('labels').key('team'), '"a"'],
    ['the name of an env variable', 'PASSWORD', env.child('name'), '"PASSWORD"'],
  ])('%s', (_, value, path, text) => expect(show(value, path)).toBe(text));

  test.each<[string, Json, FieldPath]>([
    ['the value of an env variable', 'hunter2', env.child('value')],
    ['an annotation', 'hunter2', metadataPath.child('annotations').key('a')],
    ['the annotation of a template', 'hunter2', specPath.child('template', 'metadata', 'annotations').key('a')],
    [
      'the value of a header',
      'hunter2',
      container.child('readinessProbe', 'httpGet', 'httpHeaders').index(0).child('value'),
    ],
    [
      'an attribute of a volume',
      'hunter2',
      specPath.child('volumes').index(0).child('csi', 'volumeAttributes').key('a'),
    ],
    ['arguments with a password', ['--password', 'hunter2'], args],
    ['what may be the value of a flag', 'hunter2', args.index(1)],
    ['a value behind a short flag', ['-u', 'root', '-phunter2'], args],
    ['a URL with a user', ['--db=postgres://u:hunter2@db/a'], args],
    ['a lone flag with a token', '--token=hunter2', args.index(0)],
    ['the command of a probe', ['check', '--secret=hunter2'], container.child('livenessProbe', 'exec', 'command')],
  ])('%s is not shown', (_, value, path) => expect(show(value, path)).toBeUndefined());

  test('nothing is longer than 120 characters', () => {
    expect(show('x'.repeat(1000), container)).toHaveLength(120);
    expect(show(['x'.repeat(1000), 'y'.repeat(1000)], container)).toHaveLength(120);
  });
});

test('truncate keeps what fits and marks what does not', () => {
  expect(truncate('abc', 3)).toBe('abc');
  expect(truncate('abcd', 3)).toBe('ab…');
});

test('one line, whatever it holds', () => {
  expect(oneLine('a\r\nb\u0000c\u0085d\u202ee')).toBe('a b c d e');
});
