/**
 * The function, asked at most once for each object. For what several rules or findings look up in the same view or change, such as its
 * volumes by name: without it, the work would be their product. What it answers is kept for as long as the object is.
 */
export function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let entry = known.get(key);
    if (entry === undefined) {
      entry = { value: compute(key) };
      known.set(key, entry);
    }
    return entry.value;
  };
}
