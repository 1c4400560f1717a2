import { describe, expect, test } from '@jest/globals';
import { allow, deny, failure, undecodable } from '../../src/admission/encode.ts';
import { oneLineOfBytes, oneLineWithId } from '../../src/admission/text.ts';
import type { Change } from '../../src/change/change.ts';
import { breaches } from './contract.ts';

const change: Change = {
  operation: 'UPDATE',
  phase: 'validate',
  kind: 'Deployment',
  subresource: '',
  namespace: 'default',
  name: 'web',
  before: {},
  after: {},
  minor: 36,
};
const finding = (i: number) => ({
  type: 'FieldValueForbidden' as const,
  path: `spec.f${i}`,
  lead: 'Forbidden',
  text: `wrong ${i}.`,
  rule: `rule-${i}`,
});
const findings = (count: number) => Array.from({ length: count }, (_, i) => finding(i));

describe('allow', () => {
  test('says nothing more than it has to', () => {
    expect(allow('u').response).toEqual({ uid: 'u', allowed: true });
    expect(allow('u', { warnings: [], patch: [], auditAnnotations: { 'denied-rules': [] } }).response).toEqual({
      uid: 'u',
      allowed: true,
    });
  });

  test('carries the patch with its type, whatever characters it has', () => {
    const patch = [{ op: 'add' as const, path: '/a', value: 'é😀\n\u2028' }];
    const { response } = allow('u', { patch });
    expect(response.patchType).toBe('JSONPatch');
    expect(JSON.parse(Buffer.from(response.patch!, 'base64').toString('utf8'))).toEqual(patch);
  });

  test('carries warnings in short lines, each once', () => {
    const warnings = [
      'a\nb',
      'a b',
      `${'é'.repeat(300)} [some-rule]`,
      ...Array.from({ length: 20 }, (_, i) => `w${i}`),
    ];
    const sent = allow('u', { warnings }).response.warnings!;
    expect(sent).toHaveLength(22);
    expect(sent[0]).toBe('a b');
    expect(sent[1]).toMatch(/^é+… \[some-rule\]$/);
    expect(Buffer.byteLength(sent[1]!)).toBeLessThanOrEqual(256);
    expect(sent[2]).toBe('w0');
    expect(sent[21]).toBe('w19');
    expect(breaches(allow('u', { warnings }), 'u', 'validate')).toEqual([]);
  });

  test('carries as many warnings as there is room for, and counts the rest', () => {
    const warnings = Array.from({ length: 500 }, (_, i) => `${i} ${'x'.repeat(195)} [some-rule]`);
    const answer = allow('u', { warnings });
    const sent = answer.response.warnings!;
    expect(sent).toHaveLength(15);
    expect(sent[13]).toMatch(/^13 x/);
    expect(sent.at(-1)).toBe('486 more are not listed');
    expect(breaches(answer, 'u', 'validate')).toEqual([]);
  });

  test('carries each id once, as many as fit', () => {
    const ids = ['b-rule', 'a-rule', 'b-rule', ...Array.from({ length: 200 }, (_, i) => `rule-${i}`)];
    const annotations = allow('u', { auditAnnotations: { 'warned-rules': ids, 'denied-rules': [] } }).response
      .auditAnnotations!;
    expect(Object.keys(annotations)).toEqual(['warned-rules']);
    expect(annotations['warned-rules']).toMatch(/^b-rule,a-rule,rule-0,rule-1,.*,rule-\d+$/);
    expect(annotations['warned-rules']!.length).toBeLessThanOrEqual(1024);
  });
});

