/**
 * Findings about the exit codes in a restart rule of a container and in a rule of a podFailurePolicy. Sources: validateContainerRestartPolicy,
 * validatePodFailurePolicyRuleOnExitCodes.
 */
import { field, isOneOf, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { notSupported, required, tooMany, type FindingOf } from '../finding.ts';

const operators = ['In', 'NotIn'];
const maxExitCodes = 255;

export const exitCodeMessages = <const F extends string>(name: F) =>
  ({
    operator: {},
    operatorMissing: { text: `${name} must have an operator.`, fix: 'Set operator to In or NotIn.' },
    codes: {
      text: `${name} must have no more than {{max}} values, but has {{count}}.`,
      fix: 'Move some of the exit codes to another rule with the same action.',
    },
    // The first rule that matches is applied, so two rules with NotIn match every exit code.
    codesNotIn: {
      text: `${name} must have no more than {{max}} values, but has {{count}}.`,
      fix: 'Use operator In with the exit codes that the rule must match.',
    },
  }) as const;

export function* exitCodeFindings(
  exitCodes: Json,
  path: FieldPath,
): Generator<FindingOf<ReturnType<typeof exitCodeMessages>>> {
  const operator = field(exitCodes, 'operator') ?? '';
  if (operator === '') yield required(path.child('operator'), 'operatorMissing');
  else if (!isOneOf(operator, operators)) yield notSupported(path.child('operator'), 'operator', operator, operators);
  const count = listAt(exitCodes, 'values').length;
  if (count > maxExitCodes) {
    const messageId = operator === 'NotIn' ? 'codesNotIn' : 'codes';
    yield tooMany(path.child('values'), messageId, { data: { max: maxExitCodes, count } });
  }
}
