/** The errors of a run. Some are listed. The texts of the others are never made, and they are counted. */
import type { ReportedError } from '../report/report.ts';
import { faultOf } from '../engine/failure.ts';
import { logged } from '../text/errors.ts';
import { maxErrors, maxFileErrors } from './limits.ts';

export class ErrorList {
  readonly #listed: ReportedError[] = [];
  /** The errors of the current file. */
  #file: string | undefined;
  #ofFile = 0;
  /** The errors that are not listed because of the limit for their file, and because of the limit for the run. */
  #more = 0;
  #further: { readonly file: string; count: number } | undefined;

  /** All errors of one file are added before those of the next file. */
  add(file: string, make: () => ReportedError): void {
    if (file !== this.#file) this.#begin(file);
    if (this.#further !== undefined) this.#further.count++;
    else if (this.#listed.length >= maxErrors) this.#further = { file, count: 1 };
    else if (this.#ofFile >= maxFileErrors) this.#more++;
    else this.#listed.push(detached(make()));
    this.#ofFile++;
  }

  /** Adds an error that is listed in any case. */
  addAlways(error: ReportedError): void {
    this.#listed.push(detached(error));
  }

  #begin(file: string): void {
    if (this.#more > 0) this.#listed.push(counted(this.#file!, this.#more, ''));
    this.#file = file;
    this.#ofFile = this.#more = 0;
  }

  all(): readonly ReportedError[] {
    if (this.#file !== undefined) this.#begin(this.#file);
    const { file, count } = this.#further ?? { file: '', count: 0 };
    return count === 0 ? this.#listed : [...this.#listed, counted(file, count, ' from here on')];
  }
}

/**
 * Describes a bug to a user, with the lines of its stack. The message of an error may quote the file, so it is shown only for Podward's
 * own errors. For others, the type is shown.
 */
export function bugIn(error: unknown, what: 'this object' | 'this run'): readonly string[] {
  const { name, message = name, stack } = logged(error);
  const words = `Podward failed on ${what}. ${faultOf(error)} Please report the bug: ${message}`;
  return [words, ...(stack?.split('\n') ?? [])];
}

/** The same on one line, with the first line of the stack. */
export const bugInObject = (error: unknown): string => bugIn(error, 'this object').slice(0, 2).join(' ');

const counted = (file: string, count: number, where: string): ReportedError => ({
  file,
  message: `${count} more ${count === 1 ? 'error' : 'errors'}${where}`,
  count,
});

/** A copy that shares no string with the file, because a substring of 20 MiB would keep all of them in memory. */
export const detached = <T>(value: T): T => structuredClone(value);
