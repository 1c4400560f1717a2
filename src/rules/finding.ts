/** What a rule finds, and the constructors of it. */
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { leads } from '../text/leads.ts';

/** The types of field errors: k8s.io/apimachinery pkg/apis/meta/v1 CauseType. */
export type CauseType = keyof typeof leads;

/**
 * What a rule says, as whole sentences with a full stop: first what is wrong and why, then what to do. The first letter of `text` is small,
 * because the engine writes the type of the finding before it: `Invalid value: 0: must be between 1 and 65535.`
 *
 * A `{{placeholder}}` is filled from the data of the finding, or by the engine (engine/placeholders.ts lists those). One that is filled with
 * nothing takes the space before it away.
 */
export interface Message {
  /** Left out where the engine says enough: the supported values. */
  readonly text?: string;
  readonly fix?: string;
}

export type Messages = Readonly<Record<string, Message>>;

type Data = Readonly<Record<string, string | number>>;

/** What a rule found. `I` is the id of a message of the rule's own, `N` are the placeholders that it fills. */
export interface Finding<I extends string = string, N extends string = never> {
  readonly type: CauseType;
  readonly path: FieldPath;
  readonly messageId: I;
  /** Fills placeholders. On UPDATE, a finding with other data than an old one is a new finding (engine/ratchet.ts). */
  readonly data: Data;
  /** Fills placeholders too, with what is around the field: it is for the reader, and makes no old finding a new one. */
  readonly shown: Data;
  /** Old and new value of the field; null is absent. Left out where there is none to name. */
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  /** The values that are supported, of one that is not. */
  readonly supported?: readonly string[];
  /** Names that exist, among which the nearest is suggested. */
  readonly known?: readonly string[];
  /** The finding is about the key that ends the path, and not about its value. */
  readonly isOfKey?: boolean;
  /** Advice is not a field error, so its text has no lead. */
  readonly isAdvice?: boolean;
  /** The field that this one contradicts, such as the limit below a request. */
  readonly beside?: FieldPath | undefined;
  /** Exists for the compiler only: it checks that every placeholder of the message is filled. */
  readonly fills?: (name: N) => void;
}

/** Whether the finding is about a list entry that was removed, so that it exists only in the old object. Another entry may have its index now. */
export const isRemovedEntry = ({ path, from, to }: Finding): boolean =>
  typeof path.last === 'number' && from != null && to === null;

/** The field of the finding in the new object: for an entry that was removed, the list. */
export const placeOf = (finding: Finding): FieldPath => (isRemovedEntry(finding) ? finding.path.parent : finding.path);

/** What the engine fills into every message. */
export type EnginePlaceholder =
  | 'from'
  | 'to'
  | 'change'
  | 'container'
  | 'subject'
  | 'field'
  | 'kind'
  | 'kubectlKind'
  | 'name'
  | 'node'
  | 'hint'
  | 'recreate'
  | 'orRecreate'
  | 'applyOrRecreate'
  | 'resize'
  | 'debug';

/** The names in the `{{placeholders}}` of a text. */
type NamesIn<T> = T extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Placeholders<M> = M extends { readonly text?: infer T; readonly fix?: infer F }
  ? Exclude<NamesIn<T> | NamesIn<F>, EnginePlaceholder>
  : never;

/** The findings that a rule with these messages can have: each with data for every placeholder of its message. */
export type FindingOf<M extends Messages> = {
  [I in keyof M & string]: Finding<I, Placeholders<M[I]>>;
}[keyof M & string];

type NoData = Readonly<Record<never, string | number>>;

/** The rest of a finding. The engine cleans, shortens and redacts what it shows of it. */
interface Details<D extends Data, S extends Data> {
  readonly data?: D;
  readonly shown?: S;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  readonly known?: readonly string[];
  readonly isOfKey?: boolean;
  readonly beside?: FieldPath | undefined;
}

const nothing: NoData = {};

function finding<I extends string, D extends Data, S extends Data>(
  type: CauseType,
  path: FieldPath,
  messageId: I,
  details: Details<D, S>,
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return { type, path, messageId, data: nothing, shown: nothing, ...details };
}

const maker =
  (type: CauseType) =>
  <const I extends string, const D extends Data = NoData, const S extends Data = NoData>(
    path: FieldPath,
    messageId: I,
    details: Details<D, S> = {},
  ): Finding<I, NoInfer<(keyof D | keyof S) & string>> =>
    finding(type, path, messageId, details);

export const required = maker('FieldValueRequired');
export const invalid = maker('FieldValueInvalid');
/** Well-formed, but not permitted. */
export const forbidden = maker('FieldValueForbidden');
export const duplicate = maker('FieldValueDuplicate');
export const tooLong = maker('FieldValueTooLong');
export const tooMany = maker('FieldValueTooMany');

/** The engine lists the supported values and suggests the nearest. */
export function notSupported<const I extends string, const D extends Data = NoData, const S extends Data = NoData>(
  path: FieldPath,
  messageId: I,
  to: Json,
  supported: readonly string[],
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return { ...finding('FieldValueNotSupported', path, messageId, { ...details, to }), supported };
}

/** Where a known name is near, the engine suggests it in place of the fix of the message. */
export function notFound<const I extends string, const D extends Data = NoData, const S extends Data = NoData>(
  path: FieldPath,
  messageId: I,
  to: Json,
  known: readonly string[],
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return finding('FieldValueNotFound', path, messageId, { ...details, to, known });
}

/** For a Pod that works and may not do what its author expects. */
export function advise<const I extends string, const D extends Data = NoData, const S extends Data = NoData>(
  path: FieldPath,
  messageId: I,
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return { ...finding('FieldValueInvalid', path, messageId, details), isAdvice: true };
}
