import { get, type Json } from '../json/json.ts';

/**
 * How much there is in a review: one for each entry of a list and each field of an object, and for each empty list and object. `managedFields`
 * are counted by themselves.
 */
export interface ReviewExtent {
  readonly values: number;
  readonly managedFields: number;
  /** What of all that is in `request.object`, and in `request.oldObject`. */
  readonly object: ObjectExtent;
  readonly oldObject: ObjectExtent;
}

interface ObjectExtent {
  readonly values: number;
  readonly managedFields: number;
}

const nothing: ObjectExtent = { values: 0, managedFields: 0 };

/**
 * How much there is in a text of JSON, and how many levels objects and lists nest, told from its bytes before anything is made of them: values
 * are the commas and opening brackets. Beyond `maxDepth` nothing is counted any more.
 * JSON.parse takes a million levels, but whatever walks the result (stringify, structuredClone, a rule) throws from about five thousand
 * on; and of `[{},{},…]` it makes twenty times the bytes. Text that is no JSON gets some answer; JSON.parse refuses it afterwards.
 */
export function extentOf(bytes: Uint8Array, maxDepth: number): ReviewExtent & { readonly depth: number } {
  let depth = 0;
  let deepest = 0;
  let values = 0;
  let managedFields = 0;
  let inMetadata = false;
  let inManagedFields = false;
  let part: 'object' | 'oldObject' | undefined;
  /** What came before the part. */
  let valuesBefore = 0;
  let managedFieldsBefore = 0;
  const parts = { object: nothing, oldObject: nothing };
  for (let i = 0; i < bytes.length && deepest <= maxDepth; i++) {
    const byte = bytes[i]!;
    if (byte === quote) {
      const end = endOfString(bytes, i + 1);
      if (depth <= metadataDepth) {
        if (depth === objectDepth) inMetadata ||= isText(bytes, i + 1, end, metadata);
        else if (depth === requestDepth && part === undefined) {
          part = partOf(bytes, i + 1, end);
          valuesBefore = values;
          managedFieldsBefore = managedFields;
        } else if (inMetadata) inManagedFields ||= isText(bytes, i + 1, end, managed);
      }
      i = end;
    } else if (byte === comma) {
      if (depth <= metadataDepth) {
        inManagedFields = false;
        if (depth <= objectDepth) inMetadata = false;
        if (depth <= requestDepth) {
          if (part !== undefined)
            parts[part] = larger(parts[part], values - valuesBefore, managedFields - managedFieldsBefore);
          part = undefined;
        }
      }
      if (inManagedFields) managedFields++;
      else values++;
    } else if (byte >= openList) {
      // A brace is a bracket with one more bit, so one comparison tells both.
      const bracket = byte | braceBit;
      if (bracket === openObject) {
        if (inManagedFields) managedFields++;
        else values++;
        if (++depth > deepest) deepest = depth;
      } else if (bracket === closeObject && --depth < metadataDepth) {
        inManagedFields = false;
        if (depth < objectDepth) inMetadata = false;
      }
    }
  }
  if (part !== undefined) parts[part] = larger(parts[part], values - valuesBefore, managedFields - managedFieldsBefore);
  return { depth: deepest, values, managedFields, ...parts };
}

const larger = (extent: ObjectExtent, values: number, managedFields: number): ObjectExtent => ({
  values: extent.values + values,
  managedFields: extent.managedFields + managedFields,
});

/** What `extentOf` counts of a value, told from the value itself, which must not be deeper than the stack. */
export function valuesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  let count = Math.max(inside.length, 1);
  for (const entry of inside) count += valuesIn(entry ?? null);
  return count;
}

/** What `extentOf` counts of a review, told from the review itself, which must not be deeper than the stack. */
export function extentIn(review: Json): ReviewExtent {
  const partIn = (name: string): ObjectExtent => {
    const part = get(review, 'request', name) ?? null;
    const managedFields = valuesIn(get(part, 'metadata', 'managedFields') ?? null);
    return { values: valuesIn(part) - managedFields, managedFields };
  };
  const [object, oldObject] = [partIn('object'), partIn('oldObject')];
  const managedFields = object.managedFields + oldObject.managedFields;
  return { values: valuesIn(review) - managedFields, managedFields, object, oldObject };
}

export const isDeeperThan = (limit: number, bytes: Uint8Array): boolean => extentOf(bytes, limit).depth > limit;

/** Of the fields of `request`. */
const requestDepth = 2;
/** Of the fields of `request.object` and `request.oldObject`, and of the fields of their metadata. */
const objectDepth = 3;
const metadataDepth = 4;
const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(name);
const metadata = bytesOf('metadata');
const managed = bytesOf('managedFields');
const newObject = bytesOf('object');
const storedObject = bytesOf('oldObject');

function partOf(bytes: Uint8Array, from: number, to: number): 'object' | 'oldObject' | undefined {
  if (isText(bytes, from, to, newObject)) return 'object';
  return isText(bytes, from, to, storedObject) ? 'oldObject' : undefined;
}

function isText(bytes: Uint8Array, from: number, to: number, text: Uint8Array): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}

/** Position of the closing quote. The bytes of a character beyond ASCII are all above 0x7f, so none is taken for a quote. */
function endOfString(bytes: Uint8Array, from: number): number {
  let i = from;
  for (; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === backslash) i++;
  return i;
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openList = 0x5b;
const openObject = 0x7b;
const closeObject = 0x7d;
const braceBit = 0x20;
