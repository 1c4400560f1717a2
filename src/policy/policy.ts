/** The validated configuration, with the defaults of the catalogue for everything that the operator omitted. */
import type { GateSettings } from '../kubernetes/gates.ts';
import type { ServerFacts } from '../kubernetes/versions.ts';
import type { Mode, Options } from '../rules/rule.ts';
import type { Exemptions } from './exemptions.ts';
import type { ModeLabel } from './mode-label.ts';

interface RulePolicy {
  readonly mode: Mode;
  readonly options: Options;
}

interface DefaultPolicy {
  readonly enabled: boolean;
  readonly options: Options;
}

export interface Policy {
  /** What the operator says of the API server. */
  readonly configured: { readonly minor: number; readonly featureGates: GateSettings };
  /**
   * The API servers that may store the object. A finding of a rule that mirrors kube-apiserver counts only if the rule has it for each of them.
   */
  readonly servers: readonly [ServerFacts, ...ServerFacts[]];
  /** Whether Podward knows the versions of all of them. Otherwise, rules that mirror kube-apiserver refuse nothing, and only warn. */
  readonly areKnown: boolean;
  /** By rule id, with one entry for each rule of the catalogue. */
  readonly rules: ReadonlyMap<string, RulePolicy>;
  /** By the id of the default, with one entry for each default of the catalogue. */
  readonly defaults: ReadonlyMap<string, DefaultPolicy>;
  readonly mutate: {
    /** Modes of the namespaces in which the defaults are added. `audit` is never included. */
    readonly fill: readonly Mode[];
    readonly explain: boolean;
  };
  /** Requests that are allowed without being judged. */
  readonly exemptions: Exemptions;
  /** What the label of a namespace means. */
  readonly modeLabel: ModeLabel;
}
