import { listAt, stringAt, type JsonObject } from '../json/json.ts';

/** Whether the status of the object has one of these conditions with the status True. */
export const hasCondition = (object: JsonObject | undefined, ...types: string[]): boolean =>
  listAt(object, 'status', 'conditions').some(
    (condition) => types.includes(stringAt(condition, 'type') ?? '') && stringAt(condition, 'status') === 'True',
  );
