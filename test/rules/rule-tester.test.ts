/** The tester sees what a rule reads in whatever way it looks, and its errors say what to do. */
import { describe, expect, test } from '@jest/globals';
import { podView } from '../../src/change/views.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { specPath } from '../../src/kubernetes/kinds.ts';
import { defineObjectRule, definePodRule, podsAndTemplates } from '../../src/rules/rule.ts';
import type { PodView } from '../../src/change/change.ts';
import { advise, forbidden, invalid, notSupported, type Finding } from '../../src/rules/finding.ts';
import { pod, workload } from '../objects.ts';
import {
  beginsWithCapital,
  kindOfContainer,
  messagesWithoutCase,
  missingValues,
  mistakesOfCase,
  notRun,
  notRunOnCreate,
  repeatedCases,
  sayUnlisted,
  unfilledPlaceholders,
  unknownMessages,
  unknownNeeds,
  unknownReads,
  unreadReads,
} from './mistakes.ts';
import { readsInObject, watchedCheck } from './reads.ts';
import { mistakesOfOptions, mistakesOfRule } from './rule-mistakes.ts';
import { changeOf, judge, mistakesOfSkipped } from './rule-tester.ts';

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
    const change = changeOf({ name: way, after: workload('Deployment') });
    expect(watchedCheck(rule, podView(change, change.after), {}).unlisted).toContainEqual(expect.stringMatching(seen));
  });
});

test.each(Object.keys(ways))('a look at the workload by %s, which a rule about the workload does not list', (way) => {
  const rule = defineObjectRule({
    id: 'looks',
    title: '',
    why: '',
    mirrors: 'policy',
    appliesTo: { operations: ['CREATE'], kinds: ['Deployment'] },
    reads: [],
    messages: {},
    check({ change }) {
      ways[way]!(change.after);
      return [];
    },
  });
  const change = changeOf({ name: way, after: workload('Deployment') });
  expect(readsInObject(rule, change, {}).unlisted).toEqual([{ field: 'workload', kind: 'Deployment' }]);
});

describe('a mistake names the file to edit and what to write', () => {
  const rule = { id: 'container-image', messages: { required: {}, space: {} } };

  test('a message without a case', () =>
    expect(messagesWithoutCase(rule, new Set(['required']))).toEqual([
      'test/rules/containers/container-image.test.ts: no case finds the message "space" of container-image. ' +
        "Add a case to invalid with findings: [{ messageId: 'space', path: …, type: …, fix: … }], " +
        'or remove the message from src/rules/containers/container-image.ts.',
    ]));

  test('a message that lacks the value with which it begins', () => {
    const path = specPath.child('priority');
    const missing = (finding: Finding) => missingValues(rule, finding, pod({ priority: 7 }));
    expect(missing(invalid(path, 'space'))).toEqual([
      'src/rules/containers/container-image.ts: the message "space" begins with the value of spec.priority, which the finding does not give. ' +
        'Add { to: value } to the finding, or { isOfKey: true } if it is about the key.',
    ]);
    expect(missing(invalid(path, 'space', { to: 7 }))).toEqual([]);
    expect(missing(invalid(path, 'space', { isOfKey: true }))).toEqual([]);
    expect(missing(invalid(specPath, 'space'))).toEqual([]);
    expect(missing(forbidden(path, 'space'))).toEqual([]);
  });

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

  test('a placeholder that is misspelled in the finding', () => {
    const of = (unused: string[]) =>
      unfilledPlaceholders(rule, '{{names}}', 'the message "space"', ['nams'], unused)[0];
    expect(of(['nams'])).toMatch(/ Did you mean \{\{nams\}\}\?$/);
    expect(of([])).toMatch(/ Did you mean \{\{name\}\}\?$/);
  });

  test('a text that begins with a capital', () => {
    const saying = (text: string) => ({ ...rule, messages: { space: { text } } });
    const path = specPath.child('priority');
    expect(beginsWithCapital(saying('A Pod must have it.'), forbidden(path, 'space'))).toEqual([
      'src/rules/containers/container-image.ts: text of the message "space" begins with "A", and the engine writes it after a colon, such as ' +
        '"Forbidden: ". Write "a".',
    ]);
    expect(beginsWithCapital(saying('A Pod must have it.'), advise(path, 'space'))).toEqual([]);
    expect(beginsWithCapital(saying('A Pod must have it.'), notSupported(path, 'space', 1, [true]))).toEqual([]);
    expect(beginsWithCapital(saying('API servers drop it.'), forbidden(path, 'space'))).toEqual([]);
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
              `Use a field of the Pod spec, containers.FIELD, metadata.FIELD, spec or workload, and for a workload spec.FIELD or job.FIELD.${hint}`,
          ],
    ),
  );
});

