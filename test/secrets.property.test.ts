/** Podward never shows a possible secret, whatever the request. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { objectAt, type JsonObject } from '../src/json/json.ts';
import type { Kind } from '../src/kubernetes/kinds.ts';
import { run } from './cli/run.ts';
import { leaks, webhook } from './leaks.ts';
import { checkList, given, limitMs, written } from './property.ts';
import {
  brokenTexts,
  calledSo,
  credentials,
  hiddenPlaces,
  otherCredentials,
  others,
  secrets,
  shownMaps,
  shownTexts,
  writes,
  type Write,
} from './secrets.ts';

/**
 * At the first place of each name, every secret is written with every kind of write. At the other places, some of them are. In workloads,
 * each place has one.
 */
function* cases(kind: Kind): Generator<Write> {
  const [values, later] = [secrets(), others()];
  const seen = new Set<unknown>();
  for (const [i, way] of hiddenPlaces(kind).entries()) {
    const isFirst = kind === 'Pod' && !seen.has(way.at(-1));
    seen.add(way.at(-1));
    for (const [j, value] of values.entries()) {
      if (kind === 'Pod' ? !isFirst && j % 4 !== i % 4 : j !== i % values.length) continue;
      const all = [...writes(kind, way, value, later[j]!)];
      yield* isFirst ? all : [all[(i + (j >> 2)) % all.length]!];
    }
  }
  const [texts, laterTexts] = [credentials(), otherCredentials()];
  for (const [i, way] of shownTexts(kind).entries()) {
    if (kind !== 'Pod' && way.includes('containers')) continue;
    const j = i % texts.length;
    const all = [...writes(kind, way, texts[j]!, laterTexts[j]!)];
    yield all[(i + Math.floor(i / all.length)) % all.length]!;
  }
  for (const [i, way] of shownMaps(kind).entries()) {
    if (kind !== 'Pod' && way.includes('containers')) continue;
    const key = texts[i % texts.length]!;
    const all = [...writes(kind, [...way, key], 'x', 'y'), ...calledSo(kind, way)];
    yield all[(i + Math.floor(i / all.length)) % all.length]!;
  }
}

const judged: readonly Kind[] = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'PodTemplate',
];

describe('the webhook', () => {
  test.each(judged)(
    'shows no secret of a %s, logs none and counts none',
    async (kind) => {
      const { leaksOf, told } = webhook();
      const property = fc.property(written, (write) => expect(leaksOf(kind, write)).toEqual([]));
      const examples = [...cases(kind)].map((write): [Write] => [write]);
      fc.assert(property, given(examples));
      const asked = examples.length;
      expect(await told()).toEqual({ lines: asked * 2, reviews: asked * 2, leaks: [] });
      expect(asked).toBeGreaterThan(kind === 'Pod' ? 1000 : 100);
    },
    limitMs,
  );
});

describe('check', () => {
  const files = 50;
  const all = [...cases('Pod'), ...cases('Deployment')].filter((_, i) => i % 3 === 0);
  const of = (file: number): Write[] => all.filter((_, i) => i % files === file);
  const named = (object: JsonObject, name: string): JsonObject => ({
    ...object,
    metadata: { ...objectAt(object, 'metadata'), name },
  });
  const text = (objects: readonly JsonObject[]): string =>
    objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');

  const ways = [
    ['--verbose', '-o', 'pretty'],
    ['-o', 'json'],
    ['--verbose', '-o', 'compact'],
  ];

  test.each(Array.from({ length: files }, (_, i) => i))(
    'shows no secret of file %d',
    async (file) => {
      const counts: number[] = [];
      const property = fc.asyncProperty(fc.array(written), async (entries) => {
        const after = text(entries.map((write, i) => named(write.after, `web-${i}`)));
        const before = text(entries.map((write, i) => named(write.before ?? write.after, `web-${i}`)));
        for (const [i, flags] of ways.entries()) {
          const color = i === 0;
          const created = await run({ args: ['check', '@/a.yaml', ...flags], files: { 'a.yaml': after }, color });
          const changed = await run({
            args: ['check', '--old', '@/b.yaml', '--new', '@/a.yaml', ...flags],
            files: { 'a.yaml': after, 'b.yaml': before },
            color,
          });
          if (flags.includes('json')) counts.push(JSON.parse(created.stdout).summary.objects);
          expect(leaks([created.stdout, created.stderr, changed.stdout, changed.stderr].join('\n'))).toEqual([]);
        }
      });
      await checkList(of(file), property);
      expect(counts).toEqual([of(file).length]);
    },
    limitMs,
  );

  test('nor of a file that it cannot read', async () => {
    for (const broken of brokenTexts) {
      const { stdout, stderr } = await run({ args: ['check', '@/a.yaml'], files: { 'a.yaml': broken } });
      expect({ broken, leaks: leaks(stdout + stderr), judged: stderr === '' }).toEqual({
        broken,
        leaks: [],
        judged: false,
      });
    }
  });
});
