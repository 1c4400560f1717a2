import type { Finding } from '../rules/finding.ts';

/** Whether the finding is about a list entry that was removed, so that it exists only in the old object. Another entry may have its index now. */
export const isRemovedEntry = ({ path, from, to }: Finding): boolean =>
  typeof path.last === 'number' && from != null && to === null;
