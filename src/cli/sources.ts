/** The texts that a command line names: files, directories and standard input. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { maxReviewBytes } from '../admission/limits.ts';
import type { ReportedError } from '../report/report.ts';
import type { Io } from './io.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Whether the user named it; what a directory holds may be something else than Kubernetes objects. */
  readonly named: boolean;
}

export interface Sources {
  readonly sources: readonly Source[];
  readonly errors: readonly ReportedError[];
}

const endings = /\.(ya?ml|json)$/;

/** Standard input is read once, however often `-` is named. */
export async function readSources(names: readonly string[], io: Io): Promise<Sources> {
  const sources: Source[] = [];
  const errors: ReportedError[] = [];
  for (const name of new Set(names)) {
    try {
      if (name === '-') sources.push(checked({ file: '-', text: await io.stdin(), named: true }));
      else for (const [file, named] of filesOf(name)) add(file, named);
    } catch (error) {
      errors.push({ file: name, message: messageOf(error) });
    }
  }
  return { sources, errors };

  function add(file: string, named: boolean): void {
    try {
      if (statSync(file).size > maxReviewBytes) throw new Error(tooLarge);
      sources.push({ file, text: readFileSync(file, 'utf8'), named });
    } catch (error) {
      errors.push({ file, message: messageOf(error) });
    }
  }
}

const tooLarge = `larger than ${maxReviewBytes / 1024 / 1024} MiB; split it`;

function checked(source: Source): Source {
  if (source.text.length > maxReviewBytes) throw new Error(tooLarge);
  return source;
}

function filesOf(name: string): [string, boolean][] {
  if (!statSync(name).isDirectory()) return [[name, true]];
  return readdirSync(name, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file, false]);
}

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'is a directory',
  }),
);

export function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons.get(code ?? '') ?? message;
}
