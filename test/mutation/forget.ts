/**
 * A module that caches results in a Map or WeakMap could answer the test of one mutant with the result of another mutant, or of the unchanged code.
 * Therefore, each test begins without the entries that earlier tests added to collections of modules.
 */
const added: (() => void)[] = [];

class WatchedMap<K, V> extends Map<K, V> {
  override set(key: K, value: V): this {
    if (!this.has(key)) added.push(() => void super.delete(key));
    return super.set(key, value);
  }
}

class WatchedWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {
  override set(key: K, value: V): this {
    if (!this.has(key)) added.push(() => void super.delete(key));
    return super.set(key, value);
  }
}

/** Watches the collections that are created during the load. Their entries at the end of the load stay. */
export async function watchCollections(load: () => Promise<void>): Promise<void> {
  // Otherwise, the entries of the last test would stay, too.
  forget();
  const originals = { Map, WeakMap };
  Object.assign(globalThis, { Map: WatchedMap, WeakMap: WatchedWeakMap });
  try {
    await load();
  } finally {
    Object.assign(globalThis, originals);
  }
  added.length = 0;
}

export function forget(): void {
  for (const remove of added.splice(0)) remove();
}
