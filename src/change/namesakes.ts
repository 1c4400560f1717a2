import { listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';

/** Finds the container of the same name in a list of this spec. Each list is looked through once, whoever asks how often. */
export function namesakesIn(spec: JsonObject): (list: string, container: Json | undefined) => Json | undefined {
  const lists = new Map<string, ReadonlyMap<string | undefined, Json>>();
  return (list, container) => {
    let byName = lists.get(list);
    if (byName === undefined) {
      // The first of a name counts.
      byName = new Map(
        listAt(spec, list)
          .map((entry) => [stringAt(entry, 'name'), entry] as const)
          .reverse(),
      );
      lists.set(list, byName);
    }
    return byName.get(stringAt(container, 'name'));
  };
}