test.each<[string, string | undefined]>([
  ['initContainers', undefined],
  ['containers.lifecycle', undefined],
  ['volumes.projected', undefined],
  ['securityContext.sysctls', undefined],
  ['securityContext.sysctl', ' Did you mean "securityContext.sysctls"?'],
  ['workload', ' Did you mean "workloadRef"?'],
])('a field %s in needs', (name, hint) =>
  expect(unknownNeeds({ id: 'container-image', needs: [name] })).toEqual(
    hint === undefined
      ? []
      : [
          `src/rules/containers/container-image.ts: needs lists "${name}", which is not a field of Kubernetes. ` +
            `Use a field of the Pod spec, containers.FIELD, metadata.FIELD, volumes.FIELD or securityContext.FIELD.${hint}`,
        ],
  ),
);

describe('a mistake in the test of a rule', () => {
  const rule = { id: 'container-image', messages: { required: {}, space: {} } };
  const at = 'test/rules/containers/container-image.test.ts: the case "a"';
  const names = { names: { type: 'array' } };

  test.each<[Parameters<typeof mistakesOfCase>, string]>([
    [
      [rule, { name: 'a', findings: [{ messageId: 'spaces' }] }],
      'expects the message "spaces", which container-image does not have. Its messages are "required", "space". Did you mean "space"?',
    ],
    [
      [
        { ...rule, options: names },
        { name: 'a', options: { nmaes: [] } },
      ],
      'sets the option "nmaes", which container-image does not have. Its options are "names". Did you mean "names"?',
    ],
    [
      [rule, { name: 'a', options: { names: [] } }],
      'sets the option "names", which container-image does not have. It has no options.',
    ],
    [
      [
        { ...rule, options: names },
        { name: 'a', options: { names: 5 } },
      ],
      'sets the option "names" to 5, which must be array.',
    ],
  ])('%#', (parameters, said) => expect(mistakesOfCase(...parameters)).toEqual([`${at} ${said}`]));

  test('without a mistake', () =>
    expect(
      mistakesOfCase(
        { ...rule, options: names },
        { name: 'a', options: { names: [] }, findings: [{ messageId: 'space' }] },
      ),
    ).toEqual([]));

  test('a message that the rule does not have', () => {
    expect(
      unknownMessages(
        rule,
        ['space', 'spaces', 'spaces'].map((messageId) => ({ finding: { messageId } })),
      ),
    ).toEqual([
      'src/rules/containers/container-image.ts: check yields the message "spaces", which is not in messages: "required", "space". Did you mean "space"?',
    ]);
  });

  test('a case that repeats another', () => {
    const item = (name: string, minor: number) => ({ name, after: pod(), minor });
    const shuffled = { minor: 36, findings: [], after: pod(), name: 'b' };
    expect(repeatedCases(rule, [item('a', 36), item('b', 37)])).toEqual([]);
    expect(repeatedCases(rule, [item('a', 36), item('a', 37)])).toEqual([
      `${at} has the name of an earlier case. Give it another name.`,
    ]);
    expect(repeatedCases(rule, [item('a', 36), shuffled])).toEqual([
      `${at.replace('"a"', '"b"')} has the same objects and options as "a". Remove one of the two.`,
    ]);
  });

  test('a rule that does not run', () => {
    const end =
      "List the fields on which the finding depends, and 'spec' or 'containers' if a field is missing. Or remove reads.";
    const begin =
      'src/rules/containers/container-image.ts: check has a finding in this case, but the rule does not run, because';
    expect(notRun(rule, [])).toBe(`${begin} reads is empty. ${end}`);
    expect(notRun(rule, ['hostNetwork'])).toBe(
      `${begin} none of the fields in reads is set or changed: "hostNetwork". ${end}`,
    );
    expect(notRunOnCreate(rule, ['hostNetwork'])).toBe(
      `${begin} none of the fields in needs is set: "hostNetwork". List all fields without which there is no finding, or remove needs.`,
    );
  });

  /** It has no findings. */
  const ruleThat = (reads: string[], look: (pod: PodView) => readonly unknown[]) =>
    definePodRule({
      id: 'container-image',
      title: '',
      why: '',
      mirrors: 'policy',
      appliesTo: podsAndTemplates,
      reads,
      messages: {},
      check: (pod) => look(pod).flatMap(() => []),
    });

  test('the kind of a container, which depends on a field that reads does not list', () => {
    const ofKind = (reads: string[]) => {
      const kinds = ruleThat(reads, ({ containers }) => containers.filter(({ kind }) => kind === 'sidecar'));
      const change = changeOf({ name: 'a', after: pod() });
      return sayUnlisted(
        kinds,
        watchedCheck(kinds, podView(change, change.after), {}).unlisted.map((field) => ({
          field,
          kind: 'Pod',
          name: 'a',
        })),
      );
    };
    expect(ofKind(['containers.restartPolicy'])).toEqual([]);
    expect(ofKind([])).toEqual([
      'src/rules/containers/container-image.ts: check reads the kind of a container, which depends on its restartPolicy: an init container ' +
        "with restartPolicy Always is a sidecar container. Add 'containers.restartPolicy' to reads, because the rule runs only if a field in " +
        'reads is set or changed. It does so for a Pod, in the case "a" of the test.',
    ]);
  });

  test('the name of a container, which is needed if reads lists no other field of it', () => {
    const unlisted = (reads: string[]) => {
      const names = ruleThat(reads, ({ containers }) => containers.filter(({ value }) => value['name'] === 'debug'));
      const change = changeOf({ name: 'a', after: pod() });
      return watchedCheck(names, podView(change, change.after), {}).unlisted;
    };
    expect(unlisted([])).toEqual(['containers.name']);
    expect(unlisted(['containers.name'])).toEqual([]);
    expect(unlisted(['containers.image'])).toEqual([]);
  });

  test('a field in reads that check does not read', () => {
    const unread = (reads: string[], ...read: string[]) =>
      unreadReads({ ...rule, judges: 'pod', reads }, new Set(read));
    expect(unread(['containers.image'], 'containers.name')).toEqual([
      'src/rules/containers/container-image.ts: reads lists "containers.image", which check reads in no case of the test. Remove it, or add a case.',
    ]);
    expect(unread(['containers.image', 'containers.name'], 'containers.name', 'containers.image')).toEqual([]);
    expect(unread(['spec', 'initContainers'])).toEqual([]);
    expect(unread(['containers.restartPolicy'])).toHaveLength(1);
    expect(unread(['containers.restartPolicy'], kindOfContainer)).toEqual([]);
  });

  test('a field that reads does not list is named once', () => {
    const of = (field: string) => ['a', 'b'].map((name) => ({ field, kind: 'Job', name }));
    const end = 'It does so for a Job, in the case "a" of the test.';
    expect(
      sayUnlisted(rule, ['containers.image', 'workload', 'containers.*', '*', 'metadata.*'].flatMap(of)).map((one) =>
        one.replace('src/rules/containers/container-image.ts: check ', ''),
      ),
    ).toEqual([
      `reads containers.image. Add 'containers.image' to reads, because the rule runs only if a field in reads is set or changed. ${end}`,
      `reads a field around the Pod template. Add 'workload' to reads, because the rule runs only if a field in reads is set or changed. ${end}`,
      ...['a container', 'the spec', 'the metadata'].map(
        (object) =>
          `goes through all fields of ${object}, which reads cannot list. Read single fields, or remove reads. ${end}`,
      ),
    ]);
  });
});

