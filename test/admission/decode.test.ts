import { describe, expect, test } from '@jest/globals';
import { decode, type Decoded } from '../../src/admission/decode.ts';
import { isDeeperThan } from '../../src/admission/depth.ts';
import { encoded, pod, reviewOf, uid } from './requests.ts';

const decodeText = (text: string): Decoded => decode(Buffer.from(text), 'validate', 36);
const decodeReview = (review: unknown): Decoded => decode(encoded(review), 'validate', 36);

describe('a change', () => {
  test('is a CREATE of a kind that has rules', () => {
    expect(decodeReview(reviewOf())).toEqual({
      outcome: 'change',
      uid,
      user: 'alice',
      change: {
        operation: 'CREATE',
        phase: 'validate',
        kind: 'Pod',
        subresource: '',
        namespace: 'default',
        name: 'web',
        after: pod(),
        minor: 36,
      },
    });
  });

  test('is an UPDATE with both objects and the subresource', () => {
    const after = pod({}, { labels: { a: 'b' } });
    expect(
      decodeReview(reviewOf({ operation: 'UPDATE', object: after, oldObject: pod(), subResource: 'status' })),
    ).toMatchObject({
      outcome: 'change',
      change: { operation: 'UPDATE', subresource: 'status', before: pod(), after },
    });
  });

  test.each([
    ['a generated name', { name: undefined, object: pod({}, { generateName: 'web-' }) }],
    ['no user', { userInfo: undefined }],
    ['a dry run', { dryRun: true }],
    ['fields that are not known', { more: { x: 1 } }],
    ['a subresource that is not known', { subResource: 'future' }],
  ])('may have %s', (_, over) => {
    expect(decodeReview(reviewOf(over)).outcome).toBe('change');
  });

  test('keeps __proto__ and constructor as fields and pollutes nothing', () => {
    const text = JSON.stringify(reviewOf()).replace(
      '"restartPolicy"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"restartPolicy"',
    );
    const decoded = decodeText(text);
    if (decoded.outcome !== 'change') throw new Error(decoded.outcome);
    expect(Object.keys(decoded.change.after['spec'] as object)).toEqual([
      'containers',
      '__proto__',
      'constructor',
      'restartPolicy',
    ]);
    expect('polluted' in {}).toBe(false);
  });

  test('takes the last of a name that is given twice, as Go does', () => {
    const decoded = decodeText(
      JSON.stringify(reviewOf()).replace('"name":"web","namespace"', '"name":"first","name":"last","namespace"'),
    );
    expect(decoded).toMatchObject({ change: { name: 'last' } });
  });
});

describe('not ours', () => {
  test.each([
    [
      'a ConfigMap',
      { kind: { group: '', version: 'v1', kind: 'ConfigMap' }, object: { apiVersion: 'v1', kind: 'ConfigMap' } },
    ],
    ['a Pod of another group', { kind: { group: 'example.com', version: 'v1', kind: 'Pod' } }],
    ['another version of Job', { kind: { group: 'batch', version: 'v1beta1', kind: 'Job' } }],
    ['pods/binding', { kind: { group: '', version: 'v1', kind: 'Binding' }, subResource: 'binding' }],
    ['pods/eviction', { kind: { group: 'policy', version: 'v1', kind: 'Eviction' }, subResource: 'eviction' }],
    ['deployments/scale', { kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, subResource: 'scale' }],
    ['a DELETE', { operation: 'DELETE', object: null, oldObject: pod() }],
    ['a CONNECT', { operation: 'CONNECT', object: {} }],
  ])('is %s', (_, over) => {
    expect(decodeReview(reviewOf(over))).toEqual({ outcome: 'foreign', uid });
  });
});

