/** The validated configuration, with the defaults of the catalogue for everything that the operator omitted. */
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
  /** Minor version of the API server: 36 for Kubernetes 1.36. */
  readonly minor: number;
  /** A sentence about the version in the configuration, if `minor` is another one because Podward does not support it. */
  readonly replacement?: string | undefined;
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
  readonly exemptions: { readonly users: readonly string[]; readonly namespaces: readonly string[] };
}
