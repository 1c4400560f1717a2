/** Reads one YAML document, as src/check/documents.ts does. */
import { YamlError } from '../../src/yaml/error.ts';
import { decodeNode } from '../../src/yaml/decode.ts';
import { parseYaml } from '../../src/yaml/parser.ts';
import { LineIndex, type Position } from '../../src/yaml/positions.ts';

const limits = { depth: 100, values: 1_000_000, characters: 20_000_000 };

type Decoded = ReturnType<typeof decodeNode>;

export const read = (text: string): Decoded => decodeNode(parseYaml(text, limits)!, limits);

/** Why the text cannot be read, and where. Undefined if it can be read. */
export function problemOf(text: string): (Position & { readonly message: string }) | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { message: error.message, ...new LineIndex(text).positionOf(error.at) };
  }
}
