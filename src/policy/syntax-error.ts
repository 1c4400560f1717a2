/** Says what is wrong with a configuration that is not YAML. */
import type { YAMLParseError } from 'yaml';
import { TooMuch } from '../yaml/bounds.ts';
import { YamlError } from '../yaml/error.ts';
import { languageOf } from '../yaml/json.ts';
import { parseYaml } from '../yaml/parser.ts';
import type { Misuse } from './data.ts';
import { maxDepth, maxLength } from './limits.ts';

/**
 * The first syntax error, in the words for manifests and at the position of its cause. The messages of the library quote the text, which
 * may contain a secret. A few texts are errors only in YAML 1.2, and only the library finds these.
 */
export function syntaxError(text: string, found: readonly LibraryError[]): Misuse {
  const { offset, message } = firstError(text, found);
  return { offset, message: `invalid ${languageOf(text)}. ${message}` };
}

function firstError(text: string, found: readonly LibraryError[]): Misuse {
  try {
    const lines = text.replace(/(?<=^%YAML +1\.)2/m, '1');
    parseYaml(lines.endsWith('\n') ? lines : `${lines}\n`, limits);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    if (!(error instanceof TooMuch)) return { offset: Math.min(error.at, text.length), message: error.message };
  }
  return onlyInLibrary(
    text,
    found.reduce((first, one) => (one.pos[0] < first.pos[0] ? one : first)),
  );
}

type LibraryError = Pick<YAMLParseError, 'code' | 'pos'>;

/** In YAML 1.1, lines within brackets and quotes need no indentation, a comment needs no space before it, and a carriage return ends a line. */
function onlyInLibrary(text: string, { code, pos: [at] }: LibraryError): Misuse {
  if (text.charAt(at) === '#') return { offset: at, message: noComment };
  // At the end of the line before the one that is not indented, the closing quote is missing.
  const end = code === 'MISSING_CHAR' ? (/\r?\n/y.exec(text.slice(at))?.[0].length ?? 0) : 0;
  const offset = at + end;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = text.slice(start).split('\n', 1);
  const [indentation = ''] = /^[ \t]*/.exec(line) ?? [];
  const [tab, carriageReturn] = [indentation.indexOf('\t'), line.search(/\r(?!$)/)];
  if (carriageReturn >= 0) return { offset: start + carriageReturn, message: noLineBreak };
  if (code !== 'BAD_INDENT' && end === 0) return { offset, message: misplaced };
  return tab >= 0
    ? { offset: start + tab, message: noTab }
    : { offset: start + indentation.length, message: notIndented };
}

const limits = { depth: maxDepth, values: maxLength, characters: maxLength };
const noComment = 'A space must precede a comment.';
const noTab = 'A tab must not be used for indentation. Use spaces.';
const notIndented = 'This line is part of the value of a field, so it must be indented more than the field.';
const noLineBreak = 'A carriage return is allowed only before a line feed.';
const misplaced = 'This text is not allowed here. Check the quotes, brackets and indentation before it.';
