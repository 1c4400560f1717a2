import { truncate } from '../pod/value.ts';

const maxNamed = 8;

/** The first few of the texts, and how many more there are: a message must not grow with the object. */
export function few(texts: readonly string[]): string {
  const named = texts.slice(0, maxNamed).map((text) => truncate(text));
  const more = texts.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}

/** A name in quotes, of which a message shows no more than its beginning. */
export const quoted = (name: string): string => JSON.stringify(truncate(name));
