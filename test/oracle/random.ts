/** Random choices that a seed reproduces. */
export interface Random {
  /** An integer from 0 up to `end`, not including it. */
  below(end: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Some of the choices, in their order. */
  some<T>(choices: readonly T[], probability?: number): T[];
}

export function createRandom(seed: number): Random {
  // A 32-bit xorshift (Marsaglia). Zero is its only fixed point, so the seed is mixed first.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return {
    below: (end) => Math.floor(next() * end),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    some: (choices, probability = 0.5) => choices.filter(() => next() < probability),
  };
}
