/** What a user may see of an object: short, on one line, and never a secret. Everything that is printed of an object goes through this module. */
import { field, isList, isObject, isSet, type Json } from '../json/json.ts';
import { namesIn, pointerTo, type FieldPath } from '../json/path.ts';
import { isFieldName, isShown, placeBelow, placeBelowRoot, rootPlace, type Place } from './secret-places.ts';
import { listKeys } from '../kubernetes/schema/shape.ts';
import { isListType } from '../kubernetes/schema/types.ts';
import { hidden, maxKeyLength, redact, saysSecret, showName } from './credentials.ts';
import { maxValue, oneLine, truncate } from './line.ts';
import { withClosedQuotes } from './quoted.ts';

const maxEntries = 4;

/** The fields of an object share the same path instance to it, as in `differences`, so the place of the object is computed once. */
const placesAround = new WeakMap<FieldPath, Place>();

function placeAt(path: FieldPath): Place {
  if (path.depth === 0) return rootPlace;
  let around = placesAround.get(path.parent);
  if (around === undefined) placesAround.set(path.parent, (around = placeBelowRoot(path.parent.segments())));
  return placeBelow(around, path.last);
}

/** The value on one short line. Undefined if no part of it may be shown. */
export function show(value: Json | undefined, path: FieldPath): string | undefined {
  const place = placeAt(path);
  const text = value !== undefined && isShown(value, place) ? brief(value, place) : undefined;
  if (text === undefined || text === JSON.stringify(hidden)) return undefined;
  return text.length > maxValue ? withClosedQuotes(oneLine(text, maxValue - 1)) : oneLine(text);
}

function brief(value: Json, place: Place): string {
  if (isList(value)) {
    const shown = value.slice(0, maxEntries).map((entry, i) => entryIn(entry, placeBelow(place, i)));
    return `[${[...shown, ...(value.length > maxEntries ? [`${value.length - maxEntries} more`] : [])].join(', ')}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byImportance);
    const shown = keys.slice(0, maxEntries).map((key) => {
      const below = placeBelow(place, key);
      return `${oneLine(keyAt(key, below), maxValue)}: ${inner(field(value, key) ?? null, below)}`;
    });
    return `{${[...shown, ...(keys.length > maxEntries ? ['…'] : [])].join(', ')}}`;
  }
  return scalar(value, place);
}

function entryIn(entry: Json, place: Place): string {
  const name = entryName(entry, place);
  return name === undefined ? inner(entry, place) : JSON.stringify(truncate(name));
}

/** The key fields of an entry come first, the others in alphabetical order, so that a file and a cluster look the same. */
const names = ['key', 'name'];
const byImportance = (a: string, b: string): number =>
  names.indexOf(b) - names.indexOf(a) || (a < b ? -1 : Number(a > b));

/** One level below: nested objects are not shown in full, so that a message does not become a dump. */
function inner(value: Json, place: Place): string {
  if (isList(value)) return `[${value.length}]`;
  if (isObject(value)) return '{…}';
  return isShown(value, place) ? truncate(scalar(value, place)) : hidden;
}

const scalar = (value: Json, place: Place): string =>
  JSON.stringify(typeof value === 'string' ? truncate(textAt(value, place), maxValue - 2) : value);

function textAt(text: string, { shows }: Place): string {
  if (shows === 'field' && !isFieldName(text)) return hidden;
  return shows === 'name' ? showName(text) : redact(text);
}

/** Whether the scalar may be shown as it is written in a file, without any part removed or hidden. */
export const isShownWhole = (value: Json, place: Place): boolean =>
  isShown(value, place) && (typeof value !== 'string' || textAt(value, place) === value);

/** The same for the key that leads to the place. */
export const isKeyShownWhole = (name: string, place: Place): boolean =>
  name.length <= maxKeyLength && keyAt(name, place) === name;

/** Any other text of an object, such as a name: on one line, without credentials. */
export const showText = (text: string, length = maxValue): string => oneLine(redact(text), length);

/** The same in quotes. */
export const showQuoted = (text: string, length?: number): string => JSON.stringify(showText(text, length));

/** A value where a number or one of a few words is expected. Undefined if it may be a secret in the wrong place. */
export const showWord = (text: string): string | undefined => (saysSecret(text) ? undefined : redact(text));

/** A segment of a path, without credentials. It may be long, and have several lines. */
export const nameAt = (name: string, path: FieldPath): string => keyAt(name, placeAt(path));

function keyAt(name: string, { key }: Place): string {
  if (key === 'nothing') return hidden;
  return key === 'name' ? showName(name) : redact(name);
}

/** The key of a list entry in the form that users know: `web` or `8080/TCP`. Undefined if no part of it may be shown. */
export const entryNameAt = (entry: Json | undefined, path: FieldPath): string | undefined =>
  entryName(entry, placeAt(path));

function entryName(entry: Json | undefined, place: Place): string | undefined {
  const parts = (listKeys.get(place.name) ?? []).flatMap((key) => {
    const part = field(entry, key);
    const below = placeBelow(place, key);
    if (!isSet(part) || typeof part === 'object' || !isShown(part, below)) return [];
    return [typeof part === 'string' ? textAt(truncate(part, maxKeyLength), below) : String(part)];
  });
  return parts.length === 0 ? undefined : parts.join('/');
}

/** The path in the notation of messages. */
export const showPath = (path: FieldPath): string => path.print((name, at) => oneLine(nameAt(name, at), maxKeyLength));

/** The same for a JSON Pointer. */
export function showPointer(pointer: string): string {
  let place = rootPlace;
  const shown = namesIn(pointer).map((name) => {
    const position = isPosition(name, place);
    place = placeBelow(place, position ? Number(name) : name);
    return position ? name : oneLine(keyAt(name, place), maxKeyLength);
  });
  return pointerTo(shown);
}

/** Whether the segment of a pointer is a list index. In a place that may contain a secret, a longer number may be a misplaced secret. */
const isPosition = (name: string, { types, shows }: Place): boolean =>
  (shows === 'value' ? /^(?:0|[1-9]\d{0,5})$/ : /^(?:0|[1-9]\d{0,3})$/).test(name) && types.some(isListType);
