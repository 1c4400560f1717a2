import { describe, expect, test } from '@jest/globals';
import { terminalText } from '../../src/cli/markdown.ts';
import { catalogue } from '../../src/cli/policy-file.ts';
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
    ];
    expect(rows.map((row) => row.trim().replace(/ {2,}/g, ' ')).sort()).toEqual(expected.sort());
  });

  test('groups them by area', async () => {
    const { stdout } = await run({ args: ['explain'] });
    const headings = stdout.split('\n').filter((line) => /^\S/.test(line));
    expect(headings).toEqual([...areas.map(({ title }) => title), 'Defaults']);
  });

  test.each([
    ['containers-fixd', /"containers-fixd"; did you mean containers-fixed\?/],
    ['[containers-fixd]', /"containers-fixd"; did you mean containers-fixed\?/],
    ['no-such-thing-at-all', /podward explain lists them/],
    ['../../package', /there is no rule or default/],
    ['', /there is no rule or default ""/],
  ])('%s is unknown', async (id, message) => {
    const { stdout, stderr, status } = await run({ args: ['explain', id] });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(message);
  });

  test('what drives a terminal is not repeated', async () => {
    const { stderr } = await run({ args: ['explain', 'a\u009b2J\u202eb\u001b[2J'] });
    expect(stderr).toContain('"a 2J b');
    expect(stderr).not.toMatch(/[^\n\P{C}]/u);
  });
});

describe('Markdown on a terminal', () => {
  test.each([
    ['# Title of `it`', '\u001b[1mTitle of it\u001b[22m'],
    ['some **bold** text', 'some \u001b[1mbold\u001b[22m text'],
    ['run `ls`', 'run \u001b[2mls\u001b[22m'],
    ['see [the rule](../rule.md)', 'see the rule'],
    ['```yaml\n# a: **b**\n```\nafter', '    # a: **b**\nafter'],
    ['<!-- generated\nby x -->\ntext', 'text'],
    ['a\n\n\n\nb', 'a\n\nb'],
  ])('%j', (markdown, expected) => {
    expect(terminalText(markdown)).toBe(expected);
  });
});
