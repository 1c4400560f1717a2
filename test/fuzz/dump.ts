import { stringify } from 'yaml';

/** The JSON text as YAML in block style, or the text itself if it is not JSON. */
export function dump(json: string): string {
  try {
    return stringify(JSON.parse(json));
  } catch {
    return json;
  }
}
