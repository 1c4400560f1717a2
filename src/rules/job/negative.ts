/** Numbers of Jobs and CronJobs that must not be negative. Source: ValidateNonnegativeField. */
import { numberAt, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { invalid, type FindingOf } from '../finding.ts';

export const negativeMessages = {
  negative: { text: 'must be 0 or more.', fix: 'Set {{field}} to 0 or more, or remove it.' },
} as const;

export function* negativeNumbers(
  spec: JsonObject,
  path: FieldPath,
  names: readonly string[],
): Generator<FindingOf<typeof negativeMessages>> {
  for (const name of names) {
    const to = numberAt(spec, name);
    if (to !== undefined && to < 0) yield invalid(path.child(name), 'negative', { to });
  }
}
