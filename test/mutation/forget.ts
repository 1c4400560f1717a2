/**
 * A module that keeps results in a Map or WeakMap would answer the test of one mutant with what another mutant, or the code itself,
 * worked out before. What the tests add to a collection that was made while the modules were loaded is therefore removed before each test.
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

/** Watches the collections that are made meanwhile. What is in them at the end stays. */
export async function watchCollections(load: () => Promise<void>): Promise<void> {
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
