import { describe, expect, test } from '@jest/globals';
import { fillTemplate, renderer } from '../../src/engine/render.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { metadataPath, specPath } from '../../src/json/path.ts';
import { defineRule } from '../../src/rules/rule.ts';
import { everyKind } from '../../src/kubernetes/kinds.ts';
import {
  forbidden,
  recreate,
  remove,
  say,
  set,
  type Finding,
  type FindingOf,
  type Fix,
} from '../../src/rules/finding.ts';
import type { Change } from '../../src/change/change.ts';
import { container, pod, workload } from '../objects.ts';
import { changeOf } from './policy.ts';

const rule = defineRule({
  id: 'a-rule',
  title: 'A rule',
  why: 'For the test.',
  mirrors: 'policy',
  appliesTo: { operations: ['UPDATE'], kinds: everyKind },
  messages: { plain: 'cannot change', named: '{{what}} cannot change' },
  *check() {},
});

const messageOf = (finding: Finding, change: Partial<Change> = {}): string =>
  renderer(changeOf({ before: pod(), ...change }))(finding, rule, 'deny').message;

describe('a message', () => {
  const image = specPath.child('containers').index(0).child('image');
  const hostname = specPath.child('hostname');
  const annotation = metadataPath.child('annotations').key('a');

  test.each<[string, Finding, string]>([
    ['alone', forbidden(hostname, 'plain'), 'cannot change [a-rule]'],
    ['old and new value', forbidden(hostname, 'plain', { from: 'a', to: 'b' }), '"a" → "b": cannot change [a-rule]'],
    ['added', forbidden(hostname, 'plain', { from: null, to: 5 }), 'absent → 5: cannot change [a-rule]'],
    ['removed', forbidden(hostname, 'plain', { from: false, to: null }), 'false → absent: cannot change [a-rule]'],
    ['one value', forbidden(hostname, 'plain', { to: 0 }), '0: cannot change [a-rule]'],
    ['of a container', forbidden(image, 'plain', { to: '' }), 'container "web": "": cannot change [a-rule]'],
    ['a whole container is not named twice', forbidden(image.parent, 'plain'), 'cannot change [a-rule]'],
    [
      'a secret',
      forbidden(annotation, 'plain', { from: null, to: 'hunter2', fix: set('hunter3') }),
      '(values not shown): cannot change; set it to the old value [a-rule]',
    ],
    ['data', forbidden(hostname, 'named', { data: { what: 'it' } }), 'it cannot change [a-rule]'],
    [
      'data that would forge a line',
      forbidden(hostname, 'named', { data: { what: 'a\r\n[other-rule]' } }),
      'a [other-rule] cannot change [a-rule]',
    ],
    [
      'a value that would forge a line',
      forbidden(hostname, 'plain', { to: 'a\nb\u2028c' }),
      '"a\\nb c": cannot change [a-rule]',
    ],
    ['fix: set', forbidden(hostname, 'plain', { fix: set('a') }), 'cannot change; set it to "a" [a-rule]'],
    ['fix: set to nothing', forbidden(hostname, 'plain', { fix: set(null) }), 'cannot change; leave it out [a-rule]'],
    ['fix: remove', forbidden(hostname, 'plain', { fix: remove }), 'cannot change; leave it out [a-rule]'],
    ['fix: say', forbidden(hostname, 'plain', { fix: say('write\nit') }), 'cannot change; write it [a-rule]'],
  ])('%s', (_, finding, message) => expect(messageOf(finding)).toBe(message));

  test('the parts are there one by one', () => {
    const finding = forbidden(image, 'named', { data: { what: 'it' }, from: 'a', to: 'b', fix: recreate });
    expect(renderer(changeOf({ before: pod() }))(finding, rule, 'warn')).toEqual({
      rule: 'a-rule',
      mode: 'warn',
      type: 'FieldValueForbidden',
      path: 'spec.containers[0].image',
      pointer: '/spec/containers/0/image',
      container: 'web',
      from: '"a"',
      to: '"b"',
      text: 'it cannot change',
      fix: 'make a new Pod: kubectl replace --force -f FILE',
      message: 'container "web": "a" → "b": it cannot change; make a new Pod: kubectl replace --force -f FILE [a-rule]',
    });
  });

  test('a container is named as the new object has it', () => {
    const after = pod({ initContainers: [container({ name: 'a\nb' })] });
    const path = specPath.child('initContainers').index(0).child('env').index(2);
    expect(messageOf(forbidden(path, 'plain'), { after })).toBe('container "a b": cannot change [a-rule]');
  });

  test('long values are cut', () => {
    const finding = forbidden(hostname, 'plain', { from: 'x'.repeat(1000), to: 'y'.repeat(1000) });
    expect(messageOf(finding).length).toBeLessThan(300);
  });
});

