/** The errors of the tester of defaults name the file to edit and what to write. */
import { describe, expect, test } from '@jest/globals';
import { restartPolicy } from '../../src/defaults/restart-policy.ts';
import { probeTimingsDefault } from '../../src/defaults/probe-timings.ts';
import { readinessProbe } from '../../src/defaults/readiness-probe.ts';
import { podWith, pod, workload } from '../objects.ts';
import {
  changesObject,
  refills,
  repeatsServer,
  wrongAdditions,
  wrongNotes,
  wrongResult,
  type Added,
} from './default-mistakes.ts';
import { mistakesOfSkipped } from './default-tester.ts';

const item = { id: 'restart-policy' };
const source = 'src/defaults/restart-policy.ts';
const at = 'test/defaults/restart-policy.test.ts: the case "a"';

describe('adds of a case', () => {
  const a: Added = ['/spec/a', 'x'];
  const b: Added = ['/spec/b', { c: 1 }];
  test.each<[string, expected: Added[], added: Added[], said: string[]]>([
    ['what fill adds', [a, b], [a, ['/spec/b', { c: 1 }]], []],
    [
      'an addition that is not listed',
      [a],
      [a, b],
      [`does not list everything that fill adds. Write ['/spec/b', {"c":1}] in adds, or correct fill in ${source}.`],
    ],
    [
      'an entry that is not added',
      [a, b],
      [a],
      [`lists ['/spec/b', {"c":1}] in adds, which fill does not add. Remove it, or correct fill in ${source}.`],
    ],
    [
      'another value',
      [a],
      [['/spec/a', 'y']],
      [
        `lists ['/spec/a', "x"] in adds, but fill adds another value. Write ['/spec/a', "y"], or correct fill in ${source}.`,
      ],
    ],
    ['another order', [b, a], [a, b], [`must list in adds, in this order: ['/spec/a', "x"], ['/spec/b', {"c":1}].`]],
  ])('%s', (_, expected, added, said) =>
    expect(wrongAdditions(item, 'a', expected, added)).toEqual(said.map((one) => `${at} ${one}`)),
  );
});

test.each<[string, parts: string[], notes: string[], said: string[]]>([
  ['a part of each note', ['set', 'added'], ['Podward set a.', 'Podward added b.'], []],
  [
    'a note that is not listed',
    [],
    ['Podward set a.'],
    [
      `does not list every note. Write a part of this note in notes, or remove the note from fill in ${source}: Podward set a.`,
    ],
  ],
  [
    'an entry without a note',
    ['set'],
    [],
    [`lists "set" in notes, but fill yields no such note. Remove it, or give the addition a note in ${source}.`],
  ],
  [
    'another note',
    ['kept'],
    ['Podward set a.'],
    [
      `lists "kept" in notes, which is not in the note. Write a part of this note, or correct messages in ${source}: Podward set a.`,
    ],
  ],
])('notes of a case: %s', (_, parts, notes, said) =>
  expect(wrongNotes(item, 'a', parts, notes)).toEqual(said.map((one) => `${at} ${one}`)),
);

test('a default that overwrites, or changes the object itself', () => {
  expect(refills(item, ['/spec/a', '/spec/a'])).toEqual([
    `${source}: fill adds /spec/a although the object already has this value. Yield nothing in that case.`,
  ]);
  expect(changesObject(item, pod(), pod())).toEqual([]);
  expect(changesObject(item, pod(), pod({ hostNetwork: true }))).toEqual([
    `${source}: fill changes the object that it gets. Yield additions, which the engine applies to a copy.`,
  ]);
});

test('a default for fields that kube-apiserver sets', () =>
  expect(
    repeatsServer(item, [
      ['/spec/dnsPolicy', 'ClusterFirst'],
      ['/spec/containers/0/livenessProbe/periodSeconds', 10],
      ['/spec/containers/1/livenessProbe/periodSeconds', 10],
    ]),
  ).toEqual([
    `${source}: fill adds only fields that kube-apiserver sets before a webhook gets the object, so the default never changes anything: ` +
      'dnsPolicy ("ClusterFirst"), periodSeconds (10). Choose a field that kube-apiserver does not set.',
  ]));

test.each<[string, shown: object, said: string[]]>([
  ['the same', {}, []],
  [
    'a field that the page lacks',
    { tty: undefined },
    ['lacks spec.containers[0].tty, which the result has. Write true there'],
  ],
  ['a field of the page', { stdin: true }, ['has spec.containers[0].stdin, which the result does not have. Remove it']],
  ['another value', { image: 'a' }, ['has "a" as spec.containers[0].image. Write "web:1" there']],
])('the result on a page: %s', (_, shown, said) => {
  const result = { image: 'web:1', tty: true };
  const page = podWith({ ...result, ...shown });
  expect(wrongResult(item, 'docs/defaults/restart-policy.md:7', 'Pod', page, podWith(result))).toEqual(
    said.map((one) => `docs/defaults/restart-policy.md:7: "yaml filled" ${one}, or correct fill in ${source}.`),
  );
});

describe('a case to which the default does not apply', () => {
  const update = { name: 'a', before: pod(), after: pod(), adds: [] };
  const updated = { ...update, skipped: true } as const;

  test('is a mistake', () =>
    expect(mistakesOfSkipped(readinessProbe, update)).toEqual([
      'test/defaults/readiness-probe.test.ts: the case "a" does not test the default, which does not apply to Pod UPDATE in the phase mutate. ' +
        'Change appliesTo in src/defaults/readiness-probe.ts or the case, or add skipped: true to a case that only shows this.',
    ]));

  test('may be skipped', () => expect(mistakesOfSkipped(readinessProbe, updated)).toEqual([]));

  test('must not be skipped if the default applies', () =>
    expect(mistakesOfSkipped(restartPolicy, updated)).toEqual([
      `${at} is skipped, but the default applies to it. Remove skipped, or change appliesTo in ${source}.`,
    ]));

  const deployment = { name: 'a', after: workload('Deployment'), adds: [] };
  test('is not one that announces something', () => expect(mistakesOfSkipped(readinessProbe, deployment)).toEqual([]));
  test('takes the kind from the object', () =>
    expect(mistakesOfSkipped(probeTimingsDefault, deployment)).toHaveLength(1));
});
