/** What the operator decided, complete with the catalogue's defaults, validated and frozen. */
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
  /** Minor version of the API server whose rules are mirrored, as in 36 for 1.36. */
  readonly minor: number;
  /** By rule id; there is one entry for each rule of the catalogue. */
  readonly rules: ReadonlyMap<string, RulePolicy>;
  /** By the id of the default; there is one entry for each default of the catalogue. */
  readonly defaults: ReadonlyMap<string, DefaultPolicy>;
  /** The two halves of the mutating path. */
  readonly mutate: {
    /** Modes of namespaces in which the defaults are filled in; `audit` is never one of them. */
    readonly fill: readonly Mode[];
    readonly explain: boolean;
  };
  /** Whom and where Podward leaves alone. */
  readonly exemptions: { readonly users: readonly string[]; readonly namespaces: readonly string[] };
}
