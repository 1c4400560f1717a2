/** What a rule finds, and the constructors of it. */
import type { Change } from '../change/change.ts';
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';

/** The types of field errors: k8s.io/apimachinery pkg/apis/meta/v1 CauseType. */
export type CauseType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

/** What a person can do. The engine words it for the Pod at hand: a Pod with a controller names the owner to change instead. */
export type Fix =
  /** Make a new Pod, or change the owner. */
  | { readonly kind: 'recreate' }
  /** cpu and memory of a running Pod: the resize subresource. */
  | { readonly kind: 'resize' }
  /** Look into a running Pod with an ephemeral container. */
  | { readonly kind: 'debug' }
  /** Give the field this value. */
  | { readonly kind: 'set'; readonly value: Json }
  | { readonly kind: 'remove' }
  /** Anything else, as a short imperative sentence without a full stop. */
  | { readonly kind: 'say'; readonly text: string };

export type Data = Readonly<Record<string, string | number>>;

/** What a rule found. `I` is the id of a message of the rule's own, `D` what fills its placeholders. */
export interface Finding<I extends string = string, D extends Data = Data> {
  readonly type: CauseType;
  readonly path: FieldPath;
  readonly messageId: I;
  readonly data: D;
  /** Old and new value of the field; left out where there is none to name. */
  readonly from?: Json;
  readonly to?: Json;
  readonly fix?: Fix;
}

export type Messages = Readonly<Record<string, string>>;

/** The names in the `{{placeholders}}` of a message. */
type Placeholders<M extends string> = M extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The findings that a rule with these messages can have: each with data for every placeholder of its message. */
export type FindingOf<M extends Messages> = {
  [I in keyof M & string]: Finding<I, { readonly [P in Placeholders<M[I]>]: string | number }>;
}[keyof M & string];

type NoData = Readonly<Record<never, string | number>>;

/**
 * The rest of a finding: data fills the `{{placeholders}}` of the message. The engine cleans, shortens and redacts what it shows; the name
 * of a field goes into data through `nameAt` and that of a list entry through `entryNameAt` (pod/value.ts), since data has no path.
 */
interface Details<D extends Data = Data> {
  readonly data?: D;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  readonly fix?: Fix;
}

const noData: NoData = {};

const maker =
  (type: CauseType) =>
  <const I extends string, const D extends Data = NoData>(
    path: FieldPath,
    messageId: I,
    details: Details<D> = {},
  ): Finding<I, D> => {
    const { data = noData as D, from, to, fix } = details;
    return {
      type,
      path,
      messageId,
      data,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(fix === undefined ? {} : { fix }),
    };
  };

export const required = maker('FieldValueRequired');
export const invalid = maker('FieldValueInvalid');
export const notSupported = maker('FieldValueNotSupported');
/** Well-formed, but not permitted. */
export const forbidden = maker('FieldValueForbidden');
export const duplicate = maker('FieldValueDuplicate');
export const notFound = maker('FieldValueNotFound');
export const tooLong = maker('FieldValueTooLong');
export const tooMany = maker('FieldValueTooMany');

export const recreate: Fix = { kind: 'recreate' };
export const remove: Fix = { kind: 'remove' };
export const set = (value: Json): Fix => ({ kind: 'set', value });
export const say = (text: string): Fix => ({ kind: 'say', text });

/**
 * Where a manifest lacks what kube-apiserver filled in: `kubectl apply` leaves that alone, `kubectl replace` takes it away. A file is
 * judged as it would be applied, so there this advice would lead back to where it came from.
 */
export const applyOrRecreate = ({ phase, kind }: Change): Fix =>
  phase === 'offline'
    ? recreate
    : say(`for a change kubectl apply -f FILE, for a new ${kind} kubectl replace --force -f FILE`);
