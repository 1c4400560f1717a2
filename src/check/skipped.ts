/** What a run does not check. The first objects are listed for each reason, and the others are counted. */
import { stringAt, type Json } from '../json/json.ts';
import { skipReasons, type Skipped, type SkippedObject, type SkipReason } from '../report/report.ts';
import type { ParsedDocument } from './document.ts';
import { detached } from './errors.ts';
import { maxSkipped } from './limits.ts';

export class SkippedList {
  readonly #byReason = new Map<SkipReason, { count: number; readonly objects: SkippedObject[] }>();

  /** The object is described only if it is listed. */
  add(reason: SkipReason, describe: () => SkippedObject): void {
    let skipped = this.#byReason.get(reason);
    if (skipped === undefined) this.#byReason.set(reason, (skipped = { count: 0, objects: [] }));
    if (skipped.objects.length < maxSkipped) skipped.objects.push(detached(describe()));
    skipped.count++;
  }

  all(): readonly Skipped[] {
    return skipReasons.flatMap((reason) => {
      const skipped = this.#byReason.get(reason);
      return skipped === undefined ? [] : [{ reason, ...skipped }];
    });
  }
}

/** An object that is not checked. Its position is that of the whole object. */
export const skippedObject = (value: Json, { file, locate }: ObjectInFile): SkippedObject => ({
  file,
  ...locate([]),
  apiVersion: stringAt(value, 'apiVersion') ?? '',
  kind: stringAt(value, 'kind') ?? '',
  namespace: stringAt(value, 'metadata', 'namespace') ?? '',
  name: stringAt(value, 'metadata', 'name') ?? '',
});

/** The same for the object of a recorded request, which may be missing there. */
export function skippedRequest(review: Json, { file, locate }: ObjectInFile): SkippedObject {
  const [group, version, kind] = ['group', 'version', 'kind'].map((name) => stringAt(review, 'request', 'kind', name));
  return {
    file,
    ...locate([]),
    apiVersion: [group, version].filter((part) => part !== undefined && part !== '').join('/'),
    kind: kind ?? '',
    namespace: stringAt(review, 'request', 'namespace') ?? '',
    name: stringAt(review, 'request', 'name') ?? '',
  };
}

/** Where an object is: a file, and the position of its fields. */
interface ObjectInFile extends Pick<ParsedDocument, 'locate'> {
  readonly file: string;
}
