import { OwnError } from '../text/errors.ts';

/** A rule or a default threw an error. That is a bug in Podward, so the answer is a failure and never an allow. */
export class RuleFailure extends OwnError {
  override readonly name = 'RuleFailure';
  /** `rule env-valid` or `default restart-policy`. */
  readonly culprit: string;

  constructor(kind: 'rule' | 'default', id: string, cause: unknown) {
    // The message of the cause may quote the object, so only its type is named.
    super(`${kind} ${id} failed with ${cause instanceof Error ? cause.name : typeof cause}`, { cause });
    this.culprit = `${kind} ${id}`;
  }
}

/** Runs a part of a rule or a default. If it throws, that is a RuleFailure. */
export function attempt<T>(kind: 'rule' | 'default', id: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new RuleFailure(kind, id, error);
  }
}

/** How an unexpected error is shown to a user. */
export const faultOf = (error: unknown): string =>
  `The cause is a bug in ${error instanceof RuleFailure ? error.culprit : 'Podward'}, and not the manifest.`;
