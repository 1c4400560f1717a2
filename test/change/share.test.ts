import { describe, expect, test } from '@jest/globals';
import { shareUnchanged } from '../../src/change/share.ts';
import { get, listAt, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { changeOf } from '../engine/policy.ts';
import { container, pod, podSpec, workload } from '../objects.ts';

const podOf = (...containers: Json[]): JsonObject => pod({ containers });
const named = (name: string, extra: JsonObject = {}): JsonObject => container({ name, ...extra });

describe('unchanged values are those of the old object', () => {
  const shared = (before: JsonObject, after: JsonObject, kind: Kind = 'Pod'): JsonObject =>
    shareUnchanged(changeOf({ kind, before, after })).after;
  const specOf = (object: JsonObject, ...names: string[]): Json | undefined => get(object, ...names, 'spec');

  test('the spec, if only metadata changes', () => {
    const before = pod({ hostAliases: null });
    expect(specOf(shared(before, pod({ hostAliases: [] }, { labels: { a: 'b' } })))).toBe(specOf(before));
  });

  test('the spec of a template', () => {
    const before = workload('CronJob', {}, { suspend: false });
    const after = shared(before, workload('CronJob', {}, { suspend: true }), 'CronJob');
    const names = ['spec', 'jobTemplate', 'spec', 'template'];
    expect(specOf(after, ...names)).toBe(specOf(before, ...names));
    expect(get(after, 'spec', 'suspend')).toBe(true);
  });

  test('the other fields of the spec and the other containers, if a container changes', () => {
    const before = podOf(named('a'), named('b'));
    const sent = podOf(named('a'), named('b', { tty: true }));
    const after = shared(before, sent);
    expect(after).toEqual(sent);
    expect(get(after, 'spec', 'securityContext')).toBe(get(before, 'spec', 'securityContext'));
    const [old, all] = [listAt(before, 'spec', 'containers'), listAt(after, 'spec', 'containers')];
    expect(all[0]).toBe(old[0]);
    expect(all[1]).not.toBe(old[1]);
    expect(get(all[1], 'resources')).toBe(get(old[1], 'resources'));
  });

  test('the list of containers, if another field of the spec changes', () => {
    const before = pod();
    const after = shared(before, pod({ hostname: 'web' }));
    expect(get(after, 'spec', 'containers')).toBe(get(before, 'spec', 'containers'));
  });

  test.each<[string, Json[], Json[]]>([
    ['is removed', [named('a'), named('b')], [named('a')]],
    ['is added', [named('a')], [named('a'), named('b')]],
    ['is not an object any more', [named('a'), named('b')], [named('a'), 'b']],
    ['becomes an object', [named('a'), 'b'], [named('a'), named('b')]],
  ])('the other containers, if one %s', (_, old, sent) => {
    const after = shared(podOf(...old), podOf(...sent));
    expect(after).toEqual(podOf(...sent));
    expect(listAt(after, 'spec', 'containers')[0]).toBe(old[0]);
  });

  test('a removed field is absent', () => {
    const after = shared(pod({ hostname: 'web' }), pod({ subdomain: 'web' }));
    expect(Object.keys(get(after, 'spec') as JsonObject)).toEqual([...Object.keys(podSpec()), 'subdomain']);
  });

  test('a spec of the wrong type is not changed', () => {
    const change = changeOf({ before: pod(), after: { ...pod(), spec: 'web' } });
    expect(shareUnchanged(change).after).toBe(change.after);
  });
});
