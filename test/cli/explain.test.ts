import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { markdownText } from '../../src/cli/markdown.ts';
import { painter } from '../../src/report/paint.ts';
import { catalogue } from '../../src/catalogue.ts';
import { namespaceFindings } from '../../src/engine/namespace-labels.ts';
import { areas } from '../../src/rules/index.ts';
import { run } from './run.ts';

describe('podward explain', () => {
  test('lists every rule and every default once, with its mode', async () => {
    const { stdout, status } = await run({ args: ['explain'] });
    expect(status).toBe(0);
    const rows = stdout.split('\n').filter((line) => line.startsWith('  '));
    const expected = [
      ...catalogue.rules.map(({ id, mode = 'deny', title }) => `${id} ${mode} ${title}`),
      ...catalogue.defaults.map(({ id, enabled, title }) => `${id} ${enabled ? 'on' : 'off'} ${title}`),
      ...namespaceFindings.map(({ id, mode, title }) => `${id} ${mode} ${title}`),
    ];
    expect(rows.map((row) => row.trim().replace(/ {2,}/g, ' ')).sort()).toEqual(expected.sort());
  });

  test('groups them by area', async () => {
    const { stdout } = await run({ args: ['explain'] });
    const headings = stdout.split('\n').filter((line) => /^\S/.test(line));
    expect(headings.slice(2)).toEqual([...areas.map(({ title }) => title), 'Defaults', 'Labels of namespaces']);
  });

  test('says first what the columns are, and how to read more', async () => {
    const { stdout } = await run({ args: ['explain'] });
    const [about, , columns, empty] = stdout.split('\n');
    expect(about).toMatch(/run: podward explain ID$/);
    expect(columns).toMatch(/deny rejects the request, warn .*, and audit .* on or off\./);
    expect(empty).toBe('');
  });

  test.each([
    [
      'containers-fixd',
      /^error: no rule or default has the ID "containers-fixd"\. Did you mean "containers-fixed"\?$/m,
    ],
    [
      '[containers-fixd]',
      /^error: no rule or default has the ID "containers-fixd"\. Did you mean "containers-fixed"\?$/m,
    ],
    ['no-such-thing-at-all', /To list all IDs, run podward explain\./],
    ['../../package', /no rule or default has the ID/],
    ['', /no rule or default has the ID ""/],
  ])('%s is unknown', async (id, message) => {
    const { stdout, stderr, status } = await run({ args: ['explain', id] });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(message);
  });

  test('escape sequences are not repeated', async () => {
    const { stderr } = await run({ args: ['explain', 'a\u009b2J\u202eb\u001b[2J'] });
    expect(stderr).toContain('"a 2J b');
    expect(stderr).not.toMatch(/[^\n\P{C}]/u);
  });
});

test('on a terminal a long title of the list is wrapped', async () => {
  const { stdout } = await run({ args: ['explain'], terminal: true, width: 80 });
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^  containers-fixed {2,}deny   \S.*\n {40,}\S/m);
});

test('on a narrow terminal the title is below the id', async () => {
  const { stdout } = await run({ args: ['explain'], terminal: true, width: 40 });
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(44);
  expect(stdout).toMatch(/^  containers-fixed +deny\n {6}\S.*\n {6}\S/m);
});

test.each([
  ['without colors', false],
  ['with colors', true],
])('the pages have no line of Markdown, %s', async (_, color) => {
  for (const { id } of [...catalogue.rules, ...catalogue.defaults, ...namespaceFindings]) {
    const { stdout } = await run({ args: ['explain', id], width: 72, color });
    expect({ id, found: stdout.match(/^ *(\||```|#+ |<!--).*$/m) }).toEqual({ id, found: null });
    // Only YAML, and a word that is too long by itself, may exceed the width.
    const prose = stdout.split('\n').filter((line) => !/^ {4}/.test(line) && /^ *\S+ +\S/.test(line));
    expect({ id, long: prose.filter((line) => stringWidth(line) > 72) }).toEqual({ id, long: [] });
    expect(stdout.startsWith(color ? '\u001b[1m' : stdout.charAt(0))).toBe(true);
  }
});

const text = (markdown: string, color: boolean, width = 60): string =>
  markdownText(markdown, { width, paint: painter(color) });

describe('Markdown on a terminal', () => {
  test.each([
    ['# Title of `it`', '\u001b[1mTitle of \u001b[36mit\u001b[39m\u001b[22m\n'],
    ['some **bold** text', '  some \u001b[1mbold\u001b[22m text\n'],
    ['run `ls`', '  run \u001b[36mls\u001b[39m\n'],
    ['see [the rule](../rule.md)', '  see the rule\n'],
    ['see [the page](https://example.com/a)', '  see the page (https://example.com/a)\n'],
    ['a < b & `c < d`', '  a < b & \u001b[36mc < d\u001b[39m\n'],
  ])('%j', (markdown, expected) => {
    expect(text(markdown, true)).toBe(expected);
  });

  test.each<[name: string, markdown: string, expected: string[]]>([
    [
      'code as it is',
      '```yaml refused\n# a: **b**\n\n  c: d\n```\nafter',
      ['    # a: **b**', '', '      c: d', '', '  after'],
    ],
    [
      'which example is the old object and which the new one',
      'Refused:\n\n```yaml before\na: 1\n```\n\n```yaml after refused\na: 2\n```\n\n```yaml before subresource=status\na: 1\n```',
      [
        '  Refused:',
        '',
        '  Before:',
        '    a: 1',
        '',
        '  After:',
        '    a: 2',
        '',
        '  Before a change of the status subresource:',
        '    a: 1',
      ],
    ],
    ['no comments', '<!-- generated\nby x -->\n\n# A\n\n<!-- end -->\n\ntext `b`', ['A', '', '  text b']],
    ['one empty line between blocks', 'a\n\n\n\nb', ['  a', '', '  b']],
    [
      'lists',
      '- one two three four five six seven eight nine ten eleven twelve\n- b\n\n1. c\n2. d',
      ['  - one two three four five six seven eight nine ten eleven', '    twelve', '  - b', '', '  1. c', '  2. d'],
    ],
    ['a table without names', '|  |  |\n| --- | --- |\n| Id | `a` |\n| Mode | deny |', ['  Id    a', '  Mode  deny']],
    [
      'messages, wrapped',
      `\`\`\`text\n${'word '.repeat(14)}end\n\nother\n\`\`\``,
      [`    ${'word '.repeat(11).trim()}`, '      word word word end', '', '    other'],
    ],
    [
      'a table with names',
      '| Option | What it does |\n| --- | --- |\n| `a` | one two three four five six seven eight nine ten |',
      ['  Option  What it does', '  a       one two three four five six seven eight nine ten'],
    ],
    [
      'a table that is too wide',
      `| A | B |\n| --- | --- |\n| ${'a'.repeat(40)} | b |\n| c | d |`,
      [`  A: ${'a'.repeat(40)}`, '  B: b', '', '  A: c', '  B: d'],
    ],
  ])('%s', (_, markdown, expected) => {
    expect(text(markdown, false)).toBe(`${expected.join('\n')}\n`);
  });

  test('it is wrapped to the width, and not beyond 100 columns', () => {
    const words = 'word '.repeat(100);
    for (const [width, longest] of [
      [50, 50],
      [1_000, 100],
      [1, 40],
    ] as const) {
      const lengths = text(words, true, width)
        .split('\n')
        .map((line) => line.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(longest);
      expect(Math.max(...lengths)).toBeGreaterThan(longest - 6);
    }
  });
});
