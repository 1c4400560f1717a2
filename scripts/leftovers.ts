/**
 * Checks that no rule and no default still has the words of its scaffold. `make check` passes with them, so that an author can begin with
 * the code.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../src/defaults/index.ts';
import { rules } from '../src/rules/index.ts';
import type { Rule } from '../src/rules/rule.ts';
import { report, root } from './docs/markdown.ts';
import { fileOf } from './rule-files.ts';

type Worded = Readonly<Record<'id' | 'title' | 'why', string>>;

/** What the scaffold wrote, and the author of the rule or default did not replace. `template` is the text of a *.ts.tmpl of scripts/new. */
export function* leftovers(items: readonly Worded[], template: string): Generator<string> {
  for (const part of ['title', 'why'] as const) {
    const [, scaffold] = new RegExp(`^ {2}${part}: '(.*)',$`, 'm').exec(template) ?? [];
    if (scaffold === undefined) throw new Error(`The template has no ${part}.`);
    const what = part === 'title' ? 'what it requires or does' : 'the reason';
    for (const item of items.filter((one) => one[part] === scaffold))
      yield `${fileOf('src', item)}: ${part} is still that of the scaffold. Write ${what}.`;
  }
}

/** kube-apiserver does not accept what a mirrored rule refuses. `text` is that of the page. */
export function* leftoverOnPage(
  { id, mirrors }: Pick<Rule, 'id' | 'mirrors'>,
  text: string,
  template: string,
): Generator<string> {
  const [, scaffold = ''] = /^## What kube-apiserver does\n\n(.+)$/m.exec(template) ?? [];
  const number = text.split('\n').indexOf(scaffold) + 1;
  if (mirrors !== 'policy' && number > 0)
    yield `docs/rules/${id}.md:${number}: this sentence is that of the scaffold, but the rule mirrors ${[mirrors].flat().join(', ')}. Write what kube-apiserver does.`;
}

const pageOf = ({ id }: Pick<Rule, 'id'>): string => {
  const file = join(root, 'docs', 'rules', `${id}.md`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const templateOf = (name: string): string => readFileSync(join(root, 'scripts', 'new', name), 'utf8');

/** Only as a program: the test of this module imports its parts. */
if (import.meta.main) {
  report([
    ...leftovers(rules, templateOf('rule.ts.tmpl')),
    ...leftovers(rules, templateOf('object-rule.ts.tmpl')),
    ...leftovers(defaults, templateOf('default.ts.tmpl')),
    ...rules.flatMap((rule) => [...leftoverOnPage(rule, pageOf(rule), templateOf('rule.md.tmpl'))]),
  ]);
}
