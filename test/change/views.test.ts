import { describe, expect, test } from '@jest/globals';
import { podViews, type Views } from '../../src/change/views.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { changeOf } from '../engine/policy.ts';
import { container, pod, podSpec, workloadOf } from '../objects.ts';

const podOf = (...containers: Json[]): JsonObject => pod({ containers });
const named = (name: string, extra: JsonObject = {}): JsonObject => container({ name, ...extra });

const viewsOf = (before: JsonObject | undefined, after: JsonObject, kind: Kind = 'Pod'): Views =>
  podViews(changeOf({ kind, before, after }));

describe('the fields that are new', () => {
  const managed = pod({}, { managedFields: [{ manager: 'kubectl' }] });
  test.each<[string, JsonObject, JsonObject, string[]]>([
    ['nothing', pod(), pod(), []],
    ['a label', pod(), pod({}, { labels: { a: 'b' } }), ['metadata.labels']],
    // They are not compared.
    ['the managed fields, even if they are the same', managed, managed, ['metadata.managedFields']],
    ['a field of the spec', pod(), pod({ hostname: 'web' }), ['hostname', 'spec']],
    ['a removed field of the spec', pod({ hostname: 'web' }), pod(), ['hostname', 'spec']],
    [
      'a quantity that is written differently',
      pod({ overhead: { cpu: '1' } }),
      pod({ overhead: { cpu: '1000m' } }),
      [],
    ],
    [
      'fields of two containers',
      podOf(named('a'), named('b', { tty: true })),
      podOf(named('a', { image: 'b' }), named('b')),
      ['containers', 'containers.image', 'containers.tty', 'spec'],
    ],
    [
      'a field of an init container',
      pod({ initContainers: [named('a')] }),
      pod({ initContainers: [named('a', { tty: true })] }),
      ['initContainers', 'containers.tty', 'spec'],
    ],
    ['a renamed container', podOf(named('a')), podOf(named('b')), ['containers', 'containers.*', 'spec']],
    ['an added container', podOf(named('a')), podOf(named('a'), named('b')), ['containers', 'containers.*', 'spec']],
    ['a removed container', podOf(named('a'), named('b')), podOf(named('a')), ['containers', 'containers.*', 'spec']],
    ['a container of the wrong type', podOf(named('a')), podOf('a'), ['containers', 'containers.*', 'spec']],
    ['a container that had the wrong type', podOf('a'), podOf(named('a')), ['containers', 'containers.*', 'spec']],
    [
      'a container beside one that still has the wrong type',
      podOf(named('a'), 'b'),
      podOf(named('a', { tty: true }), 'b'),
      ['containers', 'containers.tty', 'spec'],
    ],
  ])('%s', (_, before, after, changed) => {
    expect([...viewsOf(before, after).changed].sort()).toEqual(changed.toSorted());
  });

  test('of a workload, always the fields around the template', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: podSpec() };
    const other = { ...template, metadata: { labels: { app: 'db' } } };
    const views = viewsOf(workloadOf('Deployment', template), workloadOf('Deployment', other), 'Deployment');
    expect([...views.changed].sort()).toEqual(['metadata.labels', 'workload']);
  });

  test('of a new Pod, all of its fields', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a' }, { image: 'b' }] } };
    const views = viewsOf(undefined, workloadOf('Deployment', template), 'Deployment');
    const ofWorkload = ['spec.replicas', 'spec.selector', 'workload'];
    const fields = ['containers', 'containers.image', 'containers.name', 'metadata.labels', 'spec', ...ofWorkload];
    expect([...views.changed].sort()).toEqual(fields);
    expect(views.update).toBeUndefined();
  });
});

test('the stored Pod is the same for both views', () => {
  const { update } = viewsOf(pod(), pod({ hostname: 'web' }));
  expect(update!.after.before).toBe(update!.before);
  expect(update!.before.before).toBe(update!.before);
});

test('the changed containers, old and new', () => {
  const before = podOf(named('a'), named('b'), named('c'));
  const { update } = viewsOf(before, podOf(named('a'), named('b', { tty: true }), named('c')));
  const both = update!.changedOnly();
  const namesIn = (containers: readonly { readonly name: string }[]) => containers.map(({ name }) => name);
  expect([both.before, both.after].map((view) => namesIn(view.changedContainers))).toEqual([['b'], ['b']]);
  expect([both.before, both.after].map((view) => namesIn(view.containers))).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
  expect(namesIn(update!.after.changedContainers)).toEqual(['a', 'b', 'c']);
});
