/** The policy of a command: a file's, or the catalogue's defaults. */
import { readFileSync } from 'node:fs';
import { defaults } from '../defaults/index.ts';
import type { Catalogue } from '../engine/engine.ts';
import { defaultPolicy, loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReportedError } from '../report/report.ts';
import { rules } from '../rules/index.ts';
import { messageOf } from './sources.ts';

export const catalogue: Catalogue = { rules, defaults };

export function readPolicy(
  file: string | undefined,
): { readonly policy: Policy } | { readonly errors: readonly ReportedError[] } {
  if (file === undefined) return { policy: defaultPolicy(catalogue) };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { errors: [{ file, message: messageOf(error) }] };
  }
  return loadPolicyText(text, file);
}

function loadPolicyText(
  text: string,
  file: string,
): { readonly policy: Policy } | { readonly errors: readonly ReportedError[] } {
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
