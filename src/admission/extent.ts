/** How many values a review has. */
import { get, type Json } from '../json/json.ts';

/**
 * The number of values: entries of lists, fields of objects, and empty lists and objects. Values in `managedFields` are counted
 * separately.
 */
interface Extent {
  readonly values: number;
  readonly managedFields: number;
}

export interface ReviewExtent extends Extent {
  /** The part of the values that is in `request.object` and in `request.oldObject`. */
  readonly object: Extent;
  readonly oldObject: Extent;
}

const nothing: Extent = { values: 0, managedFields: 0 };

/**
 * The number of values in a JSON text, and how deeply objects and lists are nested, computed from the bytes before parsing. Values are
 * counted as commas and opening brackets. Counting stops beyond `maxDepth`. JSON.parse accepts a million levels, but every function that
 * walks the result (stringify, structuredClone, a rule) overflows the stack from about five thousand levels on, and the result of
 * `[{},{},…]` takes twenty times its bytes. For a text that is not JSON the result is meaningless, and JSON.parse refuses it afterwards.
 */
export function extentOf(bytes: Uint8Array, maxDepth: number): ReviewExtent & { readonly depth: number } {
  let depth = 0;
  let deepest = 0;
  let values = 0;
  let managedFields = 0;
  let inMetadata = false;
  let inManagedFields = false;
  let part: 'object' | 'oldObject' | undefined;
  /** The values before the current part. */
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
      // An opening brace is an opening bracket with one more bit, so one comparison finds both.
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

const larger = (extent: Extent, values: number, managedFields: number): Extent => ({
  values: extent.values + values,
  managedFields: extent.managedFields + managedFields,
});

/** The number that `extentOf` counts for a value, computed from the value itself, which must not be nested too deeply for the stack. */
export function valuesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  let count = Math.max(inside.length, 1);
  for (const entry of inside) count += valuesIn(entry ?? null);
  return count;
}

/** The numbers that `extentOf` counts for a review, computed from the review itself, which must not be nested too deeply for the stack. */
export function extentIn(review: Json): ReviewExtent {
  const partIn = (name: string): Extent => {
    const part = get(review, 'request', name) ?? null;
    const managedFields = valuesIn(get(part, 'metadata', 'managedFields') ?? null);
    return { values: valuesIn(part) - managedFields, managedFields };
  };
  const [object, oldObject] = [partIn('object'), partIn('oldObject')];
  const managedFields = object.managedFields + oldObject.managedFields;
  return { values: valuesIn(review) - managedFields, managedFields, object, oldObject };
}

export const isDeeperThan = (limit: number, bytes: Uint8Array): boolean => extentOf(bytes, limit).depth > limit;

/** The depth of the fields of `request`. */
const requestDepth = 2;
/** The depth of the fields of `request.object` and `request.oldObject`, and of the fields of their metadata. */
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

/** Position of the closing quote. In UTF-8, all bytes of a non-ASCII character are above 0x7f, so none of them looks like a quote. */
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