describe('undecodable', () => {
  test.each<[string, object, RegExp]>([
    ['no kind', { kind: undefined }, /request\.kind/],
    ['a kind in text', { kind: 'Pod' }, /request\.kind/],
    ['a kind without a group', { kind: { version: 'v1', kind: 'Pod' } }, /request\.kind/],
    ['no operation', { operation: undefined }, /request\.operation/],
    ['an operation that is no text', { operation: ['CREATE'] }, /request\.operation/],
    ['no object', { object: null }, /request\.object must be an object of apiVersion v1, kind Pod/],
    ['an object that is a list', { object: [] }, /request\.object/],
    ['an object in text', { object: 'x' }, /request\.object/],
    ['an object of another kind', { object: { apiVersion: 'v1', kind: 'Secret' } }, /request\.object/],
    ['an UPDATE without the old object', { operation: 'UPDATE' }, /request\.oldObject/],
    [
      'an UPDATE from another kind',
      { operation: 'UPDATE', oldObject: { apiVersion: 'v1', kind: 'Secret' } },
      /request\.oldObject/,
    ],
    ['a subresource that is no text', { subResource: 1 }, /request\.subResource/],
    ['a namespace that is no text', { namespace: {} }, /request\.namespace/],
    ['a name that is no text', { name: [] }, /request\.name/],
  ])('is a request with %s', (_, over, reason) => {
    expect(decodeReview(reviewOf(over))).toEqual({
      outcome: 'undecodable',
      uid,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('malformed', () => {
  const good = JSON.stringify(reviewOf());
  test.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /not JSON/],
    ['half a review', good.slice(0, -10), /not JSON/],
    ['a review and more', `${good}{}`, /not JSON/],
    ['a byte order mark', `\ufeff${good}`, /not JSON/],
    ['UTF-16', Buffer.from(good, 'utf16le'), /not JSON/],
    ['broken UTF-8', Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xc3, 0x28])]), /not JSON/],
    ['broken UTF-8 in a text', Buffer.from(good.replace('alice', 'al\u00e9'), 'latin1'), /not JSON/],
    ['a text', '"review"', /no AdmissionReview/],
    ['null', 'null', /no AdmissionReview/],
    ['a list', `[${good}]`, /no AdmissionReview/],
    ['another kind', JSON.stringify({ ...reviewOf(), kind: 'Pod' }), /no AdmissionReview/],
    [
      'v1beta1',
      JSON.stringify({ ...reviewOf(), apiVersion: 'admission.k8s.io/v1beta1' }),
      /only admission\.k8s\.io\/v1 .* "admission\.k8s\.io\/v1beta1"/,
    ],
    ['no request', JSON.stringify({ ...reviewOf(), request: null }), /no request/],
    ['no uid', JSON.stringify(reviewOf({ uid: undefined })), /no uid/],
    ['an empty uid', JSON.stringify(reviewOf({ uid: '' })), /no uid/],
    ['a uid that is no text', JSON.stringify(reviewOf({ uid: 7 })), /no uid/],
    ['an endless uid', JSON.stringify(reviewOf({ uid: 'a'.repeat(1000) })), /no uid/],
    ['100,000 levels', '['.repeat(100_000), /deeper than 100/],
    ['a deep object', good.replace('"Always"', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`), /deeper than 100/],
  ])('is %s', (_, body, reason) => {
    expect(decode(Buffer.from(body as string), 'validate', 36)).toEqual({
      outcome: 'malformed',
      reason: expect.stringMatching(reason),
    });
  });

  test('quotes nothing of the body', () => {
    expect(decodeText('{"password": hunter2}')).toEqual({
      outcome: 'malformed',
      reason: 'the body is not JSON in UTF-8',
    });
  });
});

describe('depth', () => {
  test.each<[string, number, boolean]>([
    ['1', 0, false],
    ['[]', 0, true],
    ['[[]]', 2, false],
    ['[[[]]]', 2, true],
    ['[{"a":[]}]', 3, false],
    ['[{"a":[]}]', 2, true],
    ['[[],[],{},{}]', 2, false],
    ['"[[[["', 0, false],
    ['["\\"[[[["]', 1, false],
    ['["\\\\",[[]]]', 2, true],
    ['["é[[", "😀{{"]', 1, false],
    ['["unterminated [[[', 1, false],
    ['["ends in a backslash \\', 1, false],
  ])('%s is judged against %d', (text, limit, deeper) => {
    expect(isDeeperThan(limit, Buffer.from(text))).toBe(deeper);
  });
});
