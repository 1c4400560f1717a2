/** Colors of a terminal. Each color has its own end code, so that colors can be nested. */
import type { ActiveMode } from '../engine/judged.ts';

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;
export type Style = keyof typeof codes;

export type Paint = (style: Style, text: string) => string;

const colored: Paint = (style, text) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`;

export const painter = (color: boolean): Paint => (color ? colored : (_, text) => text);

export const styleOf: Readonly<Record<ActiveMode | 'info' | 'error', Style>> = {
  deny: 'red',
  error: 'red',
  warn: 'yellow',
  audit: 'cyan',
  info: 'cyan',
};
