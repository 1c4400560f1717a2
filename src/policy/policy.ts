/** The decisions of the operator, validated, with the defaults of the catalogue for all that the operator left out. */
import type { Mode, Options } from '../rules/rule.ts';

interface RulePolicy {
  readonly mode: Mode;
  readonly options: Options;
}

interface DefaultPolicy {
  readonly enabled: boolean;
  readonly options: Options;
}

export interface Policy {
  /** Minor version of the API server, as in 36 for 1.36. */
  readonly minor: number;
  /** By rule id; there is one entry for each rule of the catalogue. */
  readonly rules: ReadonlyMap<string, RulePolicy>;
  /** By the id of the default; there is one entry for each default of the catalogue. */
  readonly defaults: ReadonlyMap<string, DefaultPolicy>;
  /** What the mutating webhook does. */
  readonly mutate: {
    /** Modes of the namespaces in which the defaults are added; `audit` is never one of them. */
    readonly fill: readonly Mode[];
    readonly explain: boolean;
  };
  /** Requests that are allowed without a check. */
  readonly exemptions: { readonly users: readonly string[]; readonly namespaces: readonly string[] };
}
