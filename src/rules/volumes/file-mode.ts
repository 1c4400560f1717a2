/** Findings about the mode of one file, or the default mode of the files in a volume. */
import type { Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { isFileMode } from '../../kubernetes/pod/volumes.ts';
import { invalid, type FindingOf } from '../finding.ts';

export const modeMessages = {
  mode: {
    text: 'must be between 0 and 0777 in octal, which is 511 in decimal.',
    fix: 'Set {{field}} to a mode such as 0644. In JSON, write 420.',
  },
  modeDigits: {
    text: 'must be between 0 and 0777 in octal, and octal numbers have only the digits 0 to 7.',
    fix: 'Set {{field}} to a mode such as 0644. In JSON, write 420.',
  },
  modeOctal: {
    text: 'must be between 0 and 0777 in octal, and without a leading zero {{to}} is a decimal number.',
    fix: 'Set {{field}} to 0{{to}} in YAML, or to {{decimal}} in JSON.',
  },
} as const;

export function* modeFindings(to: Json | undefined, path: FieldPath): Generator<FindingOf<typeof modeMessages>> {
  if (isFileMode(to)) return;
  const decimal = meantMode(to);
  if (decimal === undefined) yield invalid(path, hasOtherDigits(to) ? 'modeDigits' : 'mode', { to });
  else yield invalid(path, 'modeOctal', { to, shown: { decimal } });
}

/** The intended mode, if the octal digits were written as a decimal number: 420, which is 0644, for 644. */
function meantMode(value: Json | undefined): number | undefined {
  const digits = typeof value === 'number' ? String(value) : '';
  return /^[0-7]{3}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** YAML reads `0888` as the decimal number 888. */
const hasOtherDigits = (value: Json | undefined): boolean =>
  typeof value === 'number' && /^(?=.*[89])\d{3}$/.test(String(value));
