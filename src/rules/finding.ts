/** The findings of rules: their type, and a constructor for each type of Kubernetes' field errors. */
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { CauseType } from '../text/field-error.ts';

/**
 * What a rule says, in complete sentences. The engine writes the type and the value of the finding before `text`, so `text` begins with a small
 * letter: `Invalid value: 0: must be between 1 and 65535.`
 *
 * A `{{placeholder}}` is filled from the finding (`data` or `shown`) or by the engine. CONTRIBUTING.md lists those of the engine. If the value is
 * empty, the space before the placeholder is removed.
 */
export interface Message {
  /** What is wrong, and why where that is not obvious. Absent if the list of supported values, which the engine writes, says enough. */
  readonly text?: string;
  /** What to do. */
  readonly fix?: string;
}

export type Messages = Readonly<Record<string, Message>>;

type Data = Readonly<Record<string, string | number>>;
/**
 * A list contains names of fields of Kubernetes, and nothing that an object says. It is written with commas and never cut. A function makes its
 * text only when the message is printed: of many findings, only the first are.
 */
type Shown = Readonly<Record<string, string | number | readonly string[] | (() => string)>>;

/** A problem in one field. `I` is the id of a message of the rule, and `N` are the placeholders that the finding fills. */
export interface Finding<I extends string = string, N extends string = never> {
  readonly type: CauseType;
  readonly path: FieldPath;
  readonly messageId: I;
  /** Fills placeholders, and belongs to the problem: on UPDATE, a finding with other data than before is new (engine/ratchet.ts). */
  readonly data: Data;
  /** Fills placeholders with facts that may change while the problem stays the same, such as an example or another field. */
  readonly shown: Shown;
  /** The old and the new value of the field. Null means that the field is absent. Undefined if the message does not need the value. */
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  /** The supported values. The engine lists them, and suggests the nearest. */
  readonly supported?: readonly (string | boolean)[] | undefined;
  /** The names that exist. If one is similar, the engine suggests it instead of the fix of the message. */
  readonly known?: readonly string[] | undefined;
  /** Whether the finding is about the key at the end of the path, and not about its value. */
  readonly isOfKey?: boolean | undefined;
  /** Whether the finding is advice. Advice is not a field error, so its text begins without a type. */
  readonly isAdvice?: boolean | undefined;
  /** A field that contradicts the field of the finding, such as the limit that a request exceeds. `podward check` shows both. */
  readonly beside?: FieldPath | undefined;
  /** Never set. With it, the compiler checks that the finding fills every placeholder of its message. */
  readonly fills?: (name: N) => void;
}

/** Whether the finding is about a list entry that was removed, so that it exists only in the old object. Another entry may have its index now. */
export const isRemovedEntry = ({ path, from, to }: Finding): boolean =>
  typeof path.last === 'number' && from != null && to === null;

/** The field of the finding in the new object: for an entry that was removed, the list. */
export const placeOf = (finding: Finding): FieldPath => (isRemovedEntry(finding) ? finding.path.parent : finding.path);

/** Whether the key is set twice. The finding is about the last one, and `podward check` also shows the first one. */
export const isRepeatedKey = ({ type, isOfKey }: Finding): boolean =>
  type === 'FieldValueDuplicate' && isOfKey === true;

/** The placeholders that the engine fills in every message. src/engine/placeholders.ts makes their texts. */
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
  | 'recreate'
  | 'orRecreate'
  | 'applyOrRecreate'
  | 'resize'
  | 'debug';

/** The names of the placeholders in a text. */
type NamesIn<T> = T extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Placeholders<M> = M extends { readonly text?: infer T; readonly fix?: infer F }
  ? Exclude<NamesIn<T> | NamesIn<F>, EnginePlaceholder>
  : never;

/** The findings that a rule with these messages may yield. Each fills every placeholder of its message. */
export type FindingOf<M extends Messages> = {
  [I in keyof M & string]: Finding<I, Placeholders<M[I]>>;
}[keyof M & string];

type NoData = Readonly<Record<never, string | number>>;

/** The optional parts of a finding. The engine cleans, shortens and redacts the values that it shows. */
interface Details<D extends Data, S extends Shown> {
  readonly data?: D;
  readonly shown?: S;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  readonly known?: readonly string[] | undefined;
  readonly isOfKey?: boolean;
  readonly beside?: FieldPath | undefined;
}

const nothing: NoData = {};

/** All findings have the same fields in the same order, which makes them twice as fast to create and to read. */
function finding<I extends string, D extends Data, S extends Shown>(
  type: CauseType,
  path: FieldPath,
  messageId: I,
  { data = nothing as D, shown = nothing as S, from, to, known, isOfKey, beside }: Details<D, S>,
  supported?: readonly (string | boolean)[],
  isAdvice?: true,
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return { type, path, messageId, data, shown, from, to, supported, known, isOfKey, isAdvice, beside };
}

const maker =
  (type: CauseType) =>
  <const I extends string, const D extends Data = NoData, const S extends Shown = NoData>(
    path: FieldPath,
    messageId: I,
    details: Details<D, S> = {},
  ): Finding<I, NoInfer<(keyof D | keyof S) & string>> =>
    finding(type, path, messageId, details);

export const required = maker('FieldValueRequired');
export const invalid = maker('FieldValueInvalid');
/** The value is well-formed, but not permitted. */
export const forbidden = maker('FieldValueForbidden');
export const duplicate = maker('FieldValueDuplicate');
export const tooLong = maker('FieldValueTooLong');
export const tooMany = maker('FieldValueTooMany');

/** The value is not one of a fixed list. The engine lists the supported values and suggests the nearest. */
export function notSupported<const I extends string, const D extends Data = NoData, const S extends Shown = NoData>(
  path: FieldPath,
  messageId: I,
  to: Json,
  supported: readonly (string | boolean)[],
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return finding('FieldValueNotSupported', path, messageId, { ...details, to }, supported);
}

/** Nothing has this name. */
export function notFound<const I extends string, const D extends Data = NoData, const S extends Shown = NoData>(
  path: FieldPath,
  messageId: I,
  to: Json,
  known: readonly string[],
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return finding('FieldValueNotFound', path, messageId, { ...details, to, known });
}

/** The Pod is valid, but may not do what its author expects. */
export function advise<const I extends string, const D extends Data = NoData, const S extends Shown = NoData>(
  path: FieldPath,
  messageId: I,
  details: Details<D, S> = {},
): Finding<I, NoInfer<(keyof D | keyof S) & string>> {
  return finding('FieldValueInvalid', path, messageId, details, undefined, true);
}
