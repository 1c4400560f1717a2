import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { leftoverOnPage, leftovers } from '../../scripts/leftovers.ts';
import { root } from '../docs/commands.ts';

describe.each(['rule', 'object-rule', 'default'])('what the scaffold of a %s wrote', (kind) => {
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

test.each(['rule', 'object-rule'])(
  'the page of the scaffold of a %s is false for a rule that mirrors kube-apiserver',
  (kind) => {
    const page = readFileSync(join(root, 'scripts', 'new', `${kind}.md.tmpl`), 'utf8');
    const template = readFileSync(join(root, 'scripts', 'new', 'rule.md.tmpl'), 'utf8');
    expect([...leftoverOnPage({ id: 'a', mirrors: 'policy' }, page, template)]).toEqual([]);
    expect([...leftoverOnPage({ id: 'a', mirrors: ['validateEnv'] }, page, template)]).toEqual([
      'docs/rules/a.md:6: this sentence is that of the scaffold, but the rule mirrors validateEnv. Write what kube-apiserver does.',
    ]);
  },
);
