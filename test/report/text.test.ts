import { describe, expect, test } from '@jest/globals';
import { errorText, textReport } from '../../src/report/text.ts';
import { finding, object, report } from './reports.ts';

const plain = { colour: false, verbose: false };

describe('a report as text', () => {
  test('nothing found', () => {
    expect(textReport(report(), plain)).toBe('no findings in 0 objects\n');
    expect(textReport(report({ objects: [object()] }), plain)).toBe('no findings in 1 object\n');
  });

  test('findings in the order of the file, one a line, and how many', () => {
    const findings = [
      finding(),
      finding({ mode: 'warn', line: 9, path: '', lead: '', text: 'odd.' }),
      finding({ line: 7 }),
    ];
    expect(textReport(report({ findings, objects: [object(), object()], passedOver: 1 }), plain)).toBe(
      [
        'pod.yaml:4:5: [deny] spec.nodeName: "a": no [rule]',
        'pod.yaml:7:5: [deny] spec.nodeName: "a": no [rule]',
        'pod.yaml:9:5: [warn] odd [rule]',
        '3 findings (2 denied, 1 warning) in 2 objects; 1 object of other kinds passed over',
        '',
      ].join('\n'),
    );
  });

  test('findings that were counted only', () => {
    const omitted = [{ rule: 'labels-valid', mode: 'deny' as const, count: 19_800 }];
    expect(textReport(report({ findings: [finding()], objects: [object({ omitted })] }), plain)).toBe(
      [
        'pod.yaml:4:5: [deny] spec.nodeName: "a": no [rule]',
        'pod.yaml:1:1: [deny] and 19800 more [labels-valid]',
        '19801 findings (19801 denied) in 1 object',
        '',
      ].join('\n'),
    );
  });

  test('notes always, the audit only when asked', () => {
    const given = report({
      findings: [finding({ mode: 'audit' })],
      objects: [object({ notes: ['spec.a: added'] })],
      passedOver: 2,
    });
    expect(textReport(given, plain)).toBe(
      'pod.yaml:1:1: [info] spec.a: added\n1 finding (1 for the audit) in 1 object; 2 objects of other kinds passed over\n',
    );
    expect(
      textReport(given, { ...plain, verbose: true })
        .split('\n')
        .slice(0, 2),
    ).toEqual(['pod.yaml:1:1: [info] spec.a: added', 'pod.yaml:4:5: [audit] spec.nodeName: "a": no [rule]']);
  });

  test('the lines of one object stay together', () => {
    const objects = [object({ notes: ['first'] }), object({ line: 20, notes: ['second'] })];
    const text = textReport(report({ findings: [finding({ object: 1, line: 24 }), finding()], objects }), {
      ...plain,
      verbose: true,
    });
    expect(text.match(/:\d+:/g)).toEqual([':1:', ':4:', ':20:', ':24:']);
  });

  test('colours', () => {
    expect(textReport(report({ findings: [finding()] }), { ...plain, colour: true })).toContain(
      'pod.yaml:4:5: \u001b[31m[deny]\u001b[0m \u001b[1mspec.nodeName\u001b[0m: "a": no [rule]\n',
    );
  });

  test.each([true, false])('no name breaks the line or drives the terminal (colour: %s)', (colour) => {
    const nasty = finding({
      file: 'a\nb',
      path: 'metadata.labels[\u001b[2J\u001b[31m\u202e]',
      lead: '',
      text: 'x\r\n\u2028y\u0007\u001b[8m\u200b\u{e0041}',
    });
    const notes = ['n\u001b[0m\u2066'];
    const [first, second, ...rest] = textReport(report({ findings: [nasty], objects: [object({ notes })] }), {
      verbose: true,
      colour,
    }).split('\n');
    const paint = (style: number, text: string) => (colour ? `\u001b[${style}m${text}\u001b[0m` : text);
    expect(first).toBe(`pod.yaml:1:1: ${paint(36, '[info]')} n [0m `);
    expect(second).toBe(`a b:4:5: ${paint(31, '[deny]')} ${paint(1, 'metadata.labels[ [2J [31m ]')}: x y [8m `);
    expect(rest).toHaveLength(2);
  });

  test('errors that are not listed are counted', () => {
    const errors = [
      { file: 'a.yaml', message: 'bad' },
      { file: 'a.yaml', message: '80 more errors', count: 80 },
    ];
    expect(textReport(report({ errors }), plain)).toBe('no findings in 0 objects; 81 errors\n');
  });

  test('errors', () => {
    expect(errorText({ file: 'a.yaml', line: 3, column: 1, message: 'bad' }, false)).toBe('a.yaml:3:1: error: bad\n');
    expect(errorText({ file: 'a.yaml', message: 'bad\nworse' }, false)).toBe('a.yaml: error: bad worse\n');
    expect(errorText({ file: 'a\u202e', message: 'bad\u001b[2J password=hunter2' }, false)).toBe(
      'a : error: bad [2J password=(hidden)\n',
    );
    expect(errorText({ file: '-', message: 'bad' }, true)).toBe('-: \u001b[31merror\u001b[0m: bad\n');
  });
});
