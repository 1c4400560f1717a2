/**
 * The contract of a default. Like a rule, a default is a value with messages and pure functions. It yields additions: it never overwrites
 * what a user wrote, and does not add anything to an object that it has already completed.
 */
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { Finding, FindingOf, Messages } from '../rules/finding.ts';
import type { AppliesTo, NoOptions, OptionsOf, OptionsSchema } from '../rules/rule.ts';
import type { Change } from '../change/change.ts';

/** `N` is the note that tells the user about the addition, as an admission warning. It is made with `advise` from a message of the default. */
export interface Addition<N extends Finding = Finding> {
  readonly path: FieldPath;
  readonly value: Json;
  /** Absent if the user does not need to know about the addition. */
  readonly note?: N;
}

export interface Default<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> {
  /** Kebab-case and permanent; also the name of the file, the test and the page. */
  readonly id: string;
  /** What the default does, as a sentence without a full stop. */
  readonly title: string;
  readonly why: string;
  readonly enabled: boolean;
  readonly appliesTo: AppliesTo;
  /** The notes, in whole sentences: who did what, why, and how to decide otherwise. */
  readonly messages: M;
  readonly options?: O;
  fill(change: Change, options: OptionsOf<O>): Iterable<Addition<FindingOf<M>>>;
  /**
   * Notes for the author of a workload about its Pods. A controller creates the Pods later, and nobody reads the warnings then. It is
   * called for every created or updated object with a Pod template, and should not yield a note if the change does not affect its result.
   */
  announce?(change: Change, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/** The compiler checks that every note uses a message of its own default, and fills its placeholders. */
export function defineDefault<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  value: Default<M, O>,
): Default {
  return value;
}
