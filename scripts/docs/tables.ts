/** The findings and notes that the tests of the rules and defaults show, without running the tests. */
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import type { Default } from '../../src/defaults/default.ts';
import { sentences, type Remark, type Texts } from '../../src/engine/judged.ts';
import type { Worded } from '../../src/engine/render.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { hidden } from '../../src/text/credentials.ts';
import { root } from './markdown.ts';
import type { Case } from '../../test/rules/rule-tester.ts';
import { maxMessage } from '../words.ts';
import { watchedFacts } from './versions.ts';

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

/** What kubectl prints of a finding or note, by the id of its message: the first that the test shows, unless it is long, hides a name, or is about a file or without a namespace. */
export type Examples = ReadonlyMap<string, string>;

export async function examplesOf(rules: readonly Rule[]): Promise<ReadonlyMap<Rule, Examples>> {
  const { judge, tables } = await loaded();
  return new Map(
    rules.map((rule) => [rule, examplesIn(rule, tables.get(rule.id)?.invalid ?? [], (one) => judge(rule, one))]),
  );
}

/** The same for the notes of defaults. */
export async function examplesOfNotes(defaults: readonly Default[]): Promise<ReadonlyMap<Default, Examples>> {
  const { notesOf, casesOf } = await import('../../test/defaults/default-tester.ts');
  for (const file of globSync('test/defaults/*.test.ts', { cwd: root })) await import(join(root, file));
  return new Map(
    defaults.map((item) => [item, examplesIn(item, casesOf.get(item.id) ?? [], (one) => notesOf(item, one))]),
  );
}

type TableCase = Pick<Case, 'phase' | 'namespace'>;

function examplesIn<C extends TableCase>(
  { id, messages }: Worded,
  cases: readonly C[],
  remarksOn: (one: C) => readonly Remark[],
): Examples {
  // In the order of the messages.
  const examples = new Map(Object.keys(messages).map((messageId) => [messageId, '']));
  for (const one of cases.toSorted((a, b) => Number(isOfFile(a)) - Number(isOfFile(b))))
    for (const { finding, texts } of remarksOn(one)) {
      const { messageId } = finding;
      const line = printed(id, texts());
      const known = examples.get(messageId) ?? '';
      const isBetter = known.length > maxMessage && line.length < known.length && !line.includes(hidden);
      if (known === '' || (isBetter && !isOfFile(one))) examples.set(messageId, line);
    }
  return examples;
}

/** The version facts on which the findings in the test of each rule depend, directly or through other modules. */
export async function factsOf(rules: readonly Rule[]): Promise<ReadonlyMap<Rule, readonly string[]>> {
  const { changeOf, findingsOfCheck, tables } = await loaded();
  return new Map(
    rules.map((rule) => {
      const { valid = [], invalid = [] } = tables.get(rule.id) ?? {};
      const read = new Set<string>();
      for (const item of [...valid, ...invalid]) {
        const change = changeOf(item);
        findingsOfCheck(rule, item, { ...change, facts: watchedFacts(change.facts, read) });
      }
      return [rule, [...read]];
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
const isOfFile = ({ phase, namespace }: TableCase): boolean => phase === 'offline' || namespace === '';

/** A finding or a note as kubectl prints it. */
export const printed = (id: string, texts: Texts): string =>
  `${texts.path === '' ? '' : `${texts.path}: `}${sentences(texts)} [${id}]`;
