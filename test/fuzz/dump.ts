import { stringify } from 'yaml';
import { extentOf } from '../../src/admission/extent.ts';
import { maxDepth } from '../../src/admission/limits.ts';

/** `stringify` takes memory that grows with the square of the depth: hundreds of MB for 6,000 levels. */
const deepest = 2 * maxDepth;

/** The JSON text as YAML in block style, or the text itself if it is not JSON, or nested too deep. */
export function dump(json: string): string {
  if (extentOf(Buffer.from(json), deepest).depth > deepest) return json;
  try {
    return stringify(JSON.parse(json));
  } catch {
    return json;
  }
}
