/** Watches files by their content, because the update of a Secret or ConfigMap volume swaps symbolic links. */
import { reasonOf } from '../text/errors.ts';
import type { Clock } from './clock.ts';

/** What is in the files, or why they cannot be read. */
export type Found<Content> = { readonly content: Content } | { readonly unreadable: unknown };

interface Watched<Content> {
  /** Throws if the files cannot be read. */
  readonly read: () => Content | Promise<Content>;
  /** Two contents with the same text are the same. */
  readonly textOf: (content: Content) => string;
  /** Must not throw. The next look waits for it. */
  readonly looked: (found: Found<Content>, isNew: boolean) => void | Promise<void>;
}

/**
 * Calls `looked` for what two looks in a row found, and then at each look that finds the same. A look that finds something else, perhaps in the
 * middle of a change, only remembers it. The returned function stops the watch.
 */
export function watchFiles<Content>(
  { read, textOf, looked }: Watched<Content>,
  first: Content,
  clock: Clock,
): () => void {
  const stateOf = (found: Found<Content>): string =>
    'content' in found ? `content ${textOf(found.content)}` : `unreadable ${reasonOf(found.unreadable)}`;
  /** The state for which `looked` was called. */
  let known = stateOf({ content: first });
  /** The state at the last look. */
  let seen = known;
  let looking = false;

  const look = async (): Promise<void> => {
    const found = await find(read);
    const state = stateOf(found);
    const isStable = state === seen;
    seen = state;
    if (!isStable) return;
    const isNew = state !== known;
    known = state;
    await looked(found, isNew);
  };
  return clock.every(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => (looking = false));
  });
}

async function find<Content>(read: () => Content | Promise<Content>): Promise<Found<Content>> {
  try {
    return { content: await read() };
  } catch (error) {
    return { unreadable: error };
  }
}
