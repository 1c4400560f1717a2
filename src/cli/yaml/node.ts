/** What a text holds, with the place of each part. */
import type { Json } from '../../json/json.ts';

export interface Pair {
  readonly key: Node;
  readonly value: Node;
}

export type Node =
  /** A text whose tag and look decide what it is. `implicit`: plain and without a tag. */
  | {
      readonly kind: 'scalar';
      readonly at: number;
      readonly text: string;
      readonly tag: string;
      readonly implicit: boolean;
    }
  /** A value that JSON wrote down as it is. */
  | { readonly kind: 'value'; readonly at: number; readonly value: Json }
  | { readonly kind: 'list'; readonly at: number; readonly entries: Node[] }
  | MapNode
  | { readonly kind: 'alias'; readonly at: number; readonly target: Node };

export interface MapNode {
  readonly kind: 'map';
  readonly at: number;
  readonly pairs: Pair[];
}
