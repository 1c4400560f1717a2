import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { annotationKeyError } from '../../../src/kubernetes/names.ts';
import { guardedMetadata } from '../../../src/rules/metadata/guarded-metadata.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const labeled = (...labels: [string, string][]) => pod({}, { labels: Object.fromEntries(labels) });
const annotated = (...annotations: [string, string][]) => pod({}, { annotations: Object.fromEntries(annotations) });
const owned = (name: string, controller = true, labels: JsonObject = {}) =>
  pod({}, { labels, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: name, controller }] });

testRule(guardedMetadata, {
  valid: [
    { name: 'no key is listed by default', before: labeled(['team', 'a']), after: labeled(['team', 'b']) },
    {
      name: 'a label that is not listed',
      options: { labels: ['team'] },
      before: pod(),
      after: labeled(['teams', 'a']),
    },
    {
      name: 'a listed label that stays the same',
      options: { labels: ['team'] },
      before: labeled(['team', 'a']),
      after: labeled(['team', 'a']),
    },
    {
      name: 'an annotation with the key of a listed label',
      options: { labels: ['team'] },
      before: annotated(['team', 'a']),
      after: annotated(['team', 'b']),
    },
    {
      name: 'the controller, which is not guarded by default',
      before: owned('web-1'),
      after: owned('web-2'),
    },
    {
      name: 'a Pod without an owner is adopted',
      options: { ownerReferences: true },
      before: pod(),
      after: owned('web-1'),
    },
    {
      name: 'an owner that is not the controller is removed',
      options: { ownerReferences: true },
      before: owned('web-1', false),
      after: pod(),
    },
    { name: 'a listed label on CREATE', skipped: true, options: { labels: ['team'] }, after: labeled(['team', 'a']) },
  ],
  invalid: [
    {
      name: 'a listed label is changed',
      options: { labels: ['cost.example.com/*', 'team'] },
      before: labeled(['team', 'a'], ['app', 'x'], ['color', 'red']),
      after: labeled(['team', 'b'], ['app', 'y'], ['color', 'blue']),
      findings: [
        {
          messageId: 'changed',
          path: 'metadata.labels[team]',
          type: 'FieldValueForbidden',
          fix: 'Set label "team" back to "a".',
          from: 'a',
          to: 'b',
          says: 'changed from "a" to "b"',
        },
      ],
    },
    {
      name: 'labels with a listed prefix are added and removed',
      options: { labels: ['cost.example.com/*'] },
      before: labeled(['cost.example.com/a', '1']),
      after: labeled(['cost.example.com/b', '2']),
      findings: [
        {
          messageId: 'removed',
          path: 'metadata.labels[cost.example.com/a]',
          type: 'FieldValueForbidden',
          fix: 'Put cost.example.com/a: "1" back into metadata.labels.',
          from: '1',
          to: null,
        },
        {
          messageId: 'added',
          path: 'metadata.labels[cost.example.com/b]',
          type: 'FieldValueForbidden',
          fix: 'Remove label "cost.example.com/b" from the manifest, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: null,
          to: '2',
        },
      ],
    },
    {
      name: 'a listed label is added to a Pod of a ReplicaSet',
      options: { labels: ['team'] },
      before: owned('web-1'),
      after: owned('web-1', true, { team: 'a' }),
      findings: [
        {
          messageId: 'added',
          path: 'metadata.labels[team]',
          type: 'FieldValueForbidden',
          fix: 'Remove label "team" from the manifest. To make the change anyway, edit the Pod template of the owner with kubectl edit replicaset web-1 -n default, then run kubectl delete pod web -n default.',
        },
      ],
    },
    {
      name: 'an annotation, whose value is not shown, through pods/status',
      options: { annotations: ['example.com/tenant'] },
      subresource: 'status',
      before: annotated(['example.com/tenant', 'hunter2']),
      after: annotated(['example.com/tenant', 'hunter3']),
      findings: [
        {
          messageId: 'changed',
          path: 'metadata.annotations[example.com/tenant]',
          type: 'FieldValueForbidden',
          fix: 'Set annotation "example.com/tenant" back to the existing value.',
          hides: 'hunter',
        },
      ],
    },
    {
      name: 'another controller',
      options: { ownerReferences: true },
      before: owned('web-1'),
      after: owned('web-2'),
      findings: [
        {
          messageId: 'owner',
          path: 'metadata.ownerReferences',
          type: 'FieldValueForbidden',
          fix: 'Copy metadata.ownerReferences from the output of kubectl get pod web -n default -o yaml.',
          says: 'ReplicaSet "web-1"',
        },
      ],
    },
    {
      name: 'the controller is removed',
      options: { ownerReferences: true },
      before: owned('web-1'),
      after: pod(),
      findings: [
        {
          messageId: 'owner',
          path: 'metadata.ownerReferences',
          type: 'FieldValueForbidden',
          fix: 'Copy metadata.ownerReferences from the output of kubectl get pod web -n default -o yaml.',
          to: null,
        },
      ],
    },
  ],
});

test('the pattern of the options accepts what can be a key, or the beginning of one, and nothing else', () => {
  const pattern = new RegExp(guardedMetadata.options!['labels']!.items!.pattern!);
  const isKey = (text: string): boolean => annotationKeyError(text) === undefined;
  const texts = [0, 1, 2, 3, 4, 5].flatMap((length) => product('aB-._/', length));
  expect(texts.filter((text) => text !== '' && pattern.test(text) !== isKey(text))).toEqual([]);
  const isBeginning = (text: string): boolean => ['', 'a', 'a/a'].some((rest) => isKey(text + rest));
  expect(texts.filter((text) => pattern.test(`${text}*`) !== isBeginning(text))).toEqual([]);
  expect(texts.filter((text) => pattern.test(`${text}*a`) || pattern.test(`${text}**`))).toEqual([]);
});

/** All texts of so many of these characters. */
const product = (characters: string, length: number): string[] =>
  length === 0 ? [''] : product(characters, length - 1).flatMap((text) => [...characters].map((one) => text + one));