describe('deny', () => {
  test('names every finding, in causes and in the message', () => {
    expect(deny('u', change, findings(2)).response).toEqual({
      uid: 'u',
      allowed: false,
      status: {
        status: 'Failure',
        code: 422,
        reason: 'Invalid',
        message: 'Deployment "web" is refused, 2 findings: spec.f0: wrong 0 [rule-0]; spec.f1: wrong 1 [rule-1]',
        details: {
          name: 'web',
          group: 'apps',
          kind: 'Deployment',
          causes: [
            { reason: 'FieldValueForbidden', field: 'spec.f0', message: 'wrong 0 [rule-0]' },
            { reason: 'FieldValueForbidden', field: 'spec.f1', message: 'wrong 1 [rule-1]' },
          ],
        },
      },
    });
  });

  test.each([
    [11, 0, 11, 'wrong 10 [rule-10]'],
    [250, 0, 250, 'wrong 249 [rule-249]'],
    [250, 3, 251, '3 more are not listed'],
    [5000, 70, 775, '4296 more are not listed'],
  ])('of %d findings and %d uncounted has %d causes', (count, omitted, causes, last) => {
    const answer = deny('u', change, findings(count), {}, omitted);
    expect(answer.response.status?.details?.causes).toHaveLength(causes);
    expect(answer.response.status?.details?.causes.at(-1)?.message).toBe(last);
    expect(breaches(answer, 'u', 'validate')).toEqual([]);
  });

  test.each([
    ['web', {}, 'web'],
    ['', { metadata: { name: 'own' } }, 'own'],
    ['', { metadata: { generateName: 'web-' } }, 'web-'],
    ['', {}, ''],
  ])('names the object: %j, %j', (name, after, expected) => {
    expect(deny('u', { ...change, name, after }, findings(1)).response.status?.details?.name).toBe(expected);
  });

  test('breaks no line and no bound, whatever the object holds', () => {
    const nasty = {
      type: 'FieldValueInvalid' as const,
      path: `metadata.annotations[${'x\n'.repeat(5000)}]`,
      lead: '',
      text: '\u0000\ud800'.repeat(5000),
      rule: 'rule',
    };
    const answer = deny('u', { ...change, name: '\r\nSet-Cookie: x' }, [nasty], { warnings: [nasty.path] });
    expect(breaches(answer, 'u', 'validate')).toEqual([]);
    expect(answer.response.status?.details?.causes[0]?.message).toMatch(/… \[rule\]$/);
  });
});

test('what cannot be read is refused as a bad request', () => {
  const answer = undecodable('u', 'request.object is missing', 'deny');
  expect(answer.response).toMatchObject({
    allowed: false,
    status: { code: 400, reason: 'BadRequest', message: expect.stringContaining('request.object') },
  });
  expect(breaches(answer, 'u', 'mutate')).toEqual([]);
});

test('a failure is no allow', () => {
  const answer = failure('u', 'rule x failed', 'deny');
  expect(answer.response).toMatchObject({ allowed: false, status: { code: 500, reason: 'InternalError' } });
  expect(breaches(answer, 'u', 'mutate')).toEqual([]);
});

test.each<[string, typeof failure]>([
  ['undecodable', undecodable],
  ['failed', failure],
])('what is %s passes with a word in the modes in which nothing is refused', (why, answerTo) => {
  const long = `it is ${'too much '.repeat(500)}`;
  const [warned, audited] = [answerTo('u', long, 'warn'), answerTo('u', long, 'audit')];
  const auditAnnotations = { 'not-judged': why };
  const warnings = [expect.stringContaining('it is too much')];
  expect(warned.response).toEqual({ uid: 'u', allowed: true, warnings, auditAnnotations });
  expect(audited.response).toEqual({ uid: 'u', allowed: true, auditAnnotations });
  for (const answer of [warned, audited]) expect(breaches(answer, 'u', 'validate')).toEqual([]);
});

describe('a line', () => {
  test.each<[string, number, string]>([
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['eleven here', 10, 'eleven …'],
    ['éééééé', 10, 'ééé…'],
    ['😀😀😀', 10, '😀…'],
    ['a\r\n\tb\u2028c\u0085d\u202ee', 20, 'a b c d e'],
    ['\ud800', 10, '\ufffd'],
  ])('%j in %d bytes', (text, limit, expected) => {
    expect(oneLineOfBytes(text, limit)).toBe(expected);
    expect(Buffer.byteLength(oneLineOfBytes(text, limit))).toBeLessThanOrEqual(limit);
  });

  test('keeps the id of the rule', () => {
    expect(oneLineWithId('a long explanation', 'rule-id', 20)).toBe('a long … [rule-id]');
  });
});
