import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decode, decodeParsed, type Decoded, type ReviewPhase } from '../../src/admission/decode.ts';
import { extentIn, extentOf, isDeeperThan } from '../../src/admission/extent.ts';
import {
  maxCreatedValues,
  maxGrownManagedFields,
  maxGrownValues,
  maxManagedFields,
  maxValues,
} from '../../src/admission/limits.ts';
import type { Json } from '../../src/json/json.ts';
import { encoded, pod, reviewOf, uid } from './requests.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const decodeText = (text: string, phase: ReviewPhase = 'validate'): Decoded =>
  decode(Buffer.from(text), phase, serverFacts(36));
const decodeReview = (review: unknown): Decoded => decode(encoded(review), 'validate', serverFacts(36));

describe('a change', () => {
  test('is a CREATE of a kind that has rules', () => {
    expect(decodeReview(reviewOf())).toEqual({
      outcome: 'change',
      dryRun: false,
      uid,
      user: 'alice',
      groups: [],
      change: {
        operation: 'CREATE',
        phase: 'validate',
        kind: 'Pod',
        subresource: '',
        namespace: 'default',
        name: 'web',
        after: pod(),
        facts: serverFacts(36),
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
    ['unknown fields', { more: { x: 1 } }],
    ['an unknown subresource', { subResource: 'future' }],
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

  test('uses the last of two fields with one name, as Go does', () => {
    const decoded = decodeText(
      JSON.stringify(reviewOf()).replace('"name":"web","namespace"', '"name":"first","name":"last","namespace"'),
    );
    expect(decoded).toMatchObject({ change: { name: 'last' } });
  });
});

describe('foreign', () => {
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
    ['a kind that is a string', { kind: 'Pod' }, /request\.kind/],
    ['a kind without a group', { kind: { version: 'v1', kind: 'Pod' } }, /request\.kind/],
    ['no operation', { operation: undefined }, /request\.operation/],
    ['an operation that is not a string', { operation: ['CREATE'] }, /request\.operation/],
    [
      'an operation in lower case',
      { operation: 'create' },
      /request\.operation must be CREATE, UPDATE, DELETE or CONNECT/,
    ],
    ['an unknown operation', { operation: 'PATCH' }, /request\.operation/],
    ['an empty operation', { operation: '' }, /request\.operation/],
    ['an operation with the name of a method', { operation: 'constructor' }, /request\.operation/],
    ['no object', { object: null }, /^request\.object must be a Pod of apiVersion v1\.$/],
    ['an object that is a list', { object: [] }, /request\.object/],
    ['an object that is a string', { object: 'x' }, /request\.object/],
    ['an object of another kind', { object: { apiVersion: 'v1', kind: 'Secret' } }, /request\.object/],
    ['an UPDATE without the old object', { operation: 'UPDATE' }, /request\.oldObject/],
    [
      'an UPDATE from another kind',
      { operation: 'UPDATE', oldObject: { apiVersion: 'v1', kind: 'Secret' } },
      /request\.oldObject/,
    ],
    ['a subresource that is not a string', { subResource: 1 }, /request\.subResource/],
    ['a namespace that is not a string', { namespace: {} }, /request\.namespace/],
    ['a name that is not a string', { name: [] }, /request\.name/],
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
    ['nothing', '', /^The body must be JSON in UTF-8\.$/],
    ['half a review', good.slice(0, -10), /^The body must be JSON in UTF-8\.$/],
    ['a review and more', `${good}{}`, /^The body must be JSON in UTF-8\.$/],
    ['a byte order mark', `\ufeff${good}`, /^The body must be JSON in UTF-8\.$/],
    ['UTF-16', Buffer.from(good, 'utf16le'), /^The body must be JSON in UTF-8\.$/],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xc3, 0x28])]),
      /^The body must be JSON in UTF-8\.$/,
    ],
    [
      'broken UTF-8 in a string',
      Buffer.from(good.replace('alice', 'al\u00e9'), 'latin1'),
      /^The body must be JSON in UTF-8\.$/,
    ],
    ['a text', '"review"', /^The body must be an AdmissionReview\.$/],
    ['null', 'null', /^The body must be an AdmissionReview\.$/],
    ['a list', `[${good}]`, /^The body must be an AdmissionReview\.$/],
    ['another kind', JSON.stringify({ ...reviewOf(), kind: 'Pod' }), /^The body must be an AdmissionReview\.$/],
    [
      'v1beta1',
      JSON.stringify({ ...reviewOf(), apiVersion: 'admission.k8s.io/v1beta1' }),
      /^apiVersion must be admission\.k8s\.io\/v1, but is "admission\.k8s\.io\/v1beta1"\. Set admissionReviewVersions/,
    ],
    ['no request', JSON.stringify({ ...reviewOf(), request: null }), /^The AdmissionReview must have a request\.$/],
    [
      'no uid',
      JSON.stringify(reviewOf({ uid: undefined })),
      /^request\.uid must be a string of 1 to 128 characters\.$/,
    ],
    ['an empty uid', JSON.stringify(reviewOf({ uid: '' })), /^request\.uid must be a string of 1 to 128 characters\.$/],
    [
      'a uid that is not a string',
      JSON.stringify(reviewOf({ uid: 7 })),
      /^request\.uid must be a string of 1 to 128 characters\.$/,
    ],
    [
      'an endless uid',
      JSON.stringify(reviewOf({ uid: 'a'.repeat(1000) })),
      /^request\.uid must be a string of 1 to 128 characters\.$/,
    ],
    ['100,000 levels', '['.repeat(100_000), /nested more than 100 levels deep/],
    [
      'a deep object',
      good.replace('"Always"', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`),
      /nested more than 100 levels deep/,
    ],
  ])('is %s', (_, body, reason) => {
    expect(decode(Buffer.from(body as string), 'validate', serverFacts(36))).toEqual({
      outcome: 'malformed',
      reason: expect.stringMatching(reason),
    });
  });

  test('does not quote the body', () => {
    expect(decodeText('{"password": hunter2}')).toEqual({
      outcome: 'malformed',
      reason: 'The body must be JSON in UTF-8.',
    });
  });
});

/** As kube-apiserver writes it, with the uid before the object. */
const asSent = (request: object): string => {
  const { uid: first, ...rest } = reviewOf(request)['request'] as Record<string, unknown>;
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: { uid: first, ...rest },
  });
};
const repeated = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value);
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('too large', () => {
  test.each<[string, object, RegExp]>([
    [
      'entries',
      { object: pod({ args: repeated(maxValues, 0) }) },
      /^The AdmissionReview must have no more than 200000 list entries and fields\.$/,
    ],
    ['empty objects', { object: pod({ nobodyReads: repeated(maxValues / 2, {}) }) }, /no more than 200000/],
    [
      'fields',
      { object: pod({}, { labels: Object.fromEntries(Array.from({ length: maxValues }, (_, i) => [`a${i}`, ''])) }) },
      /no more than 200000/,
    ],
    [
      'in both objects',
      { object: pod({ a: repeated(maxValues / 2, 0) }), oldObject: pod({ a: repeated(maxValues / 2 - 1, 0) }) },
      /than/,
    ],
    [
      'managedFields in both objects',
      {
        operation: 'UPDATE',
        object: pod({}, { managedFields: repeated(maxManagedFields / 4 + 2, {}) }),
        oldObject: pod({}, { managedFields: repeated(maxManagedFields / 4 + 1, {}) }),
      },
      /^The managedFields of the old and the new object must have no more than 400000/,
    ],
    [
      'managedFields without an old object',
      { object: pod({}, { managedFields: repeated(maxManagedFields / 2 + 1, {}) }) },
      /^The managedFields of the object must have no more than 199000/,
    ],
    [
      'entries of a new object',
      { object: pod({ args: repeated(maxCreatedValues, 0) }) },
      /^The object must have no more than 80000 list/,
    ],
    [
      'entries of an object that grew',
      { operation: 'UPDATE', object: pod({ args: repeated(maxGrownValues, 0) }), oldObject: pod() },
      /^The object must have no more than 95000 list/,
    ],
    [
      'managedFields of a new object',
      { object: pod({}, { managedFields: repeated(maxGrownManagedFields / 2 + 1, {}) }) },
      /^The managedFields of the object must have no more than 199000/,
    ],
    [
      'managedFields that grew',
      {
        operation: 'UPDATE',
        object: pod({}, { managedFields: repeated(maxGrownManagedFields / 2 + 1, {}) }),
        oldObject: pod({}, { managedFields: repeated(maxGrownManagedFields / 2, {}) }),
      },
      /^The managedFields of the object must have no more than 199000/,
    ],
    ['of the user', { userInfo: { extra: repeated(maxValues / 2, []) } }, /no more than 200000/],
    ['levels', { object: pod({ deep: nested(100) }) }, /nested more than 100 levels deep/],
  ])('%s: the answer has the uid and says why', (_, over, reason) => {
    const decoded = decodeText(asSent(over));
    expect(decoded).toEqual({
      outcome: 'undecodable',
      uid,
      reason: expect.stringMatching(reason),
      advice: expect.stringMatching(/^(Make the object smaller|Flatten the object)\.$/),
    });
    expect(decodeText(asSent(over), 'mutate')).toMatchObject({ outcome: 'undecodable', uid });
  });

  const args = (count: number): object => pod({ args: repeated(count, 0) });
  const managed = (count: number): object => pod({}, { managedFields: repeated(count / 2 - 1, {}) });
  test.each<[string, object]>([
    ['a new object', { object: args(maxCreatedValues - 100) }],
    ['a grown one', { operation: 'UPDATE', object: args(maxGrownValues - 100), oldObject: args(10) }],
    [
      'a larger object that is stored',
      { operation: 'UPDATE', object: args(maxValues / 2 - 100), oldObject: args(maxValues / 2 - 100) },
    ],
    [
      'an object that shrinks',
      { operation: 'UPDATE', object: args(maxValues / 4), oldObject: args((maxValues / 4) * 3 - 100) },
    ],
    ['managedFields', { object: managed(maxGrownManagedFields - 100) }],
    [
      'more managedFields that are stored',
      { operation: 'UPDATE', object: managed(maxManagedFields / 2), oldObject: managed(maxManagedFields / 2) },
    ],
  ])('as many as allowed: %s', (_, over) => {
    expect(decodeText(asSent(over)).outcome).toBe('change');
  });

  /** As kube-apiserver lists the fields of a client: seven values for each variable. */
  const managedFieldsOf = (names: readonly string[]): object => ({
    manager: 'kubectl',
    operation: 'Update',
    fieldsV1: {
      'f:spec': {
        'f:containers': {
          'k:{"name":"a"}': {
            'f:env': Object.fromEntries(
              names.map((name) => [`k:{"name":"${name}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }]),
            ),
          },
        },
      },
    },
  });
  test('an object that was accepted can be changed, whatever its managedFields', () => {
    const names = Array.from({ length: Math.floor(maxCreatedValues / 3) - 40 }, (_, i) => `V${i}`);
    const env = names.map((name) => ({ name, value: '' }));
    const managedFields = [managedFieldsOf(names)];
    const grown = repeated(3_000, { type: 'x', status: 'True' });
    const created = pod({ containers: [{ name: 'a', env }] }, { finalizers: ['a/b'], managedFields });
    const changed = { ...pod({ containers: [{ name: 'a', env }] }, { managedFields }), status: { conditions: grown } };
    expect(decodeText(asSent({ object: created })).outcome).toBe('change');
    expect(decodeText(asSent({ operation: 'UPDATE', oldObject: created, object: changed })).outcome).toBe('change');
  });

  test('an update that does not grow the object passes in the mutating phase, so that finalizers can be removed', () => {
    const held = pod({ args: repeated(maxValues, 0) }, { finalizers: ['a/b'] });
    const without = pod({ args: repeated(maxValues, 0) }, {});
    const removal = asSent({ operation: 'UPDATE', object: without, oldObject: held });
    expect(decodeText(removal, 'mutate')).toMatchObject({ outcome: 'unread', uid });
    expect(decodeText(removal)).toMatchObject({ outcome: 'undecodable', uid });
    expect(decodeText(asSent({ operation: 'UPDATE', object: held, oldObject: without }), 'mutate').outcome).toBe(
      'undecodable',
    );
  });

  test('an object that was accepted can be changed again and lose its finalizers', () => {
    const user = { userInfo: { username: 'alice', groups: repeated(5_000, 'g') } };
    for (let size = 1_000; size < maxValues; size += 3_000) {
      const held = pod({ args: repeated(size, 0) }, { finalizers: ['a/b'] });
      const accepted = [
        { object: held },
        { operation: 'UPDATE', object: held, oldObject: pod({ args: repeated(maxCreatedValues - 500, 0) }) },
      ].some((request) => decodeText(asSent(request)).outcome === 'change');
      if (!accepted) break;
      const without = pod({ args: repeated(size, 0) }, { finalizers: [] });
      const removal = { ...user, operation: 'UPDATE', object: without, oldObject: held };
      expect([size, decodeText(asSent(removal)).outcome]).toEqual([size, 'change']);
    }
  });

  const much = `"object":${JSON.stringify(repeated(maxValues, 0))}}}`;
  test.each<[string, string]>([
    ['blanks', `{ "kind" : "AdmissionReview", "apiVersion": "admission.k8s.io/v1",\n "request": {\n "uid": "${uid}", `],
    ['Go', `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"${uid}",`],
  ])('the uid is found in a review as %s writes it', (_, head) => {
    expect(decodeText(head + much)).toMatchObject({ outcome: 'undecodable', uid });
  });

  test.each<[string, string]>([
    [
      'of another version',
      `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{"uid":"${uid}",`,
    ],
    ['with an empty uid', '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"",'],
    [
      'with an escaped uid',
      '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"a\\u0000",',
    ],
    [
      'with an endless uid',
      `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"${'a'.repeat(300)}",`,
    ],
    [
      'with a uid that is too long by one',
      `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"${'a'.repeat(129)}",`,
    ],
    [
      'with a uid that comes later',
      `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"name":"a","uid":"${uid}",`,
    ],
    ['that begins differently', `{"request":{"uid":"${uid}",`],
  ])('a review %s is malformed', (_, head) => {
    expect(decodeText(head + much)).toEqual({
      outcome: 'malformed',
      reason: expect.stringMatching(/no more than 200000/),
    });
  });
});

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
])('%s is deeper than %i: %j', (text, limit, isDeeper) => {
  expect(isDeeperThan(limit, Buffer.from(text))).toBe(isDeeper);
});

