/** The errors of a run: some are listed, the rest is counted and never made. */
import type { ReportedError } from '../report/report.ts';
import { faultOf } from '../engine/failure.ts';
import { logged } from '../text/errors.ts';
import { maxErrors, maxFileErrors } from './limits.ts';

export class ErrorList {
  readonly #listed: ReportedError[] = [];
  /** Errors of the file at hand. */
  #file: string | undefined;
  #ofFile = 0;
  /** Those that are not listed, because their file has too many, and because the run has. */
  #more = 0;
  #further: { readonly file: string; count: number } | undefined;

  /** Errors of one file come together. */
  add(file: string, make: () => ReportedError): void {
    if (file !== this.#file) this.#begin(file);
    if (this.#further !== undefined) this.#further.count++;
    else if (this.#listed.length >= maxErrors) this.#further = { file, count: 1 };
    else if (this.#ofFile >= maxFileErrors) this.#more++;
    else this.#listed.push(detached(make()));
    this.#ofFile++;
  }

  /** One that is listed whatever came before it. */
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
 * A bug in words for a user, and the lines of its stack. The message of an error may quote the file, so that only that of Podward's own errors is
 * shown; of the others it is the type.
 */
export function bugIn(error: unknown, what: 'this object' | 'this run'): readonly string[] {
  const { name, message = name, stack } = logged(error);
  const words = `Podward failed on ${what}. ${faultOf(error)} Please report the bug: ${message}`;
  return [words, ...(stack?.split('\n') ?? [])];
}

/** The same in one line: where it happened is the first line of the stack. */
export const bugInObject = (error: unknown): string => bugIn(error, 'this object').slice(0, 2).join(' ');

const counted = (file: string, count: number, where: string): ReportedError => ({
  file,
  message: `${count} more ${count === 1 ? 'error' : 'errors'}${where}`,
  count,
});

/** A copy that shares no text with the file: a name that was cut out of 20 MiB would hold all of them in memory. */
export const detached = <T>(value: T): T => structuredClone(value);
