/**
 * Valid names made from invalid ones, for sentences such as `Use a name such as "my-app"`. A message hides what may be a secret and cuts what
 * is long. The example of such a text is `otherwise`, so that no hidden part of it comes back in the example, and that of a placeholder too.
 */
import type { FieldPath } from '../../json/path.ts';
import { nameAt, show } from '../../text/shown.ts';
import { replaceFix } from '../../text/unreplaced.ts';

/** One of the functions `like…` of text/like-name.ts. */
type Like = (text: string, otherwise: string) => string;

/** For the value at the path. The example is made when it is printed. */
export const exampleOf = (text: string, path: FieldPath, like: Like, otherwise: string) => (): string =>
  show(text, path) === JSON.stringify(text) && replaceFix(text) === undefined ? like(text, otherwise) : otherwise;

/** For the key at the end of the path. */
export const exampleOfKey = (path: FieldPath, like: Like, otherwise: string) => (): string => {
  const key = String(path.last);
  return nameAt(key, path) === key && replaceFix(key) === undefined ? like(key, otherwise) : otherwise;
};
