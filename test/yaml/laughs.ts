/** Aliases that multiply: nine levels of nine aliases each. */
export const laughs = Array.from(
  { length: 9 },
  (_, i) =>
    `a${i}: &a${i} [${
      i === 0
        ? 'x'
        : Array(9)
            .fill(`*a${i - 1}`)
            .join(',')
    }]`,
).join('\n');