/** The object at its place in a review. */
const inReview = (metadata: string, rest = ''): string => `{"request":{"object":{"metadata":${metadata}${rest}}}}`;
test.each<[string, number, number]>([
  ['1', 0, 0],
  ['[]', 1, 0],
  ['[0,0,0]', 3, 0],
  ['{"a":0,"b":0,"c":0}', 3, 0],
  ['{"a":{"b":[1,2]}}', 4, 0],
  ['[{},{}]', 4, 0],
  ['{"a,,,,[[{{":",,,,[[[{{{"}', 1, 0],
  [inReview('{}'), 4, 0],
  [inReview('{"managedFields":[{},{}]}'), 4, 4],
  [inReview('{"managedFields": [1, [2, 3]], "a": [1,2]}'), 7, 4],
  [inReview('{"a":[1,2],"managedFields":[1,2,3]}', ',"spec":[1,2,3]'), 11, 3],
  [inReview('{"managedFields":null,"a":[1,2]}', ',"spec":{"a":[1,2]}'), 11, 0],
  [inReview('{"managedFields":[1]}', ',"spec":{"managedFields":[1,2]}'), 8, 1],
  ['{"request":{"spec":{"x":{"managedFields":[1,2]}}}}', 6, 0],
  ['{"request":{"a":{"name":"metadata","x":{"managedFields":[1,2]}}}}', 7, 0],
  ['{"request":{"a":{"metadata":{"name":"managedFields","x":[1,2]}}}}', 7, 0],
  ['{"metadata":{"managedFields":[1,2]}}', 4, 0],
  ['{"request":{"a":{"metadata":[{"managedFields":[1,2]}]}}}', 7, 0],
  ['{"request":{"a":{"metadata":1},"b":{"c":{"managedFields":[1,2]}}}}', 8, 0],
])('%s has %i values, and %i of managedFields', (text, values, managedFields) => {
  expect(extentOf(Buffer.from(text), Infinity)).toMatchObject({ values, managedFields });
});

