/** Lines about findings that were counted and not listed. */
import type { ActiveMode, Omitted } from '../engine/judged.ts';
import type { Report, ReportedObject } from './report.ts';

interface More {
  readonly mode: ActiveMode;
  readonly text: string;
}

/** For one object. */
export const moreOfObject = ({ omitted = [] }: ReportedObject, verbose: boolean): More[] =>
  shown(omitted, verbose).map(({ mode, rule, count }) => ({ mode, text: `${more(count)} not listed. [${rule}]` }));

/** For the objects after the limit of listed findings. */
export const moreOfRun = ({ omitted = [] }: Report, verbose: boolean): More[] =>
  shown(omitted, verbose).map(({ mode, rule, count }) => ({
    mode,
    text: `${more(count)} not listed, all in the objects after these. [${rule}]`,
  }));

const shown = (omitted: readonly Omitted[], verbose: boolean): readonly Omitted[] =>
  omitted.filter(({ mode }) => mode !== 'audit' || verbose);

const more = (count: number): string => (count === 1 ? '1 more finding is' : `${count} more findings are`);
