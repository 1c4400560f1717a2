/**
 * The contract of a default. Like a rule, a default is a value with messages and pure functions. It yields additions: it never overwrites
 * what a user wrote, and adds nothing to its own result.
 */
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { Finding, FindingOf, Messages } from '../rules/finding.ts';
import type { AppliesTo, NoOptions, OptionsOf, OptionsSchema } from '../rules/rule.ts';
import type { Change } from '../change/change.ts';

/** `N` is what the user is told of the addition, as an admission warning: made with `advise`, from a message of the default. */
export interface Addition<N extends Finding = Finding> {
  readonly path: FieldPath;
  readonly value: Json;
  /** Left out where the addition is of no interest. */
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
  /** The notes, as whole sentences: who did what and why, and how to decide otherwise. */
  readonly messages: M;
  readonly options?: O;
  fill(change: Change, options: OptionsOf<O>): Iterable<Addition<FindingOf<M>>>;
  /**
   * What the author of a workload is told of its Pods: a controller creates them later, and no person reads what is said then. Asked of
   * every created or updated object that has a Pod template; it should say nothing where the change alters nothing about its answer.
   */
  announce?(change: Change, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/** The compiler checks that every note uses a message of its own default, and fills it. */
export function defineDefault<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  value: Default<M, O>,
): Default {
  return value;
}
