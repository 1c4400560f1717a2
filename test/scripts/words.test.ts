import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { doubledWords, leftoverOnPage, leftovers, phrasesInNames } from '../../scripts/words.ts';
import { root } from '../docs/commands.ts';

test.each<[text: string, previous: string, found: string | undefined]>([
  ['Remove the the field.', '', 'the the'],
  ['The the field.', '', 'The the'],
  ['must be a a list.', '', 'a a'],
  ['list of names.', 'Remove the list', 'list list'],
  ['* the field.', 'Remove the', undefined],
  ['the field.', 'Remove the.', undefined],
  ['Write `name name` or "a a".', '', undefined],
  ['kubectl delete pod POD', '', undefined],
  ['the then', '', undefined],
])('%j after %j', (text, previous, found) =>
  expect([...doubledWords(text, 'a.md:1', previous)]).toEqual(
    found === undefined ? [] : [`a.md:1: "${found}" has a word twice. Remove one.`],
  ),
);

test('a phrase in a name of the code', () => {
  // In one piece, `make verify` would find it here.
  const name = ['is', 'Left', 'Alone'].join('');
  expect([...phrasesInNames(`if (${name}(pod) || !${name}(old) || isLeft) return;`, 'a.ts')]).toEqual([
    `a.ts: ${name}: must not say "leave alone". Write "do not change".`,
  ]);
});

describe.each(['rule', 'default'])('what the scaffold of a %s wrote', (kind) => {
  const template = readFileSync(join(root, 'scripts', 'new', `${kind}.ts.tmpl`), 'utf8');
  const [, title = ''] = /title: '(.*)',/.exec(template) ?? [];
  const [, why = ''] = /why: '(.*)',/.exec(template) ?? [];

  test('must be replaced', () =>
    expect([...leftovers([{ id: 'os-name', title, why }], template)]).toEqual([
      'src/rules/pod/os-name.ts: title is still that of the scaffold. Write what it requires or does.',
      'src/rules/pod/os-name.ts: why is still that of the scaffold. Write the reason.',
    ]));

  test('was replaced', () =>
    expect([...leftovers([{ id: 'os-name', title: `${title} now`, why: `${why} So it is.` }], template)]).toEqual([]));
});

test('what the scaffold says about kube-apiserver is false on the page of a rule that mirrors it', () => {
  const template = readFileSync(join(root, 'scripts', 'new', 'rule.md.tmpl'), 'utf8');
  expect([...leftoverOnPage({ id: 'a', mirrors: 'policy' }, template, template)]).toEqual([]);
  expect([...leftoverOnPage({ id: 'a', mirrors: 'validateEnv' }, template, template)]).toEqual([
    'docs/rules/a.md:6: this sentence is that of the scaffold, but the rule mirrors validateEnv. Write what kube-apiserver does.',
  ]);
});
