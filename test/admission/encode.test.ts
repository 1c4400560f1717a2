import { describe, expect, test } from '@jest/globals';
import { allow, deny, failure, undecodable, type AdmissionReview } from '../../src/admission/encode.ts';
import { oneLineOfBytes, remarkOfBytes } from '../../src/admission/bytes.ts';
import type { Change } from '../../src/change/change.ts';
import type { ActiveMode, Remark, Texts } from '../../src/engine/judged.ts';
import { FieldPath } from '../../src/json/path.ts';
import { metadataPath } from '../../src/kubernetes/kinds.ts';
import { forbidden } from '../../src/rules/finding.ts';
import { breaches } from './contract.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const change: Change = {
  operation: 'UPDATE',
  phase: 'validate',
  kind: 'Deployment',
  subresource: '',
  namespace: 'default',
  name: 'web',
  before: {},
  after: {},
  facts: serverFacts(36),
};
const created: Change = { ...change, operation: 'CREATE', before: undefined };
const remark = (rule: string, texts: Partial<Texts>, path = FieldPath.root): Remark => {
  const all = { path: path.toString(), lead: '', text: '', ...texts };
  return { rule, finding: forbidden(path, 'message'), texts: () => all, shortened: () => all };
};
const finding = (i: number, texts: Partial<Texts> = {}, path = FieldPath.root.child('spec', `f${i}`)): Remark =>
  remark(`rule-${i}`, { lead: 'Forbidden', text: `f${i} is immutable.`, fix: 'Remove it.', ...texts }, path);
const findings = (count: number) => Array.from({ length: count }, (_, i) => finding(i));
const note = (text: string, rule = 'some-rule'): Remark => remark(rule, { text });

describe('allow', () => {
  test('has only the required fields', () => {
    expect(allow('u').response).toEqual({ uid: 'u', allowed: true });
    expect(allow('u', { warnings: [], patch: [], auditAnnotations: { 'denied-rules': [] } }).response).toEqual({
      uid: 'u',
      allowed: true,
    });
  });

  test.each([
    ['4d6dc5dd-1f0d-4b24-9a5c-4c7d7c8f5e9e', true],
    ['a\nb', false],
  ])('has the uid %j in the audit annotations: %s', (uid, isThere) => {
    const { auditAnnotations = {} } = allow(uid, { auditAnnotations: { 'warned-rules': ['a'] } }).response;
    expect(auditAnnotations['review-uid']).toBe(isThere ? uid : undefined);
  });

  test('has the patch and its type, whatever its characters', () => {
    const patch = [{ op: 'add' as const, path: '/a', value: 'é😀\n\u2028' }];
    const { response } = allow('u', { patch });
    expect(response.patchType).toBe('JSONPatch');
    expect(JSON.parse(Buffer.from(response.patch!, 'base64').toString('utf8'))).toEqual(patch);
  });

  test('has findings and notes as warnings in short lines, without duplicates', () => {
    const warnings = [
      finding(1),
      note('a\nb'),
      note('a b'),
      note('é'.repeat(300)),
      ...Array.from({ length: 20 }, (_, i) => note(`w${i}`)),
    ];
    const sent = allow('u', { warnings }).response.warnings!;
    expect(sent).toHaveLength(23);
    expect(sent[0]).toBe('spec.f1: Forbidden: f1 is immutable. Remove it. [rule-1]');
    expect(sent[1]).toBe('a b [some-rule]');
    expect(sent[2]).toMatch(/^é+… \[some-rule\]$/);
    expect(Buffer.byteLength(sent[2]!)).toBeLessThanOrEqual(256);
    expect(sent[3]).toBe('w0 [some-rule]');
    expect(sent[22]).toBe('w19 [some-rule]');
    expect(breaches(allow('u', { warnings }), 'u', 'validate')).toEqual([]);
  });

  test.each([
    [500, 0, 15, '486 more warnings are not shown.'],
    [14, 3, 15, '3 more warnings are not shown.'],
    [14, 1, 15, '1 more warning is not shown.'],
  ])('with %d warnings and %d that were only counted, it has %d', (count, omittedWarnings, sentCount, last) => {
    const warnings = Array.from({ length: count }, (_, i) => note(`${i} ${'x'.repeat(190)}`));
    const answer = allow('u', { warnings, omittedWarnings });
    const sent = answer.response.warnings!;
    expect(sent).toHaveLength(sentCount);
    expect(sent[13]).toMatch(/^13 x/);
    expect(sent.at(-1)).toBe(last);
    expect(breaches(answer, 'u', 'validate')).toEqual([]);
  });

  test('has as many ids as fit in the audit annotations, without duplicates', () => {
    const ids = ['b-rule', 'a-rule', 'b-rule', ...Array.from({ length: 200 }, (_, i) => `rule-${i}`)];
    const annotations = allow('u', { auditAnnotations: { 'warned-rules': ids, 'denied-rules': [] } }).response
      .auditAnnotations!;
    expect(Object.keys(annotations)).toEqual(['warned-rules', 'review-uid']);
    expect(annotations['warned-rules']).toMatch(/^b-rule,a-rule,rule-0,rule-1,.*,rule-\d+$/);
    expect(annotations['warned-rules']!.length).toBeLessThanOrEqual(1024);
  });
});