describe('a mistake in a rule itself', () => {
  const rule = definePodRule({
    id: 'container-image',
    title: 'Containers must have an image',
    why: 'The image is the program.',
    mirrors: ['validateContainerCommon', 'validateContainers'],
    appliesTo: podsAndTemplates,
    messages: { required: { text: 'must be set.' } },
    check: () => [],
  });
  const option = { type: 'array', items: { type: 'string' }, default: [], description: 'The names.' };
  const at = 'src/rules/containers/container-image.ts: ';

  test('without a mistake', () => expect(mistakesOfRule({ ...rule, options: { names: option } })).toEqual([]));

  test.each<[Partial<typeof rule>, string]>([
    [
      { title: '' },
      'the title is empty. Write what the rule requires or the default does, as a sentence without a full stop.',
    ],
    [{ title: 'Containers must have an image.' }, 'the title must not end with a full stop.'],
    [{ title: 'Images of containers' }, 'the title must say what the rule requires, with a verb such as must.'],
    [{ why: 'The image is the program' }, 'why must be a sentence or two, which end with a full stop.'],
    [
      { mirrors: ['validateContainerComon'] },
      'mirrors names "validateContainerComon", which is not a function in test/rules/native-functions.txt. Write the functions of ' +
        "kube-apiserver that refuse the same, such as ['validateContainers', 'validateInitContainers'], or 'policy' if it accepts the object. " +
        'Did you mean "validateContainerCommon"?',
    ],
    [
      { appliesTo: { operations: [], kinds: ['Pod'] } },
      'appliesTo.operations is empty, so the rule applies to nothing. List what it applies to.',
    ],
    [
      { appliesTo: { operations: ['CREATE'], kinds: ['Job', 'Job'] } },
      'appliesTo.kinds lists an entry twice. Remove one of them.',
    ],
    [
      { appliesTo: { operations: ['CREATE'], kinds: ['Pod'], subresources: ['resise' as never] } },
      "appliesTo.subresources lists \"resise\". The possible entries are '', 'status', 'ephemeralcontainers', 'resize'. Did you mean \"resize\"?",
    ],
    [
      { messages: {} },
      "messages is empty. Write at least one message, such as { required: { text: 'must be set.' } }.",
    ],
    [
      { messages: { a: { text: 'must be set' } } },
      'text of the message "a" must be whole sentences, the last of which ends with a full stop.',
    ],
    [
      { messages: { a: { fix: 'Set {{ field }}.' } } },
      'fix of the message "a" has braces that are not a placeholder. A placeholder is written {{name}}, without spaces and dots.',
    ],
    [{ messages: { a: { fix: 'Set\nit.' } } }, 'fix of the message "a" must be one line, without a space at its end.'],
    [
      { messages: { a: { text: `must be ${'x'.repeat(300)}.` } } },
      'the message "a" has 309 characters, and may have 300. Remove what the reader does not need to act, or give a second case a message of its own.',
    ],
    [
      { reads: ['containers.imge'] },
      'reads lists "containers.imge", which is not a field of Kubernetes. Use a field of the Pod spec, containers.FIELD, metadata.FIELD, spec or workload, and for a workload spec.FIELD or job.FIELD. Did you mean "containers.image"?',
    ],
  ])('%#', (part, said) => expect(mistakesOfRule({ ...rule, ...part })).toEqual([at + said]));

  test.each<[object, string]>([
    [{ description: '' }, 'needs a description: a sentence that says what the option does, with a full stop.'],
    [{ default: undefined }, 'needs a default: the value for a configuration that does not set it.'],
    [{ default: 'debug' }, 'has the default "debug", which must be array. Correct the default or the schema.'],
    [{ items: {} }, "accepts every list. Give it items with a type, such as { type: 'string' }."],
    [
      { type: ['array', 'object', 'string', 'number'] },
      'accepts every value. Give it a type, and enum, items or minimum where they apply.',
    ],
  ])('an option with %j', (part, said) =>
    expect(
      mistakesOfOptions({
        id: rule.id,
        options: { names: { ...option, ...('type' in part ? { items: {} } : {}), ...part } },
      }),
    ).toEqual([`${at}the option "names" ${said}`]),
  );

  test('without a page', () =>
    expect(mistakesOfRule({ ...rule, id: 'image-of-container' })).toEqual([
      'docs/rules/image-of-container.md: missing. CONTRIBUTING.md, "A new rule", tells what the page contains.',
    ]));
});

