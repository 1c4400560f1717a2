/** A rule or a default threw. That is a bug of Podward's, to be answered as a failure, never as an allow. */
export class RuleFailure extends Error {
  readonly rule: string;
  constructor(rule: string, cause: unknown) {
    // The message of the cause may quote the object, so only its type is named.
    super(`rule ${rule} failed with ${cause instanceof Error ? cause.name : typeof cause}`, { cause });
    this.name = 'RuleFailure';
    this.rule = rule;
  }
}
