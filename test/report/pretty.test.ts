import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { prettyError, prettyNote, prettyReport } from '../../src/report/pretty.ts';
import type { Report } from '../../src/report/report.ts';
import { finding, note, object, report } from './reports.ts';

const plain = { color: false, verbose: false, width: 80, withErrors: false };
const excerpt = { line: 4, text: '  nodeName: a', from: 12, to: 13 };

const lines = (given: Partial<Report>, options: Partial<typeof plain> = {}): string[] =>
  prettyReport(report(given), { ...plain, ...options }).split('\n');

describe('a report for a terminal', () => {
  test('no findings', () => {
    expect(lines({ objects: [object()] })).toEqual(['1 object checked, no findings.', '']);
  });

  test('findings by file and object, in the order of the file', () => {
    const findings = [
      finding({ object: 1, file: 'job.yaml', mode: 'warn', lead: '', text: 'odd.', path: '' }),
      finding({ line: 7, excerpt: { ...excerpt, line: 7 }, fix: 'Remove nodeName.' }),
      finding({ excerpt }),
    ];
    const objects = [object(), object({ file: 'job.yaml', kind: 'Job', name: 'once', namespace: '' })];
    expect(lines({ findings, objects })).toEqual([
      'pod.yaml',
      '',
      'Pod web in namespace default',
      '',
      'deny: Forbidden: no. [rule]',
      '  --> pod.yaml:4:5',
      '   | spec.nodeName',
      '   |',
      ' 4 |   nodeName: a',
      '   |             ^',
      '',
      'deny: Forbidden: no. [rule]',
      '  --> pod.yaml:7:5',
      '   | spec.nodeName',
      '   |',
      ' 7 |   nodeName: a',
      '   |             ^',
      '   = help: Remove nodeName.',
      '',
      'job.yaml',
      '',
      'Job once',
      '',
      'warn: odd. [rule]',
      ' --> job.yaml:4:5',
      '',
      '2 objects checked, 3 findings (2 deny, 1 warn).',
      'For more about a rule, run: podward explain rule',
      '',
    ]);
  });

  test.each([
    [
      'below it',
      { line: 12, text: 'limits: {cpu: 1}', from: 14, to: 15 },
      ['  4 |   nodeName: a', '    |             ^', ' ...', ' 12 | limits: {cpu: 1}', '    |               -'],
    ],
    [
      'above it',
      { line: 3, text: 'limits: {cpu: 1}', from: 14, to: 15 },
      [' 3 | limits: {cpu: 1}', '   |               -', ' 4 |   nodeName: a', '   |             ^'],
    ],
    ['on the same line', { ...excerpt, from: 2, to: 10 }, [' 4 |   nodeName: a', '   |   --------  ^']],
    [
      'in another part of the same long line',
      { ...excerpt, text: '…b: c' },
      [' 4 |   nodeName: a', '   |             ^'],
    ],
  ])('the field that is contradicted, %s', (_, contradicted, expected) => {
    const found = lines({ findings: [finding({ excerpt, contradicted })], objects: [object()] });
    const start = found.findIndex((line) => line.endsWith('|')) + 1;
    expect(found.slice(start, found.indexOf('', start))).toEqual(expected);
  });

  test('a long line is cut so that the value of the finding is shown', () => {
    const text = `${'x'.repeat(90)} a: b`;
    const far = { line: 4, text, from: 94, to: 95 };
    const found = lines({
      findings: [finding({ excerpt: far, contradicted: { ...far, from: 2, to: 4 } })],
      objects: [object()],
    });
    const shown = found.findIndex((line) => line.endsWith(' a: b'));
    expect(found[shown + 1]!.indexOf('^')).toBe(found[shown]!.length - 1);
  });

  test('what defaults would add, and mode audit only when asked', () => {
    const given = {
      findings: [finding({ mode: 'audit' as const })],
      objects: [object({ notes: [note({ fix: 'Set a.' })], moreNotes: 2 })],
    };
    expect(lines(given).slice(2)).toEqual([
      'Pod web in namespace default',
      '',
      'info: Podward added a. [a-default]',
      ' --> pod.yaml:3:2',
      '  | spec.a',
      '  = help: Set a.',
      '',
      'info: 2 more notes are not listed.',
      '',
      '1 object checked, 1 finding (audit), 3 notes. To print findings in mode audit,',
      'use --verbose.',
      'For more about a rule, run: podward explain a-default',
      '',
    ]);
    expect(lines(given, { verbose: true })).toContain('audit: Forbidden: no. [rule]');
  });

  test('one finding that was only counted', () => {
    const omitted = [{ rule: 'labels-valid', mode: 'deny' as const, count: 1 }];
    expect(lines({ objects: [object({ omitted })] })).toContain('deny: 1 more finding is not listed. [labels-valid]');
  });

  test('findings that were only counted', () => {
    const omitted = [
      { rule: 'labels-valid', mode: 'deny' as const, count: 12 },
      { rule: 'other', mode: 'audit' as const, count: 1 },
    ];
    expect(lines({ objects: [object({ omitted })], omitted })).toEqual([
      'pod.yaml',
      '',
      'Pod web in namespace default',
      '',
      'deny: 12 more findings are not listed. [labels-valid]',
      '',
      'deny: 12 more findings are not listed, all in the objects after these.',
      '[labels-valid]',
      '',
      '1 object checked, 26 findings (24 deny, 2 audit). To print findings in mode',
      'audit, use --verbose.',
      '',
    ]);
  });

  test.each([30, 50, 80, 200])('%d columns are enough', (width) => {
    const words = 'a word and another '.repeat(20).trim();
    const cases = [
      { text: '日本語 '.repeat(60), from: 4, to: 8 },
      { text: `${' '.repeat(90)}image: ${'x'.repeat(100)}`, from: 97, to: 197 },
      { text: `${'a: b, '.repeat(50)}e\u0301e\u0301: c`, from: 300, to: 305 },
      { text: 'short: 1', from: 7, to: 8 },
    ];
    for (const { text, from, to } of cases) {
      const shown = { line: 1234, text, from, to };
      const found = finding({
        path: '',
        text: `${words}.`,
        fix: `${words}.`,
        excerpt: shown,
        contradicted: { ...shown, line: 1240 },
      });
      const report = lines({ findings: [found], objects: [object()] }, { width });
      for (const line of report) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(30, width));
      expect(report.filter((line) => /\| +\^+$/.test(line))).toHaveLength(1);
      expect(report.filter((line) => /\| +-+$/.test(line))).toHaveLength(1);
    }
  });

  test('the mark below wide characters', () => {
    const wide = { line: 4, text: 'name: "日本" # x', from: 6, to: 10 };
    const found = lines({ findings: [finding({ excerpt: wide })], objects: [object()] });
    expect(found.slice(8, 10)).toEqual([' 4 | name: "日本" # x', '   |       ^^^^^^']);
  });

  test('colors', () => {
    const text = lines(
      { findings: [finding({ excerpt, fix: 'Remove it.' })], objects: [object()] },
      { color: true },
    ).join('\n');
    expect(text).toContain('\u001b[1m\u001b[31mdeny\u001b[39m\u001b[22m: Forbidden: no. \u001b[2m[rule]\u001b[22m\n');
    expect(text).toContain('\u001b[34m   |\u001b[39m             \u001b[31m^\u001b[39m\n');
    expect(text).toContain('1 object checked, 1 finding (\u001b[31mdeny\u001b[39m).');
  });

  test('no name breaks the line or controls the terminal', () => {
    const nasty = '\u001b[2J\n\u202e\u0085x';
    const found = finding({ file: nasty, path: nasty, text: nasty, fix: nasty });
    const text = lines({
      findings: [found],
      objects: [
        object({ file: nasty, name: nasty, namespace: nasty, notes: [note({ path: nasty, text: nasty, fix: nasty })] }),
      ],
    });
    expect(text.join('')).not.toMatch(/\P{C}*\p{C}/u);
  });
});

