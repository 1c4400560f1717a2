/** Reads what the command line names: files, directories and standard input. */
import { createReadStream, statSync } from 'node:fs';
import type { ReportedError } from '../report/report.ts';
import { OwnError, sentenceOf } from '../text/errors.ts';
import { sizeText } from '../text/size.ts';
import { decodeText } from './documents.ts';
import { filesIn, renderNote, type FolderFiles } from './folders.ts';
import { maxFileBytes, maxTotalBytes } from './limits.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Whether the user named this file. Files in a directory may contain other things than Kubernetes objects. */
  readonly named: boolean;
}

/** Receives the texts. Each one is released before the next one is read. */
interface Reader {
  /** Returns whether to read on. */
  text(source: Source): boolean;
  fail(error: ReportedError): void;
  /** A line about something that is skipped, which says what to do about it. */
  note(text: string): void;
}

/** Standard input is read once, however often `-` is given. */
export async function readSources(
  names: readonly string[],
  io: { readonly stdin: () => AsyncIterable<Uint8Array> },
  reader: Reader,
  limits = defaultLimits,
): Promise<void> {
  const budget = { ...limits, left: limits.total };
  let wanted = true;
  for (const name of new Set(names)) {
    if (!wanted) return;
    if (name === '-') await add('-', true, io.stdin);
    else await addNamed(name);
  }

  async function addNamed(name: string): Promise<void> {
    const folder = folderAt(name);
    const note = renderNote(name);
    if (folder === undefined && note !== undefined) reader.note(note);
    else if (folder === undefined) await add(name, true, () => createReadStream(name));
    else {
      for (const { file, error, position, excerpt } of folder.failures)
        reader.fail({ file, ...position, message: sentenceOf(error), excerpt });
      for (const text of folder.notes) reader.note(text);
      if (folder.files.length + folder.failures.length === 0) reader.note(`${name}: ${noFile}`);
      for (const file of folder.files) if (wanted) await add(file, false, () => createReadStream(file));
    }
  }

  async function add(file: string, named: boolean, open: () => AsyncIterable<Uint8Array>): Promise<void> {
    let text: string;
    try {
      text = decodeText(await readAll(open(), budget));
    } catch (error) {
      reader.fail({ file, message: sentenceOf(error) });
      return;
    }
    wanted = reader.text({ file, text, named });
  }
}

/** A note about a directory. */
const noFile =
  'the directory contains no file to check. A file is checked if its name ends in .yaml, .yml or .json, unless it is a patch of a ' +
  'kustomization or a template of a Helm chart.';

/** The files of a directory; undefined for anything else, which is then read as a file and may not exist. */
function folderAt(name: string): FolderFiles | undefined {
  try {
    return statSync(name).isDirectory() ? filesIn(name) : undefined;
  } catch (error) {
    return { files: [], failures: [{ file: name, error }], notes: [] };
  }
}

/** Bytes of one file, and of all files together. They are counted while they are read, because a device or a pipe has no known size. */
interface Limits {
  readonly file: number;
  readonly total: number;
}

const defaultLimits: Limits = { file: maxFileBytes, total: maxTotalBytes };

async function readAll(chunks: AsyncIterable<Uint8Array>, budget: Limits & { left: number }): Promise<Uint8Array> {
  const bytes = await readUpTo(Math.min(budget.file, budget.left), chunks);
  if (bytes === undefined) {
    throw new OwnError(
      budget.left < budget.file
        ? `all files together are larger than ${sizeText(budget.total)}. Check fewer files at a time.`
        : `the file is larger than ${sizeText(budget.file)}. Split the file.`,
    );
  }
  budget.left -= bytes.length;
  return bytes;
}

/** Undefined if there are more bytes. A pipe may deliver its bytes one by one, so the chunks are copied into one buffer. */
export async function readUpTo(limit: number, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  let read = Buffer.alloc(64 * 1024);
  let bytes = 0;
  // Leaving the loop closes the stream.
  for await (const chunk of chunks) {
    const end = bytes + chunk.length;
    if (end > limit) return undefined;
    if (end > read.length) read = Buffer.concat([read.subarray(0, bytes)], Math.max(end, 2 * read.length));
    read.set(chunk, bytes);
    bytes = end;
  }
  return read.subarray(0, bytes);
}
