/** The controller that an Event is about, and the text of the Event. */
import { describe, expect, test } from '@jest/globals';
import { decode } from '../../src/admission/decode.ts';
import { maxNoteBytes } from '../../src/admission/limits.ts';
import { review, type Refusal } from '../../src/admission/review.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { encoded, pod, reviewOf } from './requests.ts';

const engine = createEngine(catalogue, {
  ...defaultPolicy(catalogue),
  modeLabel: { defaultMode: 'deny', excludedNamespaces: ['kube-system'] },
  exemptions: { ...noExemptions, namespaces: namesOf(['ci-*']) },
});

function refusalOf(object: object, over: object = {}): Refusal | undefined {
  const decoded = decode(encoded(reviewOf({ object, ...over })), 'mutate', serverFacts(36));
  if (decoded.outcome === 'malformed') throw new Error(decoded.reason);
  const { outcome, refusal } = review(decoded, engine, 'deny');
  expect(outcome).toMatch(/^(denied|exempt)$/);
  return refusal;
}

const wrong = { restartPolicy: 'Sometimes' };
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u-1', controller: true };
const ownedBy = (...ownerReferences: unknown[]): object => pod(wrong, { ownerReferences });

describe('an Event is about', () => {
  test.each<[string, unknown[], string | undefined]>([
    ['the controller', [{ ...owner, controller: false, name: 'other' }, owner], 'web-1'],
    ['the first of two controllers', [owner, { ...owner, name: 'second' }], 'web-1'],
    [
      'the controller after 10,000 others',
      [...new Array(10_000).fill({ ...owner, controller: false }), owner],
      'web-1',
    ],
    ['nothing without a controller', [{ ...owner, controller: false }], undefined],
    ['nothing without owner references', [], undefined],
    ['nothing if controller is not a boolean', [{ ...owner, controller: 'true' }], undefined],
    ['nothing if the reference is not an object', [null, 'x', 7, [owner]], undefined],
    ...(
      [
        ['name', 'web\u001b[31m'],
        ['name', 'web\n{"msg":"forged"}'],
        ['name', '../../../api/v1/secrets'],
        ['name', 'web?dryRun=All'],
        ['name', 'x'.repeat(254)],
        ['name', ''],
        ['name', 'a..b'],
        ['name', 'rs.'],
        ['name', 'rs-'],
        ['name', 'a.-b'],
        ['name', { a: 1 }],
        ['uid', 'u 1'],
        ['uid', 'u'.repeat(129)],
        ['kind', 'Replica Set'],
        ['kind', 'toString()'],
        ['apiVersion', 'apps/v1/pods'],
        ['apiVersion', 'apps'.repeat(100)],
        ['apiVersion', '../v1'],
        ['apiVersion', 'a..b/v1'],
      ] as const
    ).map(([name, value]): [string, unknown[], undefined] => [
      `nothing if ${name} is ${JSON.stringify(value).slice(0, 40)}`,
      [{ ...owner, [name]: value }],
      undefined,
    ]),
  ])('%s', (_, references, name) => {
    expect(refusalOf(ownedBy(...references))?.owner.name).toBe(name);
  });
});

test('the namespace is that of the request, whatever the object says', () => {
  const object = pod(wrong, { namespace: 'kube-system', ownerReferences: [{ ...owner, namespace: 'kube-system' }] });
  expect(refusalOf(object, { namespace: 'shop' })?.owner).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web-1',
    uid: 'u-1',
    namespace: 'shop',
  });
  for (const namespace of ['', 'a/b', '..', 'UPPER', 'a.b', 'a-'])
    expect(refusalOf(ownedBy(owner), { namespace })).toBeUndefined();
});

test.each([
  ['a dry run', { dryRun: true }],
  ['a dry run that is written wrongly', { dryRun: 'yes' }],
  ['a forged request in an excluded namespace', { namespace: 'kube-system' }],
  ['a request in an exempt namespace', { namespace: 'ci-1' }],
  ['an update', { operation: 'UPDATE', oldObject: pod() }],
])('there is no Event for %s', (_, over) => {
  expect(refusalOf(ownedBy(owner), over)).toBeUndefined();
});

test('the text has no secret, no name of a Pod, one line, and a limited length', () => {
  const containers = Array.from({ length: 50 }, (_, i) => ({
    name: `web-${i}`,
    image: 'web:1',
    imagePullPolicy: 'Some\u001b[31mtimes\n',
    command: ['sh', '-c', 'hunter2'],
    env: [
      { name: 'PASSWORD', value: { secret: 'hunter2' } },
      { name: 'TOKEN=hunter2', value: 'hunter2' },
    ],
  }));
  const object = pod(
    { ...wrong, containers, password: 'hunter2' },
    { name: 'shop-x7k2p', annotations: { key: 7, 'a b': 'hunter2' }, ownerReferences: [owner] },
  );
  const { note } = refusalOf(object)!;
  expect(note).toMatch(/^The Pod is invalid for \d+ reasons\. \(1\) /);
  expect(note).not.toMatch(/hunter2|shop-x7k2p/);
  expect(note).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(Buffer.byteLength(note)).toBeLessThanOrEqual(maxNoteBytes);
});
