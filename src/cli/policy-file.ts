/** Loads the configuration of a command from a file, or uses the defaults of the catalogue. */
import { createReadStream } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { catalogue, loadEngine, type LoadedEngine } from '../catalogue.ts';
import { objectAt, type Json } from '../json/json.ts';
import { apiVersion, configurationSchema, kind } from '../policy/schema.ts';
import { maxConfigurationBytes, tooLong } from '../policy/limits.ts';
import { textOf, type ConfigurationError } from '../policy/source.ts';
import type { ReportedError } from '../report/report.ts';
import { modes } from '../rules/rule.ts';
import { reasonOf } from '../text/errors.ts';
import { decodeText } from '../check/documents.ts';
import { plainWords, sourceExcerpt, type SourceOptions } from '../check/source-line.ts';
import { readUpTo } from '../check/sources.ts';

interface LoadedFile extends LoadedEngine {
  /** The text of the configuration. Undefined without a file. */
  readonly text: string | undefined;
}

/** A file that contains mistakes or cannot be read. */
type UnusableFile =
  | { readonly mistakes: readonly ConfigurationError[]; readonly text: string }
  /** Why the file cannot be read, as the end of a sentence. */
  | { readonly reason: string };

/** `version` overrides the Kubernetes version in the file. */
export async function loadPolicyFile(file: string | undefined, version?: string): Promise<LoadedFile | UnusableFile> {
  let text: string | undefined;
  try {
    text = file === undefined ? undefined : await readConfiguration(file);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  const loaded = loadEngine(text, version);
  return 'engine' in loaded ? { ...loaded, text } : { mistakes: loaded.errors, text: text ?? '' };
}

/**
 * Counts the bytes while they are read, because the size of a device is not known. A named pipe may wait forever. An unnamed pipe, which
 * a shell creates for `<(…)`, has a writer.
 */
export async function readConfiguration(file: string): Promise<string> {
  const place = await realpath(file).catch(() => file);
  if ((await lstat(place)).isFIFO()) throw new Error('this is a named pipe, and must be a regular file');
  const bytes = await readUpTo(maxConfigurationBytes, createReadStream(file));
  if (bytes === undefined) throw new Error(tooLong);
  return decodeText(bytes);
}

/** The mistakes in the file, in the form of errors in other files of the command. */
export function errorsIn(unusable: UnusableFile, file = ''): readonly ReportedError[] {
  if ('reason' in unusable) return [{ file, message: `${unusable.reason}. Check --config.` }];
  const { mistakes, text } = unusable;
  const words = wordsOfConfigurations();
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return mistakes.map(({ line, column, ...mistake }) => {
    const at = (starts[line - 1] ?? text.length) + column - 1;
    const message = textOf(mistake);
    const excerpt = sourceExcerpt(text, at, line, mistake.path === '' ? words : { ...words, message });
    return { file, line, column, message, excerpt };
  });
}

/** What may be shown of a configuration, whatever else the file contains. */
const wordsOfConfigurations = (): Pick<SourceOptions, 'names' | 'values'> => ({
  names: new Set(namesIn(configurationSchema(catalogue))),
  values: new Set([...plainWords, ...modes, apiVersion, kind]),
});

const namesIn = (schema: Json): string[] =>
  Object.entries(objectAt(schema, 'properties')).flatMap(([name, inner]) => [name, ...namesIn(inner ?? null)]);
