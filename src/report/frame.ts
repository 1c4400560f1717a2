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

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The part of the row that fits, with the mark of the finding itself in it. The marks are columns of that part. */
function fitted({ text, marks }: Omit<Row, 'line'>, room: number): Omit<Row, 'line'> {
  const parts = [...graphemes.segment(text)].map(({ segment, index }) => ({
    segment,
    index,
    width: stringWidth(segment),
  }));
  const widthOf = (some: typeof parts): number => some.reduce((sum, { width }) => sum + width, 0);
  const { from, to } = marks.find(({ sign }) => sign === '^') ?? marks[0] ?? { from: 0, to: 0 };
  const upTo = (end: number): typeof parts => parts.filter(({ index }) => index < end);
  // The end of the mark is shown, or as much of it as possible.
  const isCut = widthOf(upTo(Math.min(to, from + room / 2))) > room - 1 && widthOf(parts) > room;
  let skipped = 0;
  // Before the mark, only as much is omitted as is necessary.
  const most = widthOf(parts) + '…'.length - room;
  let left = isCut ? Math.min(widthOf(upTo(from)) - Math.floor(room / 4), most) : 0;
  while (left > 0) left -= parts[skipped++]!.width;
  const shown = parts.slice(skipped);
  let space = room - (skipped > 0 ? 1 : 0);
  const isWhole = widthOf(shown) <= space;
  if (!isWhole) space--;
  let count = 0;
  for (; count < shown.length && shown[count]!.width <= space; count++) space -= shown[count]!.width;
  const kept = shown.slice(0, count);
  const first = shown[0]?.index ?? 0;
  // A mark may be after the end of the line.
  const end = shown[count]?.index ?? Infinity;
  const lead = skipped > 0 ? '…' : '';
  const columnOf = (place: number): number => lead.length + widthOf(kept.filter(({ index }) => index < place));
  return {
    text: `${lead}${kept.map(({ segment }) => segment).join('')}${isWhole ? '' : '…'}`,
    marks: marks
      .filter((mark) => mark.to > first && mark.from < end)
      .map((mark) => ({ ...mark, from: columnOf(mark.from), to: columnOf(mark.to) })),
  };
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
