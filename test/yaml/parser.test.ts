import { expect, test } from '@jest/globals';
import { laughs } from './laughs.ts';
import { problemOf } from './read.ts';

test.each<[string, string, unknown]>([
  ['a number that JSON lacks', 'a: .nan\n', { line: 1, column: 4 }],
  ['an infinite one', 'a: [1, -.INF]\n', { line: 1, column: 8 }],
  ['a key that is null', '~: a\n', { line: 1, column: 1 }],
  ['a key that is a list', '? [a]\n: b\n', { line: 1, column: 3 }],
  ['a question mark in a flow', 'a: [http://b/?c]\n', { line: 1 }],
  ['a tab in an empty line', 'a: b\n\t\nc: d\n', { line: 2 }],
  ['an escape of JSON that YAML lacks', 'a: "\\/"\n', { line: 1, column: 4 }],
  ['a control character', 'a: b\0\n', { line: 1, column: 5 }],
  ['a value that is not an integer', 'a: !!int x\n', { line: 1 }],
  ...['aGk', 'aGk==', 'aA=', 'a===', '====', 'aA==aGk=', 'aG k='].map((text): [string, string, unknown] => [
    `no base64: ${text}`,
    `a: !!binary ${text}\n`,
    { message: 'The value must match its tag, !!binary.' },
  ]),
  ['another version of YAML', '%YAML 1.2\n', { line: 1 }],
  ['a merge of no map', 'a: {<<: 1}\n', { line: 1 }],
  ['no YAML', 'a: 1\n\tb: 2\n', { line: 2 }],
  ['an unclosed list', 'a: [1\n', { line: 2 }],
  [
    'an unknown alias',
    'a: *x\n',
    {
      message:
        'The alias refers to an anchor that does not exist. If the value is not an alias, put the value in quotes.',
    },
  ],
  ['an alias that holds itself', 'a: &a [*a]\n', { message: 'An alias must not contain itself.' }],
  ['aliases that multiply', laughs, { message: expect.stringContaining('alias') }],
  [
    'deep nesting',
    '['.repeat(200) + ']'.repeat(200),
    { message: 'the document must not be nested more than 100 levels deep.' },
  ],
  ['very deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), {}],
])('%s', (_, text, expected) => {
  expect(problemOf(text)).toMatchObject(expected as object);
});

test.each<[string, string]>([
  [
    'a: * * * * *',
    'A value that begins with * must be in quotes, because * begins an alias. Put the value in quotes, for example "*/5 * * * *".',
  ],
  [
    'a: */5 * * * *',
    'A value that begins with * must be in quotes, because * begins an alias. Put the value in quotes, for example "*/5 * * * *".',
  ],
  ['a: &', 'A value that begins with & must be in quotes, because & begins an anchor. Put the value in quotes.'],
  [
    'a: *b.c',
    'The name of an alias must consist of letters, digits, - and _. If the value is not an alias, put the value in quotes.',
  ],
  ['a: %b', 'A value must not begin with this character. Put the value in quotes.'],
  ['a:\n\tb: c', 'A tab must not be used for indentation. Use spaces.'],
  [
    'a: "b\\q"',
    'The character after the backslash is not a valid escape. Write two backslashes, or use single quotes.',
  ],
  ['a: b: c', 'A colon is not allowed here. Check the indentation, or put the value in quotes.'],
  ...['a: b\nc:d', 'a: b\nc:d\ne: f', 'c:d\ne: f', 'a:\n- c:d\n  e: f', 'a:\n  c.d/e:f\n  g: h'].map(
    (text): [string, string] => [text, 'The space after this colon is missing. Write a space after the colon.'],
  ),
  ['a:\n  -b: c\n   d: e', 'The space after this dash is missing. Write a space after the dash.'],
  ['a: b\n  c: d', 'A colon is not allowed here. Check the indentation, or put the value in quotes.'],
  ['a: b:1\n  c: d', 'A colon is not allowed here. Check the indentation, or put the value in quotes.'],
  ['a: b\nhttp://c', 'The colon after this key is missing.'],
  ['a: - b', 'A list entry must begin on a new line.'],
  ['a: "b', 'The closing quote is missing.'],
  ['a: b\nc', 'The colon after this key is missing.'],
  ['a:\n    b: 1\n  c: 2', 'The indentation of this line does not match the fields above it.'],
  ['- a\nb: c', 'The indentation of this line does not match the list entries above it.'],
  ['a: "b" c', 'Only a comment is allowed after a value on the same line. Put the whole value in quotes.'],
  ...["a: 'it's'", "a: ['it's']", "a: {b: 'it's'}"].map((text): [string, string] => [
    text,
    "The value ends at the quote before this text. Within single quotes, write two single quotes for one, for example 'it''s'.",
  ]),
  [
    'a: "b "c" d"',
    'The value ends at the quote before this text. Within double quotes, write a backslash before each double quote.',
  ],
  ['a: {{ b }}', 'A key must be a string, a number or a boolean.'],
])('%j', (text, message) => {
  expect(problemOf(`${text}\n`)?.message).toBe(message);
});
