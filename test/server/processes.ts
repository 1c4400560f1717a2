import { readFileSync } from 'node:fs';

/** The process IDs of the children. Only on Linux. */
export const childrenOf = (pid: number): number[] =>
  [...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').matchAll(/\d+/g)].map(([id]) => Number(id));
