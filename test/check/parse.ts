import type { ParsedDocument } from '../../src/check/document.ts';
import { readDocuments, type SyntaxProblem } from '../../src/check/documents.ts';

interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly SyntaxProblem[];
}

/** Everything that a short text contains. */
export function parse(text: string): Parsed {
  const documents: ParsedDocument[] = [];
  const problems: SyntaxProblem[] = [];
  readDocuments(text, (piece) => {
    if (piece === 'empty') return true;
    if ('message' in piece) problems.push(piece);
    else documents.push(piece);
    return true;
  });
  return { documents, problems };
}
