/** The findings that the tests of the rules show, without running the tests. */
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { sentences } from '../../src/engine/judged.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { root } from './markdown.ts';

/** Jest cannot be imported outside of its runner. The tests are loaded for their tables only. */
const withoutJest = `
  const nothing = () => {};
  nothing.each = () => nothing;
  export { nothing as describe, nothing as test, nothing as expect, nothing as afterAll, nothing as beforeAll };
`;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: `data:text/javascript,${encodeURIComponent(withoutJest)}`, shortCircuit: true }
      : next(specifier, context),
});

/** What kubectl prints of a finding, by the id of its message: the shortest that the test of the rule shows. */
export type Examples = ReadonlyMap<string, string>;

export async function examplesOf(rules: readonly Rule[]): Promise<ReadonlyMap<Rule, Examples>> {
  for (const file of globSync('test/rules/*/*.test.ts', { cwd: root })) await import(join(root, file));
  const { findingsIn, tables } = await import('../../test/rules/rule-tester.ts');
  return new Map(
    rules.map((rule) => {
      // In the order of the messages.
      const examples = new Map(Object.keys(rule.messages).map((id) => [id, '']));
      for (const item of tables.get(rule.id)?.invalid ?? [])
        for (const { messageId, judged } of findingsIn(rule, item)) {
          const line = `${judged.path === '' ? '' : `${judged.path}: `}${sentences(judged)} [${rule.id}]`;
          const known = examples.get(messageId) ?? '';
          if (known === '' || line.length < known.length) examples.set(messageId, line);
        }
      return [rule, examples];
    }),
  );
}
