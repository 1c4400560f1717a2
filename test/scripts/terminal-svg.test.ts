import { expect, test } from '@jest/globals';
import { drawTerminal } from '../../scripts/terminal-svg.ts';

const textsOf = (...lines: string[]): string[] =>
  drawTerminal('ls', lines)
    .split('\n')
    .filter((line) => line.includes('<text '))
    .slice(1)
    .map((line) => line.trim());

test.each<[string, string[], string[]]>([
  ['a line at its place', ['a b  c'], ['<text y="70"><tspan x="16">a b  c</tspan></text>']],
  ['no empty line', ['', '   ', 'a'], ['<text y="110"><tspan x="16">a</tspan></text>']],
  ['the indentation as a place', ['  a'], ['<text y="70"><tspan x="32.8">a</tspan></text>']],
  [
    'a style in a style, and over lines',
    ['\u001b[1m\u001b[31ma\u001b[39mb', 'c\u001b[22md'],
    [
      '<text y="70"><tspan x="16" fill="#ff7b72" font-weight="bold">a</tspan><tspan x="24.4" font-weight="bold">b</tspan></text>',
      '<text y="90"><tspan x="16" font-weight="bold">c</tspan><tspan x="24.4">d</tspan></text>',
    ],
  ],
  [
    'wide characters',
    ['日\u001b[4ma'],
    ['<text y="70"><tspan x="16">日</tspan><tspan x="32.8" text-decoration="underline">a</tspan></text>'],
  ],
  [
    'a line that is longer than the terminal is wide: broken at a space, with its style',
    [`${'a'.repeat(70)}\u001b[1m bb cccccccccc\u001b[22md`],
    [
      `<text y="70"><tspan x="16">${'a'.repeat(70)}</tspan><tspan x="612.4" font-weight="bold">bb</tspan></text>`,
      '<text y="90"><tspan x="32.8" font-weight="bold">cccccccccc</tspan><tspan x="116.8">d</tspan></text>',
    ],
  ],
  [
    'a word that is longer than the terminal is wide',
    ['a'.repeat(81)],
    [`<text y="70"><tspan x="16">${'a'.repeat(78)}</tspan></text>`, '<text y="90"><tspan x="32.8">aaa</tspan></text>'],
  ],
  [
    'what means something in XML',
    ['<a> & "b"'],
    ['<text y="70"><tspan x="16">&lt;a&gt; &amp; &quot;b&quot;</tspan></text>'],
  ],
])('%s', (_, lines, expected) => {
  expect(textsOf(...lines)).toEqual(expected);
});

test('an unknown code is an error', () => {
  expect(() => drawTerminal('ls', ['\u001b[95ma'])).toThrow('The picture has no style for the code 95.');
});
