/** Lines of a file with their line numbers, and marks below the part that a finding is about. The width of a text is its width on a terminal. */
import stringWidth from 'string-width';
import type { Paint, Style } from './paint.ts';
import type { Excerpt, Line, ReportedFinding } from './report.ts';

interface FrameOptions {
  /** The number of digits of the largest line number. */
  readonly digits: number;
  readonly width: number;
  readonly paint: Paint;
  /** The style of the mark. */
  readonly style: Style;
}

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly sign: '^' | '-';
}

interface Row extends Line {
  readonly marks: readonly Mark[];
}

export function frameLines(
  finding: Pick<ReportedFinding, 'excerpt' | 'contradicted'>,
  options: FrameOptions,
): string[] {
  const { digits, width, paint, style } = options;
  const rows = rowsOf(finding);
  const gutter = (number: string): string => paint('blue', ` ${number.padStart(digits)} |`);
  const room = Math.max(minRoom, width - digits - ' '.length - ' | '.length);
  return rows.flatMap(({ line, ...row }, i) => {
    const { text, marks } = fitted(row, room);
    const jump = i > 0 && line > rows[i - 1]!.line + 1 ? [paint('blue', ` ${'.'.repeat(Math.max(digits, 3))}`)] : [];
    const marked = marks.length === 0 ? [] : [`${gutter('')} ${markLine(marks, paint, style)}`];
    return [...jump, `${gutter(String(line))} ${text}`.trimEnd(), ...marked];
  });
}

const minRoom = 20;

/** All lines in the order of the file, each once. */
function rowsOf({ excerpt, contradicted }: Pick<ReportedFinding, 'excerpt' | 'contradicted'>): Row[] {
  const rows = new Map<number, Row>();
  for (const line of [excerpt, contradicted].flatMap((part) => part?.around ?? []))
    rows.set(line.line, { ...line, marks: [] });
  if (contradicted !== undefined) rows.set(contradicted.line, markedRow(contradicted, '-'));
  if (excerpt !== undefined) {
    const [own, other] = [markedRow(excerpt, '^'), contradicted && markedRow(contradicted, '-')];
    rows.set(own.line, other === undefined || other.line !== own.line ? own : bothOf(own, other));
  }
  const sorted = [...rows.values()].toSorted((a, b) => a.line - b.line);
  // Between two lines, the gap shows that something is omitted.
  return sorted.filter(({ text, marks }, i) => text !== '…' || marks.length > 0 || i === sorted.length - 1);
}

const markedRow = ({ line, text, from, to }: Excerpt, sign: Mark['sign']): Row => ({
  line,
  text,
  marks: [{ from, to, sign }],
});

/** One line with both marks. Two parts of one long line may be shown, and then the first one is enough. */
function bothOf(own: Row, other: Row): Row {
  const [mark, otherMark] = [own.marks[0]!, other.marks[0]!];
  const isApart = mark.from >= otherMark.to || otherMark.from >= mark.to;
  return own.text === other.text && isApart
    ? { ...own, marks: [mark, otherMark].toSorted((a, b) => a.from - b.from) }
    : own;
}

/** The part of the row that fits, with the mark of the finding itself in it. The marks are columns of that part. */
function fitted({ text, marks }: Omit<Row, 'line'>, room: number): Omit<Row, 'line'> {
  const cells = cellsOf(text);
  const main = marks.find(({ sign }) => sign === '^') ?? marks[0];
  const skipped = main === undefined ? 0 : skippedBefore(main, cells, room);
  const rest = cells.slice(skipped);
  const lead = skipped > 0 ? '…' : '';
  const shown = fitting(rest, room - lead.length);
  // A mark may be after the end of the line.
  const [start, end] = [rest[0]?.index ?? 0, rest[shown.length]?.index ?? Infinity];
  const columnOf = (place: number): number => lead.length + widthBefore(place, shown);
  return {
    text: `${lead}${shown.map(({ segment }) => segment).join('')}${shown.length < rest.length ? '…' : ''}`,
    marks: marks
      .filter(({ from, to }) => to > start && from < end)
      .map((mark) => ({ ...mark, from: columnOf(mark.from), to: columnOf(mark.to) })),
  };
}

/** What a reader sees as one character. */
interface Cell {
  readonly segment: string;
  /** Its place in the text, as in a mark. */
  readonly index: number;
  /** In columns. */
  readonly width: number;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const cellsOf = (text: string): Cell[] =>
  [...graphemes.segment(text)].map(({ segment, index }) => ({ segment, index, width: stringWidth(segment) }));

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);

const widthBefore = (place: number, cells: readonly Cell[]): number =>
  widthOf(cells.filter(({ index }) => index < place));

/** How many cells are omitted before the mark, so that its end is shown, or as much of it as possible. */
function skippedBefore({ from, to }: Mark, cells: readonly Cell[], room: number): number {
  const width = widthOf(cells);
  const isShown = width <= room || widthBefore(Math.min(to, from + room / 2), cells) < room;
  if (isShown) return 0;
  // Only as much is omitted as is necessary.
  let columns = Math.min(widthBefore(from, cells) - Math.floor(room / 4), width + '…'.length - room);
  let skipped = 0;
  while (columns > 0) columns -= cells[skipped++]!.width;
  return skipped;
}

/** The first cells that fit. If some do not fit, one column is left for the ellipsis. */
function fitting(cells: readonly Cell[], room: number): readonly Cell[] {
  if (widthOf(cells) <= room) return cells;
  let columns = room - '…'.length;
  let count = 0;
  while (cells[count]!.width <= columns) columns -= cells[count++]!.width;
  return cells.slice(0, count);
}

function markLine(marks: readonly Mark[], paint: Paint, style: Style): string {
  let line = '';
  let column = 0;
  for (const { from, to, sign } of marks) {
    const signs = sign.repeat(Math.max(1, to - from));
    line += ' '.repeat(Math.max(0, from - column)) + paint(sign === '^' ? style : 'blue', signs);
    column = from + signs.length;
  }
  return line;
}