describe('deny', () => {
  test('names every finding, in the causes and in the message', () => {
    expect(deny('u', change, findings(2)).response).toEqual({
      uid: 'u',
      allowed: false,
      status: {
        status: 'Failure',
        code: 422,
        reason: 'Invalid',
        message:
          'Deployment "web" is invalid for 2 reasons. ' +
          '(1) spec.f0: Forbidden: f0 is immutable. Remove it. [rule-0] (2) spec.f1: Forbidden: f1 is immutable. Remove it. [rule-1]',
        details: {
          name: 'web',
          group: 'apps',
          kind: 'Deployment',
          causes: [0, 1].map((i) => ({
            reason: 'FieldValueForbidden',
            field: `spec.f${i}`,
            message: `Forbidden: f${i} is immutable. Remove it. [rule-${i}]`,
          })),
        },
      },
    });
  });

  test.each([
    ['web', {}, 'web', 'Deployment "web"'],
    ['', { metadata: { name: 'own' } }, 'own', 'Deployment "own"'],
    ['', { metadata: { generateName: 'web-' } }, 'web-', 'Deployment "web-"'],
    ['', {}, '', 'Deployment'],
  ])('names the object if there is one finding: %j, %j', (name, after, expected, named) => {
    const { status } = deny('u', { ...change, name, after }, findings(1)).response;
    expect(status?.details?.name).toBe(expected);
    expect(status?.message).toBe(`${named} is invalid: spec.f0: Forbidden: f0 is immutable. Remove it. [rule-0]`);
  });

  const toSeeAll = 'To see all of them, run podward check --old OLD --new FILE.';
  test.each<[number, number, number, string]>([
    [11, 0, 11, 'Forbidden: f10 is immutable. Remove it. [rule-10]'],
    [250, 0, 250, 'Forbidden: f249 is immutable. Remove it. [rule-249]'],
    [250, 3, 251, `3 more problems are not shown. ${toSeeAll}`],
    [2, 1, 3, '1 more problem is not shown. To see it, run podward check --old OLD --new FILE.'],
    [5000, 70, 568, `4503 more problems are not shown. ${toSeeAll}`],
  ])('with %d findings and %d that were only counted, it has %d causes', (count, omitted, causes, last) => {
    const answer = deny('u', change, findings(count), {}, omitted);
    expect(answer.response.status?.details?.causes).toHaveLength(causes);
    expect(answer.response.status?.details?.causes.at(-1)?.message).toBe(last);
    expect(breaches(answer, 'u', 'validate')).toEqual([]);
  });

  test('names the command for a new object', () => {
    const { causes } = deny('u', created, findings(1), {}, 2).response.status!.details!;
    expect(causes.at(-1)).toEqual({
      reason: 'FieldValueInvalid',
      field: 'spec',
      message: '2 more problems are not shown. To see all of them, run podward check FILE.',
    });
  });

  test('with a finding that was only counted has one reason', () => {
    const { message } = deny('u', change, [], {}, 1).response.status!;
    expect(message).toMatch(/^Deployment "web" is invalid for 1 reason\. 1 more problem is not shown\./);
  });

  test('reports the other findings at their top-level field', () => {
    const long = Array.from({ length: 200 }, (_, i) =>
      finding(i, { text: 'y'.repeat(900) }, metadataPath.child('labels').key('x.y')),
    );
    const { causes } = deny('u', change, long).response.status!.details!;
    expect(causes.at(-1)?.field).toBe('metadata');
  });

  test('has as many whole findings as fit in the message', () => {
    const { message } = deny('u', change, findings(100)).response.status!;
    expect(message).toMatch(/^Deployment "web" is invalid for 100 reasons\. \(1\) spec\.f0: /);
    expect(message).toMatch(
      /\[rule-\d+\] \d+ more problems are not shown\. To see all of them, run podward check .*\.$/,
    );
    const shown = [...message.matchAll(/\[rule-\d+\]/g)].length;
    expect(message).toContain(` ${100 - shown} more problems `);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048);
  });

  test('exceeds no limit and breaks no line, whatever the object', () => {
    const path = `metadata.annotations[${'x\n'.repeat(5000)}]`;
    const nasty = remark('rule', { path, text: '\u0000\ud800'.repeat(5000) });
    for (const rest of [0, 1]) {
      const answer = deny('u', { ...change, name: '\r\nSet-Cookie: x' }, [nasty], { warnings: [nasty] }, rest);
      expect(breaches(answer, 'u', 'validate')).toEqual([]);
      expect(answer.response.status?.details?.causes[0]?.message).toMatch(/… \[rule\]$/);
    }
  });
});

