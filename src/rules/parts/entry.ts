/** How a message writes a part of the old object. */
import { isList, isObject, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import type { Difference } from '../../kubernetes/schema/difference.ts';
import { maxPart, truncate } from '../../text/line.ts';
import { listText } from '../../text/quoted.ts';
import { hidden } from '../../text/credentials.ts';
import { entryNameAt, nameAt, show } from '../../text/shown.ts';

/** The whole value as in YAML, such as `{matchLabels: {app: "web"}}`. Undefined if it is too long, or if a part of it must not be shown. */
export function valueText(value: Json, path: FieldPath): string | undefined {
  if (JSON.stringify(value).length > maxPart) return undefined;
  const text = flow(value, path);
  return text.includes(hidden) ? undefined : text;
}

function flow(value: Json, path: FieldPath): string {
  if (isList(value)) return `[${value.map((entry, i) => flow(entry, path.index(i))).join(', ')}]`;
  if (!isObject(value)) return show(value, path) ?? hidden;
  const entries = Object.entries(value).map(([key, below = null]) => {
    const at = path.child(key);
    return `${nameAt(key, at)}: ${flow(below, at)}`;
  });
  return `{${entries.join(', ')}}`;
}

/** The entry of a map or an object as in YAML, such as `tier: "front"`, or its name in quotes if it cannot be written. */
export function entryText(path: FieldPath, value: Json): string {
  const key = truncate(nameAt(String(path.last), path), maxPart);
  const text = valueText(value, path);
  const entry = `${key}: ${text}`;
  return text === undefined || entry.length > maxPart ? JSON.stringify(key) : entry;
}

/** Of a list that was reordered, the names of its entries in the old order: `"A", "B"`. */
export function existingOrder({ from, path }: Difference): string {
  const entries = isList(from) ? from : [];
  return listText(entries.map((entry, i) => JSON.stringify(entryNameAt(entry, path.index(i)) ?? '')));
}
