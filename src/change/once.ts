/**
 * Makes a function that computes its result at most once for each object. Use it for facts that several findings need of the same view or
 * change: otherwise the work is the number of findings times the size of the object. A result is kept as long as its object.
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
