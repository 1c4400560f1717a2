/** kubectl's own code for reading files: see go/yaml/main.go. */
import { decodeText } from '../../src/check/documents.ts';
import { parse } from '../check/parse.ts';
import { ask } from './ask.ts';

interface ReadFile {
  /** The documents before the first one that cannot be read. */
  readonly documents: readonly unknown[];
  readonly error?: string;
}

/** The content of each file, as kubectl reads it. */
export const readAsKubectl = (binary: string, files: readonly Uint8Array[]): Promise<ReadFile[]> =>
  ask(
    binary,
    files.map((file) => Buffer.from(file).toString('base64')),
  );

/** The content of the file as Podward reads it, up to the first document that cannot be read. */
export function readAsPodward(file: Uint8Array): ReadFile {
  const { documents, problems } = parse(decodeText(file));
  const [problem] = problems;
  if (problem === undefined) return { documents: documents.map(({ value }) => value) };
  const before = documents.filter(({ locate }) => {
    const { line, column } = locate([]);
    return line < problem.line || (line === problem.line && column < problem.column);
  });
  return { documents: before.map(({ value }) => value), error: problem.message };
}

/** The form in which Go decodes JSON: sorted fields, no negative zero, no unpaired surrogates. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return part.toWellFormed();
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });

export const isSameReading = (a: ReadFile, b: ReadFile): boolean =>
  (a.error === undefined) === (b.error === undefined) && canonical(a.documents) === canonical(b.documents);
