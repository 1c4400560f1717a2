import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { leftoverOnPage, leftovers } from '../../scripts/leftovers.ts';
import { root } from '../docs/commands.ts';

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
  expect([...leftoverOnPage({ id: 'a', mirrors: ['validateEnv'] }, template, template)]).toEqual([
    'docs/rules/a.md:6: this sentence is that of the scaffold, but the rule mirrors validateEnv. Write what kube-apiserver does.',
  ]);
});
