/** The content of a text, with the position of each part. */
import type { Json } from '../json/json.ts';

export interface Pair {
  readonly key: Node;
  readonly value: Node;
}

export type Node =
  /** A scalar whose tag and text determine its value. `implicit`: it is plain and has no tag. */
  | {
      readonly kind: 'scalar';
      readonly at: number;
      readonly text: string;
      readonly tag: string;
      readonly implicit: boolean;
    }
  /** A value from JSON. */
  | { readonly kind: 'value'; readonly at: number; readonly value: Json }
  | { readonly kind: 'list'; readonly at: number; readonly entries: Node[] }
  | MapNode
  | { readonly kind: 'alias'; readonly at: number; readonly target: Node };

export interface MapNode {
  readonly kind: 'map';
  readonly at: number;
  readonly pairs: Pair[];
}