test.each<[string, number, number]>([
  ['{"request":{"object":{"a":1,"b":[1,2]},"oldObject":{"c":{}}}}', 4, 2],
  ['{"request":{"name":"object","object":{"a":1},"options":{"b":[1,2,3]}}}', 1, 0],
  ['{"request":{"oldObject":{"a":[1]},"x":"oldObject","object":{}},"object":{"a":[1,2,3]}}', 1, 2],
  ['{"request":{"x":{"object":[1,2,3]}},"object":[1,2]}', 0, 0],
  ['{"request":{"object":{"metadata":{"managedFields":[1,2,3]}}}}', 2, 0],
])('%s has %i values in the object, and %i in the old one', (text, object, oldObject) => {
  const extent = extentOf(Buffer.from(text), Infinity);
  expect(extent.object.values).toBe(object);
  expect(extent.oldObject.values).toBe(oldObject);
});

describe('a parsed review', () => {
  const folder = new URL('reviews/', import.meta.url);
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  test.each(texts)('is decoded like its bytes: %#', (text) => {
    const { depth: _, ...extent } = extentOf(Buffer.from(text), Infinity);
    const review = JSON.parse(text) as Json;
    expect(extentIn(review)).toEqual(extent);
    expect(decodeParsed(review, 'mutate', serverFacts(36))).toEqual(decodeText(text, 'mutate'));
  });

  test('may also be too large', () => {
    const over = { object: pod({ args: repeated(maxValues, 0) }) };
    expect(decodeParsed(JSON.parse(asSent(over)) as Json, 'validate', serverFacts(36))).toEqual(
      decodeText(asSent(over)),
    );
  });
});