describe('an undecodable review', () => {
  const reason = 'request.operation must be a string.';
  test('is refused as a bad request', () => {
    const answer = undecodable('u', { reason }, 'deny');
    expect(answer.response).toMatchObject({
      allowed: false,
      status: {
        code: 400,
        reason: 'BadRequest',
        message: `Podward cannot read this AdmissionReview and refused the request. ${reason} Tell the operator of Podward.`,
      },
      auditAnnotations: { 'review-uid': 'u' },
    });
    expect(breaches(answer, 'u', 'mutate')).toEqual([]);
  });

  test('has other advice if the author of the object can help', () => {
    const { status } = undecodable('u', { reason, advice: 'Make the object smaller.' }, 'deny').response;
    expect(status?.message).toMatch(/must be a string\. Make the object smaller\.$/);
  });
});

test('a failure is not an allow', () => {
  const answer = failure('u', 'The cause is a bug in rule x, and not the manifest.', 'deny');
  expect(answer.response).toMatchObject({
    allowed: false,
    status: {
      code: 500,
      reason: 'InternalError',
      message:
        'Podward failed while checking this request and refused it. The cause is a bug in rule x, and not the manifest. ' +
        'Tell the operator of Podward the uid u.',
    },
    auditAnnotations: { 'review-uid': 'u' },
  });
  expect(failure('a b', 'The cause is a bug.', 'deny').response).not.toHaveProperty('auditAnnotations');
  expect(breaches(answer, 'u', 'mutate')).toEqual([]);
});

test.each<[string, string, (uid: string, words: string, mode: ActiveMode) => AdmissionReview]>([
  ['undecodable', 'did not check the request', (uid, reason, mode) => undecodable(uid, { reason }, mode)],
  ['failed', 'failed to check this request', failure],
])('a review that is %s passes with a warning in the modes warn and audit', (why, words, answerTo) => {
  const long = `It is ${'too much '.repeat(500)}`;
  const [warned, audited] = [answerTo('u', long, 'warn'), answerTo('u', long, 'audit')];
  const auditAnnotations = { 'not-judged': why, 'review-uid': 'u' };
  const warnings = [expect.stringMatching(new RegExp(`^Podward .*${words}\\. It is too much`))];
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

  const name = (length: number): string => `"a${'b'.repeat(Math.min(length, 63) - 3)}"`;
  const textsOf = (length: number): Partial<Texts> => ({
    text: `container ${name(length)} must stop.`,
    fix: 'Stop it.',
  });
  const named: Remark = {
    ...remark('id', textsOf(63)),
    shortened: (length) => remark('id', textsOf(length)).texts(),
  };
  test.each<[number, number, string]>([
    [104, 63, ' Stop it.'],
    [103, 48, ' Stop it.'],
    [80, 36, ' Stop it.'],
    [66, 24, ' Stop it.'],
    [57, 16, ' Stop it.'],
    [56, 24, ''],
    [48, 16, ''],
  ])('in %d bytes has a name of %d characters, and what to do as long as it fits', (limit, length, fix) =>
    expect(remarkOfBytes(named, limit, 'spec')).toBe(`spec: container ${name(length)} must stop.${fix} [id]`),
  );

  const invalid = remark('id', { lead: 'Invalid value: 0', text: 'must be positive.', fix: 'Use 1.' });
  test.each<[number, string, string]>([
    [60, 'spec.a', 'spec.a: Invalid value: 0: must be positive. Use 1. [id]'],
    [50, 'spec.a', 'spec.a: Invalid value: 0: must be positive. [id]'],
    [40, 'spec.a', 'spec.a: Invalid value: 0: must b… [id]'],
    [60, `spec.${'b'.repeat(40)}`, 'spec.bbbbbbbbbbbbbbbbbbb…: Invalid value: 0: must … [id]'],
    [40, `spec.${'b'.repeat(40)}`, 'spec.bbbbbbbbb…: Invalid value… [id]'],
    [30, '', 'Invalid value: 0: must… [id]'],
  ])('in %d bytes keeps the id, then the problem and the path, then the fix: %s', (limit, path, expected) => {
    const line = remarkOfBytes(invalid, limit, path);
    expect(line).toBe(expected);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(limit);
  });
});