describe('a case to which the rule does not apply', () => {
  const replicas = defineObjectRule({
    id: 'workload-numbers',
    title: '',
    why: '',
    mirrors: 'policy',
    appliesTo: { operations: ['CREATE'], kinds: ['Deployment'] },
    reads: ['spec.replicas'],
    messages: { few: { text: 'must be at least 2.' } },
    check: () => [invalid(specPath.child('replicas'), 'few', { to: 1 })],
  });
  const before = workload('Deployment');
  const at = 'test/rules/workload/workload-numbers.test.ts: the case "a"';
  const notApplied = (what: string) => [
    `${at} does not test the rule, which does not apply to ${what} in the phase mutate. Change appliesTo in ` +
      'src/rules/workload/workload-numbers.ts or the case, or add skipped: true to a case that only shows this.',
  ];

  test('is a mistake', () => {
    expect(mistakesOfSkipped(replicas, { name: 'a', before, after: before })).toEqual(notApplied('Deployment UPDATE'));
    expect(mistakesOfSkipped(replicas, { name: 'a', before: pod(), after: pod(), subresource: 'resize' })).toEqual(
      notApplied('Pod/resize UPDATE'),
    );
  });

  test('may be skipped', () =>
    expect(mistakesOfSkipped(replicas, { name: 'a', skipped: true, before, after: before })).toEqual([]));

  test('takes the kind from the object', () => {
    const item = { name: 'a', after: workload('Deployment') };
    expect(mistakesOfSkipped(replicas, item)).toEqual([]);
    expect(judge(replicas, item)).toHaveLength(1);
  });

  test('must not be skipped if the rule applies', () =>
    expect(mistakesOfSkipped(replicas, { name: 'a', skipped: true, after: workload('Deployment') })).toEqual([
      `${at} is skipped, but the rule applies to it. Remove skipped, or change appliesTo in src/rules/workload/workload-numbers.ts.`,
    ]));

  test('an object without a kind', () =>
    expect(() => changeOf({ name: 'a', after: { spec: {} } })).toThrow(
      'after of the case "a" has no kind that Podward judges. Set kind to one of "Pod", "Deployment", ',
    ));
});
