/** Tests a rule that mirrors a warning of kube-apiserver: the rule applies to files only, and its findings are advice. */
import type { Rule } from '../../../src/rules/rule.ts';
import { testRule, type Case, type InvalidCase } from '../rule-tester.ts';

type Expected = Omit<InvalidCase['findings'][number], 'type'>;

interface WarningTable {
  readonly valid: readonly Case[];
  readonly invalid: readonly (Case & { readonly findings: readonly Expected[] })[];
}

export const testWarning = (rule: Rule, { valid, invalid }: WarningTable): void =>
  testRule(rule, {
    valid: valid.map((item) => ({ phase: 'offline', ...item })),
    invalid: invalid.map(({ findings, ...item }) => ({
      phase: 'offline',
      ...item,
      findings: findings.map((finding) => ({ type: 'FieldValueInvalid', ...finding })),
    })),
  });
