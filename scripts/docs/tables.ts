/** The findings that the tests of the rules show, without running the tests. */
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { sentences } from '../../src/engine/judged.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { hidden } from '../../src/text/credentials.ts';
import { root } from './markdown.ts';
import type { Case } from '../../test/rules/rule-tester.ts';
import { maxMessage } from '../words.ts';
import { factsReadBy } from './versions.ts';

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

/** What kubectl prints of a finding, by the id of its message: the first that the test of the rule shows, unless it is long, hides a name, or is about a file or without a namespace. */
export type Examples = ReadonlyMap<string, string>;

export async function examplesOf(rules: readonly Rule[]): Promise<ReadonlyMap<Rule, Examples>> {
  const { judge, tables } = await loaded();
  return new Map(
    rules.map((rule) => {
      // In the order of the messages.
      const examples = new Map(Object.keys(rule.messages).map((id) => [id, '']));
      const items = (tables.get(rule.id)?.invalid ?? []).toSorted((a, b) => Number(isOfFile(a)) - Number(isOfFile(b)));
      for (const item of items)
        for (const judged of judge(rule, item)) {
          const { messageId } = judged.finding;
          const texts = judged.texts();
          const line = `${texts.path === '' ? '' : `${texts.path}: `}${sentences(texts)} [${rule.id}]`;
          const known = examples.get(messageId) ?? '';
          const isBetter = known.length > maxMessage && line.length < known.length && !line.includes(hidden);
          if (known === '' || (isBetter && !isOfFile(item))) examples.set(messageId, line);
        }
      return [rule, examples];
    }),
  );
}

/** The version facts on which the findings in the test of each rule depend, directly or through other modules. */
export async function factsOf(rules: readonly Rule[]): Promise<ReadonlyMap<Rule, readonly string[]>> {
  const { findingsOfCheck, tables } = await loaded();
  return new Map(
    rules.map((rule) => {
      const { valid = [], invalid = [] } = tables.get(rule.id) ?? {};
      return [rule, factsReadBy(() => [...valid, ...invalid].forEach((item) => findingsOfCheck(rule, item)))];
    }),
  );
}

async function loaded() {
  const tester = await import('../../test/rules/rule-tester.ts');
  tester.onlyCollectTables();
  for (const file of globSync('test/rules/*/*.test.ts', { cwd: root })) await import(join(root, file));
  return tester;
}

/** A file, and an object without a namespace, which no cluster has. */
const isOfFile = ({ phase, namespace }: Pick<Case, 'phase' | 'namespace'>): boolean =>
  phase === 'offline' || namespace === '';
