/** The errors of a run: some are listed, the rest is counted and never made. */
import type { ReportedError } from '../report/report.ts';
import { logged } from '../server/errors.ts';
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

/** The words of a runtime's error may quote the file, so that only its type and where it happened are shown. */
export function bugIn(error: unknown): string {
  const { name, message = name, stack = '' } = logged(error);
  return `a bug in Podward, not in your file: ${[message, ...stack.split('\n').slice(0, 1)].join(' ').trim()}`;
}

const counted = (file: string, count: number, where: string): ReportedError => ({
  file,
  message: `${count} more ${count === 1 ? 'error' : 'errors'}${where}`,
  count,
});

/** A copy that shares no text with the file: a name that was cut out of 20 MiB would hold all of them in memory. */
export const detached = <T>(value: T): T => structuredClone(value);
