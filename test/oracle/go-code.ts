/** What the source of a Go package and a profile of `go build -cover` say about its functions. */

/** A function of a file, and its lines, the first of which is 1. */
interface GoFunction {
  /** `Name`, or `Type.Name` of a method. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Statements that run in order. A position is `[line, column]`, from 1. The end is not included. */
export interface Block {
  readonly file: string;
  readonly from: Position;
  readonly to: Position;
  readonly statements: number;
  readonly count: number;
}

type Position = readonly [line: number, column: number];

/** The functions of a file, in their order. gofmt puts the last brace of a function, and nothing else of it, in the first column. */
export function functionsIn(source: string): GoFunction[] {
  const found: GoFunction[] = [];
  const lines = source.split('\n');
  for (const [i, line] of lines.entries()) {
    const [, type, name] = /^func (?:\((?:\w+ )?\*?(\w+)(?:\[[^\]]*\])?\) )?(\w+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const end = line.endsWith('}') ? i : lines.indexOf('}', i);
    found.push({ name: type === undefined ? name : `${type}.${name}`, first: i + 1, last: end + 1 });
  }
  return found;
}

/**
 * The functions of the packages that a program can call, as `package.Name`, from the output of `go tool nm`: the linker leaves out all others.
 */
export function functionsLinked(symbols: string, packages: readonly string[]): Set<string> {
  const linked = new Set<string>();
  for (const [, symbol = ''] of symbols.matchAll(/^\s*[0-9a-f]+ [Tt] (.*)$/gm)) {
    const path = packages.find((name) => symbol.startsWith(`${name}.`));
    if (path === undefined) continue;
    // `path.Name`, `path.Name.func1`, `path.Name[...]`, `path.Type.Name`, `path.(*Type).Name`
    const [, pointer, first, second] =
      /^(?:\(\*(\w+)(?:\[.*?\])?\)\.)?(\w+)(?:\.(\w+))?/.exec(symbol.slice(path.length + 1)) ?? [];
    if (first === undefined) continue;
    linked.add(`${path}.${pointer === undefined ? first : `${pointer}.${first}`}`);
    if (pointer === undefined && second !== undefined) linked.add(`${path}.${first}.${second}`);
  }
  return linked;
}

/** The blocks of a profile in the text form of `go tool covdata textfmt`. */
export function blocksOf(profile: string): Block[] {
  const row = /^(\S+):(\d+)\.(\d+),(\d+)\.(\d+) (\d+) (\d+)$/gm;
  return [...profile.matchAll(row)].map(([, file = '', ...numbers]) => {
    const [line = 0, column = 0, lastLine = 0, lastColumn = 0, statements = 0, count = 0] = numbers.map(Number);
    return { file, from: [line, column], to: [lastLine, lastColumn], statements, count };
  });
}

/** Whether the block makes an error about a field. */
export function refuses({ from: [first, start], to: [last, end] }: Block, lines: readonly string[]): boolean {
  const text = lines.slice(first - 1, last).join('\n');
  const after = (lines[last - 1] ?? '').length - end + 1;
  return makesError.test(text.slice(start - 1, after > 0 ? -after : undefined));
}

const makesError =
  /\bfield\.(Invalid|Required|Forbidden|NotSupported|Duplicate|TooLong|TooLongMaxLength|TooMany|TypeInvalid|NotFound)\b/;