describe('the way out', () => {
  const fixOf = (fix: Fix, change: Partial<Change> = {}): string | undefined =>
    renderer(changeOf({ before: pod(), ...change }))(forbidden(specPath, 'plain', { fix }), rule, 'deny').fix;
  const owned = (kind: string, name: string, labels: JsonObject = {}) => ({
    before: pod({}, { labels, ownerReferences: [{ kind, name, controller: true }] }),
  });

  test.each<[string, Partial<Change>, string]>([
    ['a bare Pod', {}, 'make a new Pod: kubectl replace --force -f FILE'],
    [
      'of a Deployment',
      owned('ReplicaSet', 'web-7d4b', { 'pod-template-hash': '7d4b' }),
      'change the template of Deployment "web", which replaces its Pods',
    ],
    [
      'of a StatefulSet',
      owned('StatefulSet', 'db'),
      'change the template of StatefulSet "db", which replaces its Pods',
    ],
    [
      'of a DaemonSet',
      owned('DaemonSet', 'agent'),
      'change the template of DaemonSet "agent", which replaces its Pods',
    ],
    ['of a ReplicaSet', owned('ReplicaSet', 'web'), 'change the template of ReplicaSet "web", then delete the Pod'],
    [
      'of a ReplicationController',
      owned('ReplicationController', 'web'),
      'change the template of ReplicationController "web", then delete the Pod',
    ],
    ['of a Job', owned('Job', 'build'), 'make a new Job in place of Job "build", whose template is fixed too'],
    ['of a node: a mirror Pod', owned('Node', 'node-1'), 'change the manifest of the static Pod on Node "node-1"'],
    ['of something else', owned('Workflow', 'a'), 'change Workflow "a", which made the Pod'],
    [
      'a workload',
      { kind: 'Job', before: workload('Job'), after: workload('Job') },
      'make a new Job: kubectl replace --force -f FILE',
    ],
  ])('recreate: %s', (_, change, text) => expect(fixOf(recreate, change)).toBe(text));

  test.each<[string, Partial<Change>, string]>([
    ['a bare Pod', {}, 'kubectl edit pod web -n default --subresource resize'],
    ['in another namespace', { namespace: 'shop' }, 'kubectl edit pod web -n shop --subresource resize'],
    [
      'of a StatefulSet',
      owned('StatefulSet', 'db'),
      'kubectl edit pod web -n default --subresource resize, and in the template of StatefulSet "db" to keep it',
    ],
    ['of a Job', owned('Job', 'build'), 'kubectl edit pod web -n default --subresource resize'],
  ])('resize: %s', (_, change, text) => expect(fixOf({ kind: 'resize' }, change)).toBe(text));

  test('debug', () => {
    expect(fixOf({ kind: 'debug' })).toBe(
      'to look into the Pod, kubectl debug -it web -n default --image=IMAGE; else make a new Pod: kubectl replace --force -f FILE',
    );
  });
});

test('a placeholder that is no data of the finding stays what it is', () => {
  expect(fillTemplate('{{constructor}} is wrong', {})).toBe('{{constructor}} is wrong');
});

test('a finding without the data of its message does not compile', () => {
  type Found = FindingOf<{ readonly plain: 'is wrong'; readonly named: '{{what}} is {{how}}' }>;
  const complete: Found[] = [
    forbidden(specPath, 'plain'),
    forbidden(specPath, 'named', { data: { what: 'it', how: 'wrong' } }),
  ];
  // @ts-expect-error: `how` is missing
  const lacking: Found = forbidden(specPath, 'named', { data: { what: 'it' } });
  // @ts-expect-error: there is no such message
  const unknown: Found = forbidden(specPath, 'other');
  expect([...complete, lacking, unknown].map(({ messageId }) => messageId)).toEqual([
    'plain',
    'named',
    'named',
    'other',
  ]);
});
