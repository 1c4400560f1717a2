/** The last line of a report for a person. */
import { styleOf, type Paint } from './paint.ts';
import { count, countErrors, type Report } from './report.ts';

/** `3 objects checked, 4 findings (2 deny, 1 warn, 1 audit), 1 note (1 info).` The counts have the words at the beginning of the lines. */
export function summary(report: Report, paint: Paint): string {
  const { denied, warned, audited, notes } = count(report);
  const counts = [
    ['deny', denied],
    ['warn', warned],
    ['audit', audited],
  ] as const;
  const parts = counts.filter(([, n]) => n > 0).map(([mode, n]) => paint(styleOf[mode], `${n} ${mode}`));
  const total = denied + warned + audited;
  const found = total === 0 ? 'no findings' : `${plural(total, 'finding')} (${parts.join(', ')})`;
  const noted = notes === 0 ? '' : `, ${plural(notes, 'note')} (${paint(styleOf.info, `${notes} info`)})`;
  const errors = countErrors(report);
  const { passedOver } = report;
  return [
    `${plural(report.objects.length, 'object')} checked, ${found}${noted}.`,
    // Objects of other kinds, and exempt objects.
    ...(passedOver === 0
      ? []
      : [`${plural(passedOver, 'other object')} ${passedOver === 1 ? 'was' : 'were'} skipped.`]),
    ...(errors === 0 ? [] : [`${paint(styleOf.error, plural(errors, 'error'))}, so the check is incomplete.`]),
  ].join(' ');
}

const plural = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