describe('the lines around', () => {
  const around = [
    { line: 5, text: '    app: web' },
    { line: 6, text: '…' },
  ];

  test('the content of both fields, each line once', () => {
    const labels = { line: 4, text: '  labels:', from: 2, to: 8, around };
    const selector = { line: 2, text: 'selector:', from: 0, to: 8, around: [{ line: 3, text: '  app: shop' }, labels] };
    const found = lines({
      findings: [finding({ path: '', excerpt: labels, contradicted: selector })],
      objects: [object()],
    });
    expect(found.slice(5, 14)).toEqual([
      '  --> pod.yaml:4:5',
      '   |',
      ' 2 | selector:',
      '   | --------',
      ' 3 |   app: shop',
      ' 4 |   labels:',
      '   |   ^^^^^^',
      ' 5 |     app: web',
      ' 6 | …',
    ]);
  });

  test('omitted lines in the middle are one gap', () => {
    const labels = { line: 4, text: '  labels:', from: 2, to: 8, around };
    const selector = { line: 7, text: 'selector:', from: 0, to: 8 };
    const found = lines({
      findings: [finding({ path: '', excerpt: labels, contradicted: selector })],
      objects: [object()],
    });
    expect(found.slice(8, 13)).toEqual([
      '   |   ^^^^^^',
      ' 5 |     app: web',
      ' ...',
      ' 7 | selector:',
      '   | --------',
    ]);
  });
});

