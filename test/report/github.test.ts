import { expect, test } from '@jest/globals';
import { githubError, githubNote, githubReport } from '../../src/report/github.ts';
import { finding, note, object, report } from './reports.ts';

const unchanged = (file: string): string => file;

test('each finding is a command with the place, and the text has the place, too', () => {
  const findings = [finding(), finding({ mode: 'warn', line: 9 }), finding({ mode: 'audit', line: 10 })];
  const objects = [object({ notes: [note()], omitted: [{ rule: 'labels-valid', mode: 'deny', count: 3 }] })];
  expect(githubReport(report({ findings, objects }), unchanged, { verbose: false }).split('\n')).toEqual([
    '::notice file=pod.yaml,line=3,col=2::pod.yaml:3:2: [info] spec.a: Podward added a. [a-default]',
    '::error file=pod.yaml,line=4,col=5::pod.yaml:4:5: [deny] spec.nodeName: Forbidden: no. [rule]',
    '::warning file=pod.yaml,line=9,col=5::pod.yaml:9:5: [warn] spec.nodeName: Forbidden: no. [rule]',
    '::error file=pod.yaml,line=1,col=1::pod.yaml:1:1: [deny] 3 more findings are not listed. [labels-valid]',
    expect.stringMatching(/^1 object checked, 6 findings /),
    '',
  ]);
});

test.each([
  ['pod.yaml', ' file=deploy/pod.yaml,line=3'],
  ['-', ''],
  ['a\tb.yaml', ''],
  ['a\n::x.yaml', ''],
  ['a:1,line=2%0A', ' file=deploy/a%3A1%2Cline=2%250A,line=3'],
])('the place of %j', (file, place) => {
  const printed = githubError({ file, line: 3, message: 'x' }, (name) => `deploy/${name}`);
  expect(printed).toMatch(/^::error[^\n]*::[^\n]*:3: error: x\n$/);
  expect(printed).toContain(`::error${place}::`);
});

test('nothing in a text ends the command, or is one', () => {
  expect(githubError({ file: 'a', message: '100%\n::stop-commands::x ##[y]' }, unchanged)).toBe(
    '::error file=a::a: error: 100%25 ::stop-commands::x ##[y]\n',
  );
  expect(githubNote('note', 'a\n::b% ###[c]')).toBe('note: a ::b% ### [c]\n');
  expect(githubNote('warning', 'a%')).toBe('::warning::warning: a%25\n');
  expect(githubNote('error', 'a\n%')).toBe('::error::error: a %25\n');
});
