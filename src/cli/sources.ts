/** The texts that a command line names: files, folders and standard input. */
import { createReadStream, statSync } from 'node:fs';
import { maxReviewBytes } from '../admission/limits.ts';
import type { ReportedError } from '../report/report.ts';
import { decodeText } from './documents.ts';
import { filesIn, renderNote } from './folders.ts';
import type { Io } from './io.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Whether the user named it; what a folder holds may be something else than Kubernetes objects. */
  readonly named: boolean;
}

interface Sources {
  readonly sources: readonly Source[];
  readonly errors: readonly ReportedError[];
  /** What was passed over, and what to do about it: a line each. */
  readonly notes: readonly string[];
}

/** Standard input is read once, however often `-` is named. */
export async function readSources(
  names: readonly string[],
  io: Pick<Io, 'stdin'>,
  limits = defaultLimits,
): Promise<Sources> {
  const sources: Source[] = [];
  const errors: ReportedError[] = [];
  const notes: string[] = [];
  const budget = { ...limits, left: limits.total };
  for (const name of new Set(names)) {
    if (name === '-') await add('-', true, io.stdin);
    else await addNamed(name);
  }
  return { sources, errors, notes };

  async function addNamed(name: string): Promise<void> {
    const note = renderNote(name);
    try {
      if (!statSync(name).isDirectory()) {
        if (note === undefined) await add(name, true, () => createReadStream(name));
        else notes.push(note);
        return;
      }
      const folder = filesIn(name);
      for (const { file, error, position } of folder.failures)
        errors.push({ file, ...position, message: messageOf(error) });
      notes.push(...folder.notes);
      for (const file of folder.files) await add(file, false, () => createReadStream(file));
    } catch (error) {
      errors.push({ file: name, message: messageOf(error) });
    }
  }

  async function add(file: string, named: boolean, open: () => AsyncIterable<Uint8Array>): Promise<void> {
    try {
      sources.push({ file, text: decodeText(await readAll(open(), budget)), named });
    } catch (error) {
      errors.push({ file, message: messageOf(error) });
    }
  }
}

/** Bytes of one file, and of all together. They are counted while they are read: the size of a device or a pipe is not known. */
interface Limits {
  readonly file: number;
  readonly total: number;
}

const defaultLimits: Limits = { file: maxReviewBytes, total: 10 * maxReviewBytes };
const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;

async function readAll(chunks: AsyncIterable<Uint8Array>, budget: Limits & { left: number }): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the stream.
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > budget.file)
      throw new Error(`the file exceeds ${mebibytes(budget.file)}. Split it into smaller files.`);
    if (bytes > budget.left)
      throw new Error(`all files together exceed ${mebibytes(budget.total)}. Check fewer files at a time.`);
    read.push(chunk);
  }
  budget.left -= bytes;
  return Buffer.concat(read, bytes);
}

const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'the path is too long'],
]);

export function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons.get(code ?? '') ?? message;
}
