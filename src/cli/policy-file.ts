/** The policy of a command: a file's, or the catalogue's defaults. */
import { createReadStream } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { defaults } from '../defaults/index.ts';
import type { Catalogue } from '../engine/engine.ts';
import { defaultPolicy, loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { maxConfigurationBytes, tooLong } from '../policy/source.ts';
import type { ReportedError } from '../report/report.ts';
import { rules } from '../rules/index.ts';
import { decodeText } from './documents.ts';
import { readUpTo, sentenceOf } from './sources.ts';

export const catalogue: Catalogue = { rules, defaults };

type Read = { readonly policy: Policy } | { readonly errors: readonly ReportedError[] };

export async function readPolicy(file: string | undefined): Promise<Read> {
  if (file === undefined) return { policy: defaultPolicy(catalogue) };
  let text: string;
  try {
    text = await readConfiguration(file);
  } catch (error) {
    return { errors: [{ file, message: sentenceOf(error) }] };
  }
  return loadPolicyText(text, file);
}

/**
 * The bytes are counted while they are read: the size of a device is not known. A pipe with a name may wait for ever; one without, as a
 * shell makes it of `<(…)`, has somebody who writes.
 */
export async function readConfiguration(file: string): Promise<string> {
  const place = await realpath(file).catch(() => file);
  if ((await lstat(place)).isFIFO()) throw new Error('this is a named pipe, and must be a regular file');
  const bytes = await readUpTo(maxConfigurationBytes, createReadStream(file));
  if (bytes === undefined) throw new Error(tooLong);
  return decodeText(bytes);
}

function loadPolicyText(text: string, file: string): Read {
  const loaded = loadPolicy(text, catalogue);
  if ('policy' in loaded) return loaded;
  return {
    errors: loaded.errors.map(({ path, line, column, message }) => ({
      file,
      line,
      column,
      message: path === '' ? message : `${path}: ${message}`,
    })),
  };
}
