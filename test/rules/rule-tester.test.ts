/** The tester sees what a rule reads in whatever way it looks. */
import { describe, expect, test } from '@jest/globals';
import { podView } from '../../src/change/views.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { definePodRule, podsAndTemplates } from '../../src/rules/rule.ts';
import type { PodView } from '../../src/change/change.ts';
import { workload } from '../objects.ts';
import { changeOf, watched } from './rule-tester.ts';

const ways: Readonly<Record<string, (object: JsonObject) => unknown>> = {
  'its value': (object) => object['absent'],
  in: (object) => 'absent' in object,
  hasOwn: (object) => Object.hasOwn(object, 'absent'),
  keys: (object) => Object.keys(object),
};

const places: readonly { place: string; of: (pod: PodView) => JsonObject; seen: RegExp }[] = [
  { place: 'spec', of: ({ spec }) => spec, seen: /^(absent|\*)$/ },
  { place: 'metadata', of: ({ metadata }) => metadata, seen: /^metadata\.(absent|\*)$/ },
  { place: 'container', of: ({ containers }) => containers[0]!.value, seen: /^containers\.(absent|\*)$/ },
  {
    place: 'changed container',
    of: ({ changedContainers }) => changedContainers[0]!.value,
    seen: /^containers\.(absent|\*)$/,
  },
  { place: 'workload', of: ({ change }) => change.after, seen: /^workload$/ },
];

describe.each(places)('a look at the $place that the rule does not list', ({ of, seen }) => {
  test.each(Object.keys(ways))('by %s', (way) => {
    const rule = definePodRule({
      id: 'looks',
      title: '',
      why: '',
      mirrors: 'policy',
      appliesTo: podsAndTemplates,
      reads: [],
      messages: {},
      check(pod) {
        ways[way]!(of(pod));
        return [];
      },
    });
    const change = changeOf({ name: way, kind: 'Deployment', after: workload('Deployment') });
    expect(watched(rule, podView(change, change.after), {}).unlisted).toContainEqual(expect.stringMatching(seen));
  });
});
