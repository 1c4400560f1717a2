/** Where a container uses its volumes as the other of the two kinds, device or mount. */
import { stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';

interface VolumePlaces {
  readonly names: ReadonlyMap<string, FieldPath>;
  readonly paths: ReadonlyMap<string, FieldPath>;
}

/** Most containers have no devices. */
const none: VolumePlaces = { names: new Map(), paths: new Map() };

/** If a volume is listed twice, kube-apiserver compares only the last entry. */
export function volumePlaces(
  entries: readonly Json[],
  path: FieldPath,
  pathField: 'devicePath' | 'mountPath',
): VolumePlaces {
  if (entries.length === 0) return none;
  const last = new Map<string, number>();
  for (const [i, entry] of entries.entries()) last.set(stringAt(entry, 'name') ?? '', i);
  const names = new Map<string, FieldPath>();
  const paths = new Map<string, FieldPath>();
  for (const [name, i] of last) {
    names.set(name, path.index(i).child('name'));
    paths.set(stringAt(entries[i], pathField) ?? '', path.index(i).child(pathField));
  }
  return { names, paths };
}
