/** The tester sees what a rule reads in whatever way it looks. */
import { describe, expect, test } from '@jest/globals';
import { podView } from '../../src/change/views.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { definePodRule, podsAndTemplates } from '../../src/rules/rule.ts';
import type { PodView } from '../../src/change/change.ts';
import { workload } from '../objects.ts';
import { messagesWithoutCase, unfilledPlaceholders, unknownReads } from './mistakes.ts';
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

describe('a mistake names the file to edit and what to write', () => {
  const rule = { id: 'container-image', messages: { required: {}, space: {} } };

  test('a message without a case', () =>
    expect(messagesWithoutCase(rule, new Set(['required']))).toEqual([
      'test/rules/containers/container-image.test.ts: no case finds the message "space" of container-image. ' +
        "Add a case to invalid with findings: [{ messageId: 'space', path: …, type: …, fix: … }], " +
        'or remove the message from src/rules/containers/container-image.ts.',
    ]));

  test('a placeholder that nothing fills', () => {
    const found = unfilledPlaceholders(rule, '{{contaner}} is {{exmple}} in {{place}}.', 'the message "space"', [
      'example',
    ]);
    const begin = 'src/rules/containers/container-image.ts: nothing fills ';
    expect(found.map((one) => [one.slice(0, begin.length), one.slice(begin.length).split(' ')[0]])).toEqual(
      ['{{contaner}}', '{{exmple}}', '{{place}}'].map((name) => [begin, name]),
    );
    expect(found[0]).toMatch(
      / in the message "space"\. Add contaner to data or shown of the finding, or use one of \{\{from\}\}, .*\. Did you mean \{\{container\}\}\?$/,
    );
    expect(found[1]).toMatch(/ Did you mean \{\{example\}\}\?$/);
    expect(found[2]).not.toContain('Did you mean');
  });

  test.each<[string, string | undefined]>([
    ['containers.image', undefined],
    ['containers.targetContainerName', undefined],
    ['metadata.labels', undefined],
    ['initContainers', undefined],
    ['workload', undefined],
    ['containers.imge', ' Did you mean "containers.image"?'],
    ['tolerations.key', ' Did you mean "tolerations"?'],
    ['replicas', ''],
  ])('a field %s in reads', (name, hint) =>
    expect(unknownReads({ ...rule, reads: [name] })).toEqual(
      hint === undefined
        ? []
        : [
            `src/rules/containers/container-image.ts: reads lists "${name}", which is not a field of Kubernetes. ` +
              `Use a field of the Pod spec, containers.FIELD, metadata.FIELD, spec or workload.${hint}`,
          ],
    ),
  );
});
