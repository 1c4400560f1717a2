/** What the rules about pods/status share. */
import { isObject, listAt, stringAt, type JsonObject } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';
import type { Change } from '../../change/change.ts';

export const statusUpdates = { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['status'] } as const;
export const statusPath: FieldPath = FieldPath.root.child('status');
const conditionsPath: FieldPath = statusPath.child('conditions');

interface ChangedCondition {
  readonly path: FieldPath;
  readonly type: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** The conditions of the new status, each with the old condition of the same type. If a type is repeated, the n-th condition is paired with the n-th. */
export function* changedConditions({ before, after }: Change): Generator<ChangedCondition> {
  const old = new Map<string, JsonObject[]>();
  for (const condition of listAt(before, 'status', 'conditions')) {
    if (!isObject(condition)) continue;
    const same = old.get(typeOf(condition));
    if (same === undefined) old.set(typeOf(condition), [condition]);
    else same.push(condition);
  }
  for (const same of old.values()) same.reverse();
  for (const [i, condition] of listAt(after, 'status', 'conditions').entries()) {
    if (!isObject(condition)) continue;
    const type = typeOf(condition);
    yield { path: conditionsPath.index(i), type, before: old.get(type)?.pop(), after: condition };
  }
}

const typeOf = (condition: JsonObject): string => stringAt(condition, 'type') ?? '';
