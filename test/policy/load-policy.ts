/** The policy of a configuration text, in one step. The server reads and applies a configuration in two processes. */
import { checkConfiguration, policyOf } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Configurable } from '../../src/policy/schema.ts';
import type { ConfigurationError } from '../../src/policy/source.ts';

export function loadPolicy(
  text: string,
  catalogue: Configurable,
): { readonly policy: Policy } | { readonly errors: readonly ConfigurationError[] } {
  const checked = checkConfiguration(text, catalogue);
  return 'errors' in checked ? checked : { policy: policyOf(checked.data, catalogue) };
}
