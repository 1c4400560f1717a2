/** Lines about findings and notes that were counted and not listed. */
import type { ActiveMode, Omitted } from '../engine/judged.ts';
import type { Report, ReportedObject } from './report.ts';

interface More {
  readonly mode: ActiveMode | 'info';
  readonly text: string;
}

/** For one object. */
export const moreOfObject = ({ omitted, moreNotes }: ReportedObject, verbose: boolean): More[] => [
  ...shown(omitted, verbose).map(({ mode, rule, count }) => ({
    mode,
    text: `${more(count, 'finding')} not listed. [${rule}]`,
  })),
  ...(moreNotes === 0 ? [] : [{ mode: 'info' as const, text: `${more(moreNotes, 'note')} not listed.` }]),
];

/** For the objects after the limit of listed findings. */
export const moreOfRun = ({ omitted }: Report, verbose: boolean): More[] =>
  shown(omitted, verbose).map(({ mode, rule, count }) => ({
    mode,
    text: `${more(count, 'finding')} not listed, all in the objects after these. [${rule}]`,
  }));

const shown = (omitted: readonly Omitted[], verbose: boolean): readonly Omitted[] =>
  omitted.filter(({ mode }) => mode !== 'audit' || verbose);

const more = (count: number, what: string): string =>
  count === 1 ? `1 more ${what} is` : `${count} more ${what}s are`;
