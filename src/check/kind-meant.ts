import { kinds } from '../kubernetes/kinds.ts';
import { otherKinds } from '../kubernetes/other-kinds.ts';
import { nearest } from '../text/nearest.ts';

/** The kind that the author most likely meant, if the group does not have the given kind. */
export function kindMeant(group: string, kind: string): string | undefined {
  const own = otherKinds.get(group);
  if (own === undefined) return undefined;
  const known = [...kinds.map((facts) => facts.kind), ...own];
  const name = kind.endsWith('List') ? kind.slice(0, -'List'.length) : kind;
  if (known.includes(kind) || known.includes(name)) return undefined;
  return nearest(kind, known);
}