describe('what a report for a terminal ends with', () => {
  test.each([
    ['the excerpt', { excerpt: { ...excerpt, text: 'env: (hidden)' } }],
    ['a line around it', { excerpt: { ...excerpt, around: [{ line: 5, text: 'env: (hidden)' }] } }],
    ['the contradicted line', { contradicted: { ...excerpt, text: 'env: (hidden)' } }],
    ['the text', { text: 'password=(hidden).' }],
  ])('why a value is hidden in %s', (_, extra) => {
    const found = lines({ findings: [finding(extra)], objects: [object()] });
    expect(found.slice(-4, -1)).toEqual([
      '1 object checked, 1 finding (deny).',
      '(hidden) stands for a value that may be secret.',
      'For more about a rule, run: podward explain rule',
    ]);
  });

  test('the same for an error', () => {
    const errors = [{ file: 'a', message: 'bad', excerpt: { ...excerpt, text: '(hidden)' } }];
    expect(lines({ errors })).toEqual([
      '0 objects checked, no findings.',
      '1 error, so the check is incomplete.',
      '(hidden) stands for a value that may be secret.',
      '',
    ]);
  });

  test('the rule that is printed first', () => {
    const findings = [
      finding({ rule: 'second', line: 9 }),
      finding({ rule: 'first' }),
      finding({ mode: 'audit', line: 1 }),
    ];
    expect(lines({ findings, objects: [object()] }).at(-2)).toBe('For more about a rule, run: podward explain first');
  });
});

test('on one terminal, errors are at their place in the order of the files', () => {
  const objects = [
    object(),
    object({ file: 'pod.yaml', name: 'b' }),
    object({ file: 'quiet.yaml' }),
    object({ file: 'z.yaml' }),
  ];
  const errors = [
    { file: 'a.yaml', line: 1, column: 1, message: 'before any object.', object: 0 },
    { file: 'pod.yaml', line: 9, column: 1, message: 'between two objects.', object: 1 },
    { file: 'pod.yaml', message: '5 more errors', count: 5 },
    { file: 'y.yaml', message: 'without objects.', object: 3 },
    { file: 'z.yaml', message: 'before the object of its file.', object: 3 },
    { file: 'z.yaml', message: 'at the end.', object: 4 },
  ];
  const findings = [0, 1, 3].map((i) => finding({ object: i, file: objects[i]!.file, path: '' }));
  const found = lines({ errors, findings, objects }, { withErrors: true });
  expect(found.filter((line) => line !== '' && !line.startsWith(' ')).slice(0, -3)).toEqual([
    'a.yaml',
    'error: before any object.',
    'pod.yaml',
    'Pod web in namespace default',
    'deny: Forbidden: no. [rule]',
    'error: between two objects.',
    'error: 5 more errors',
    'Pod b in namespace default',
    'deny: Forbidden: no. [rule]',
    'y.yaml',
    'error: without objects.',
    'z.yaml',
    'error: before the object of its file.',
    'Pod web in namespace default',
    'deny: Forbidden: no. [rule]',
    'error: at the end.',
  ]);
  expect(lines({ errors, findings, objects }).join('\n')).not.toContain('error: ');
});

test('the command is not broken', () => {
  const found = lines({ findings: [finding()], objects: [object()] }, { width: 40 });
  expect(found.slice(-3)).toEqual(['For more about a rule, run:', 'podward explain rule', '']);
});

test('a mark after the end of the line', () => {
  const end = { line: 4, text: 'spec:', from: 5, to: 6 };
  const found = lines({ findings: [finding({ excerpt: end, path: '' })], objects: [object()] });
  expect(found.slice(7, 9)).toEqual([' 4 | spec:', '   |      ^']);
});

describe('on standard error', () => {
  const options = { color: false, width: 40 };

  test('an error with its line', () => {
    const error = { file: 'pod.yaml', line: 4, column: 13, message: 'invalid YAML. A value is missing.', excerpt };
    expect(prettyError({ ...error, excerpt: { ...excerpt, around: [{ line: 3, text: 'spec:' }] } }, options)).toBe(
      [
        'error: invalid YAML. A value is missing.',
        '  --> pod.yaml:4:13',
        '   |',
        ' 3 | spec:',
        ' 4 |   nodeName: a',
        '   |             ^',
        '',
        '',
      ].join('\n'),
    );
  });

  test('an error without a position', () => {
    expect(prettyError({ file: 'gone', message: 'no such file or directory.' }, options)).toBe(
      'error: no such file or directory.\n --> gone\n\n',
    );
  });

  test('an error with colors, and without control characters', () => {
    const text = prettyError({ file: 'a\u202e', message: 'bad\u001b[2J rules.auth: x' }, { color: true, width: 80 });
    expect(text).toBe(
      '\u001b[1m\u001b[31merror\u001b[39m\u001b[22m: bad [2J rules.auth: x\n\u001b[34m -->\u001b[39m a \n\n',
    );
  });

  test('a note, wrapped', () => {
    expect(prettyNote('note', 'a.yaml:1:1: some words about something', options)).toBe(
      'note: a.yaml:1:1: some words about\nsomething\n\n',
    );
  });
});
