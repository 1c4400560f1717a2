import { describe, expect, test } from '@jest/globals';
import { mistakesIn, mistakesOnPage, refusedByOthers, rulePage } from './page.ts';

const pod = '{"kind": "Pod"}';
const page = (...fences: [words: string, text: string][]): string =>
  `# Title\n\n${fences.map(([words, text]) => `\`\`\`yaml ${words}\n${text}\n\`\`\``).join('\n\n')}\n`;

test('an example knows its page and line', () => {
  const { examples } = rulePage('docs/rules/a.md', page(['refused', pod], ['before', pod], ['after passes', pod]));
  expect(examples.map(({ at, expected }) => [at, expected])).toEqual([
    ['docs/rules/a.md:3', 'refused'],
    ['docs/rules/a.md:11', 'passes'],
  ]);
});

describe('a mistake names the page, the line, and what to write', () => {
  test.each<[string, string]>([
    [
      page(['refuses', pod]),
      'docs/rules/a.md:3: "yaml refuses" is not an example. Write yaml with one of: refused, passes, before, after refused, after passes, configuration.',
    ],
    [
      page(['refused', pod], ['after passes', pod]),
      'docs/rules/a.md:7: "yaml after passes" has no "yaml before". Write the object before the change above it.',
    ],
    [
      page(['before', pod]),
      'docs/rules/a.md:3: "yaml before" has no "yaml after refused" or "yaml after passes". Write one below it.',
    ],
    [page(['passes', '# nothing']), 'docs/rules/a.md:3: the manifest cannot be read: it contains no object.'],
    [
      `${page(['passes', pod]).trimEnd().slice(0, -'```'.length)}\n${page(['refused', pod])}`,
      'docs/rules/a.md:3: the fence has no end. Write a line ``` below its text.',
    ],
    ['```text\na\n```\n\n```yaml\na: 1\n', 'docs/rules/a.md:5: the fence has no end. Write a line ``` below its text.'],
  ])('%#', (text, message) => expect(() => rulePage('docs/rules/a.md', text)).toThrow(new Error(message)));

  test('a manifest that is not YAML', () =>
    expect(() => rulePage('docs/rules/a.md', page(['passes', 'a: [']))).toThrow(
      'docs/rules/a.md:3: the manifest cannot be read: invalid YAML. A value is missing.',
    ));

  const at = 'docs/rules/a.md:3';
  const found = ['spec.hostname: Invalid value: "A": must be in lowercase. [other-rule]'];

  test('a manifest that another rule refuses, with its finding', () => {
    expect(refusedByOthers({ at }, found)).toEqual([
      `${at}: another rule refuses this manifest too. Change the manifest, or the other rule if it should not refuse it:`,
      ...found,
    ]);
    expect(refusedByOthers({ at }, [])).toEqual([]);
  });

  test('a mistake in a configuration', () =>
    expect(mistakesOnPage({ at }, [{ path: 'rules', line: 2, column: 1, message: 'must be object.' }])).toEqual([
      'docs/rules/a.md:5: rules: must be object.',
    ]));

  test('another verdict than the page says', () => {
    expect(mistakesIn({ at, expected: 'refused' }, { id: 'a' }, [])).toEqual([
      `${at}: a finds nothing in this manifest. Correct the manifest, or write "yaml passes" above it.`,
    ]);
    expect(mistakesIn({ at, expected: 'passes' }, { id: 'a' }, found)).toEqual([
      `${at}: a has a finding in this manifest. Correct the manifest, or write "yaml refused" above it.`,
      ...found,
    ]);
    expect(mistakesIn({ at, expected: 'passes' }, { id: 'a' }, [])).toEqual([]);
    expect(mistakesIn({ at, expected: 'refused' }, { id: 'a', mode: 'off' }, [])).toEqual([
      `${at}: a finds nothing in this manifest. The rule is off: write a "yaml configuration" that turns it on. Correct the manifest, or write "yaml passes" above it.`,
    ]);
    expect(mistakesIn({ at, expected: 'refused' }, { id: 'a', mode: 'off' }, [], { at: 'docs/rules/a.md:14' })).toEqual(
      [
        `${at}: a finds nothing in this manifest. The "yaml configuration" in line 14 applies to all examples of the page, and may be the reason. Correct the manifest, or write "yaml passes" above it.`,
      ],
    );
  });
});
