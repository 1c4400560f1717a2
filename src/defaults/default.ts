/**
 * The contract of a default. Like a rule, a default is a value with a pure function; it yields additions. It never overwrites what a
 * user wrote, and run on its own result it adds nothing.
 */
import type { Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { AppliesTo, Options, OptionsSchema } from '../rules/rule.ts';
import type { Change } from '../change/change.ts';

export interface Addition {
  readonly path: FieldPath;
  readonly value: Json;
  /** Told to the user as an admission warning; left out where the addition is of no interest. */
  readonly note?: string;
}

/** Something that is told and not done. */
export interface Announcement {
  readonly path: FieldPath;
  readonly note: string;
}

export interface Default {
  /** Kebab-case and permanent; also the name of the file, the test and the page. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly enabled: boolean;
  readonly appliesTo: AppliesTo;
  readonly options?: OptionsSchema;
  readonly fill: (change: Change, options: Options) => Iterable<Addition>;
  /**
   * What the author of a workload is told of its Pods: a controller creates them later, and no person reads what is said then. Asked of
   * every created or updated object that has a Pod template; it should say nothing where the change alters nothing about its answer.
   */
  readonly announce?: (change: Change, options: Options) => Iterable<Announcement>;
}

export function defineDefault(value: Default): Default {
  return value;
}
