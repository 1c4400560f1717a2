import { expect, test } from '@jest/globals';
import { githubError, githubNote, githubReport } from '../../src/report/github.ts';
import { finding, note, object, report } from './reports.ts';

test('each line is a command with the place, and the text has the place, too', () => {
  const findings = [finding(), finding({ mode: 'warn', line: 9 }), finding({ mode: 'audit', line: 10 })];
  const objects = [object({ notes: [note()], omitted: [{ rule: 'labels-valid', mode: 'deny', count: 3 }] })];
  expect(githubReport(report({ findings, objects }), { verbose: false }).split('\n')).toEqual([
    expect.stringMatching(/^::notice file=pod\.yaml,line=\d+,col=\d+::pod\.yaml:\d+:\d+: \[info\] /),
    '::error file=pod.yaml,line=4,col=5::pod.yaml:4:5: [deny] spec.nodeName: Forbidden: no. [rule]',
    '::warning file=pod.yaml,line=9,col=5::pod.yaml:9:5: [warn] spec.nodeName: Forbidden: no. [rule]',
    '::error file=pod.yaml,line=1,col=1::pod.yaml:1:1: [deny] 3 more findings are not listed. [labels-valid]',
    expect.stringMatching(/^::notice::1 object checked, 6 findings /),
    '',
  ]);
});

test('nothing in a name or a text ends a part of the command', () => {
  const file = 'a:1,line=2%0A\n::x\u001b';
  expect(githubError({ file, line: 3, message: '100%\n::stop-commands::x ##[y]' })).toBe(
    '::error file=a%3A1%2Cline=2%250A %3A%3Ax ,line=3::a:1,line=2%250A ::x :3: error: 100%25 ::stop-commands::x ##[y]\n',
  );
  expect(githubNote('note: a\n::b% c')).toBe('::notice::note: a ::b%25 c\n');
});
