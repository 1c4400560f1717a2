/** Nothing that a file holds is too much for `check`: it has an answer, in bounded memory, and says what it left out. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { extentOf, valuesIn } from '../../src/admission/extent.ts';
import { ErrorList } from '../../src/check/errors.ts';
import {
  documentLimits,
  maxErrors,
  maxFileErrors,
  maxFindings,
  maxNotes,
  maxObjects,
  maxObjectValues,
  maxParts,
} from '../../src/check/limits.ts';
import type { Json } from '../../src/json/json.ts';
import { randomFile } from '../oracle/files.ts';
import { createRandom } from '../oracle/random.ts';
import { parse } from '../check/parse.ts';
import { shapes } from './hostile-files.ts';
import type { Answer } from './hostile-run.ts';
import { badImage, pod } from './manifests.ts';
import { brief, run, type Invocation } from './run.ts';

describe('2 MB in a heap of 256 MiB', () => {
  // All shapes take minutes.
  const every = process.env['PODWARD_LONG'] ? 1 : 5;
  const names = [...shapes.keys()].filter((_, i) => i % every === 0);
  const harmless = ['YAML: ConfigMaps', 'a change: Pods', 'kustomizations with many patches'];

  const title = every === 1 ? 'of each shape' : 'of every fifth shape';

  test(title, async () => {
    const child = spawn(
      process.execPath,
      ['--max-old-space-size=256', join(import.meta.dirname, 'hostile-run.ts'), '2000000', String(every)],
      { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const answers = (await text(child.stdout))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Answer);
    expect(answers.map(({ name }) => name)).toEqual(names);
    expect(answers.filter(({ status }) => status === 0).map(({ name }) => name)).toEqual(
      harmless.filter((name) => names.includes(name)),
    );
    for (const { name, status, summary, errors: lines } of answers) {
      const notes = lines.filter((line) => line.startsWith('note: '));
      const errors = lines.filter((line) => !line.startsWith('note: '));
      expect([0, 1, 2]).toContain(status);
      expect({ name, summary }).toEqual({
        name,
        summary: expect.stringMatching(/^\d+ objects? checked, (no|\d+) findings?\b/),
      });
      expect({ name, listed: errors.length <= maxErrors + 2 }).toEqual({ name, listed: true });
      expect({ name, noted: notes.length <= maxNotes + 1 }).toEqual({ name, noted: true });
      for (const error of errors) expect(error).toMatch(/^error: [^\n]+\n +--> \S+/);
      for (const error of errors.filter((line) => /(?<!nested) more than /.test(line)))
        expect(error.split('\n')[0]).toMatch(/\. (Split|Make|Check|Give) [^.]+\.$/);
    }
  });
});

const list = (kind: string, item: string, count: number): string =>
  `{"apiVersion":"v1","kind":"${kind}","items":[${`${item},`.repeat(count - 1)}${item}]}`;
const podOf = (values: number): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod' }).slice(0, -1)},"x":[${`1,`.repeat(values - 1)}1]}\n`;
const request = '{"apiVersion":"v1","kind":"AdmissionReview"}';
const bad = pod({ image: badImage });

interface Scenario extends Invocation {
  readonly name: string;
  readonly status: number;
  readonly summary: RegExp;
  readonly errors: readonly RegExp[];
}

const scenarios: readonly Scenario[] = [
  {
    name: 'a large object beside one of the maximum size',
    args: ['check', '-'],
    stdin: `${podOf(maxObjectValues)}---\n${podOf(maxObjectValues - 3)}---\n${bad}`,
    status: 2,
    summary: /^2 objects checked, .* 1 error, so the check is incomplete\.$/,
    errors: [
      new RegExp(
        `^-:1:1: error: the object has more than ${maxObjectValues} list entries and fields, which .* Make the object smaller\\.$`,
      ),
    ],
  },
  {
    name: 'an object without its managedFields',
    args: ['check', '-'],
    stdin: `{"apiVersion":"v1","kind":"Pod","metadata":{"managedFields":[${'1,'.repeat(2 * maxObjectValues)}1]}}\n${bad}`,
    status: 1,
    summary: /^2 objects checked, /,
    errors: [],
  },
  {
    name: 'a YAML document, and the next one',
    args: ['check', '-'],
    stdin: `a: 1\nb:\n${'- \n'.repeat(documentLimits.values - 1)}---\n${bad}`,
    status: 2,
    summary: /^1 object checked, 1 finding \(deny\)\. 1 error, so the check is incomplete\.$/,
    errors: [/^-:\d+:1: error: the document has more than \d+ list entries and fields\. Split the document\.$/],
  },
  {
    name: 'a JSON document, and the next ones',
    args: ['check', '-'],
    stdin: `{"a":"]\\"{","b":[${'1,'.repeat(documentLimits.values)}1]} ${podOf(1)} ${podOf(1)}`,
    status: 2,
    summary: /^2 objects checked, .* 1 error, so the check is incomplete\.$/,
    errors: [/^-:1:\d+: error: the document has more than \d+ list entries and fields\. Split the document\.$/],
  },
  {
    name: 'JSON that is nested too deeply, and the next documents',
    args: ['check', '-'],
    stdin: `${'{"a":['.repeat(200)}${']}'.repeat(200)}\n${podOf(1)}${podOf(1)}`,
    status: 2,
    summary: /^2 objects checked, .* 1 error, so the check is incomplete\.$/,
    errors: [/^-:1:\d+: error: the document must not be nested more than 100 levels deep\.$/],
  },
  {
    name: 'aliases',
    args: ['check', '-'],
    stdin: `a: &a [${'1,'.repeat(200_000)}1]\nb: [${'*a,'.repeat(8)}*a]\n---\n${bad}`,
    status: 2,
    summary: /^1 object checked, 1 finding \(deny\)\. 1 error, so the check is incomplete\.$/,
    errors: [/^-:\d+:\d+: error: (the document has more than|invalid YAML\. The aliases expand to)/],
  },
  ...[
    ['a text', `a: &a ${'x'.repeat(1_000_000)}\nb: [${'*a,'.repeat(30)}*a]\n`],
    ['a key', `a: &a ${'x'.repeat(1_000_000)}\nb: [${'{*a : 1},'.repeat(30)}]\n`],
    ['a list of texts', `a: &a [${`${'x'.repeat(1_000)}, `.repeat(1_000)}]\nb: [${'*a, '.repeat(30)}]\n`],
    ['a merged text', `a: &a {b: ${'x'.repeat(1_000_000)}}\nb: [${'{<<: *a}, '.repeat(30)}]\n`],
  ].map(([name, document]): Scenario => ({
    name: `aliases of ${name}`,
    args: ['check', '-'],
    stdin: `${document}---\n${bad}`,
    status: 2,
    summary: /^1 object checked, 1 finding \(deny\)\. 1 error, so the check is incomplete\.$/,
    errors: [
      new RegExp(
        `^-:\\d+:\\d+: error: the aliases expand the document to more than ${documentLimits.characters} characters\\. Split `,
      ),
    ],
  })),
  {
    name: 'documents, and the next file',
    args: ['check', '@/a.yaml', '@/b.yaml'],
    files: { 'a.yaml': '---\n'.repeat(2 * maxParts + 9), 'b.yaml': bad },
    status: 2,
    summary: /^1 object checked, 1 finding \(deny\)\. 2 errors, so the check is incomplete\.$/,
    errors: [
      new RegExp(
        `^a\\.yaml: error: the file has more than ${maxParts} documents and list items\\. The rest is not checked\\. Split the file\\.$`,
      ),
      /^a\.yaml: error: the file contains no Kubernetes object\. /,
    ],
  },
  {
    name: 'items of a List',
    args: ['check', '-'],
    stdin: list('List', '1', maxParts),
    status: 2,
    summary: /^0 objects checked, no findings\. 100000 errors, so the check is incomplete\.$/,
    errors: [
      ...Array.from({ length: maxFileErrors }, () => /^-:1:\d+: error: a Kubernetes object must be a map/),
      new RegExp(`^-:1:\\d+: error: the file has more than ${maxParts} documents and list items\\. `),
      /^-: error: 99979 more errors$/,
    ],
  },
  {
    name: 'objects of all files',
    args: ['check', '@/a.json', '@/b.json', '@/c.yaml'],
    files: {
      'a.json': list('List', request, maxObjects - 10),
      'b.json': list('List', request, 20),
      'c.yaml': bad,
    },
    status: 2,
    summary: /^0 objects checked, no findings\. 100001 errors, so the check is incomplete\.$/,
    errors: [
      ...Array.from(
        { length: maxFileErrors },
        () => /^a\.json:1:\d+: error: apiVersion must be admission\.k8s\.io\/v1, but is "v1"\. /,
      ),
      /^a\.json: error: 99970 more errors$/,
      ...Array.from(
        { length: 10 },
        () => /^b\.json:1:\d+: error: apiVersion must be admission\.k8s\.io\/v1, but is "v1"\. /,
      ),
      new RegExp(
        `^b\\.json:1:\\d+: error: there are more than ${maxObjects} objects\\. The rest is not checked\\. Check fewer files at a time\\.$`,
      ),
    ],
  },
  {
    name: 'an old object',
    args: ['check', '--old', '@/a.json', '--new', '@/b.yaml'],
    files: { 'a.json': podOf(maxObjectValues), 'b.yaml': bad },
    status: 2,
    summary: /^0 objects checked, no findings\. 1 error, so the check is incomplete\.$/,
    errors: [/^a\.json:1:1: error: the object has more than /],
  },
];

describe('too much', () => {
  test.each(scenarios)('$name', async ({ status, summary, errors, ...invocation }) => {
    const { stdout, stderr, status: ended } = await run(invocation);
    expect(stderr.split('\n').slice(0, -1)).toEqual(errors.map((error) => expect.stringMatching(error)));
    expect(brief(stdout).summary).toMatch(summary);
    expect(ended).toBe(status);
  });

  test('findings: those of the first objects are listed, all are counted', async () => {
    const faults = `{"spec":{"containers":[${'{},'.repeat(99)}{}]}}`;
    const { stdout, status } = await run({ args: ['check', '-o', 'json', '-'], stdin: list('PodList', faults, 100) });
    const { findings, objects, omitted, summary } = JSON.parse(stdout) as {
      findings: { object: number }[];
      objects: unknown[];
      omitted: { count: number }[];
      summary: { findings: number };
    };
    expect(objects).toHaveLength(100);
    expect(findings.length).toBeGreaterThanOrEqual(maxFindings);
    expect(findings.at(-1)!.object).toBeLessThan(99);
    const counted = omitted.reduce((sum, { count }) => sum + count, 0);
    expect(findings.length + counted).toBe(summary.findings);
    expect(findings.length / summary.findings).toBeCloseTo((findings.at(-1)!.object + 1) / 100);
    expect(status).toBe(1);
  });

  test('findings: the counts do not depend on what is listed', async () => {
    const { stdout } = await run({
      args: ['check', '-o', 'json', '-'],
      stdin: list('PodList', `{"spec":{"containers":[${'{"name":1,"image":" "},'.repeat(99)}{}]}}`, 100),
    });
    const { findings, summary } = JSON.parse(stdout) as {
      findings: { object: number }[];
      summary: { findings: number };
    };
    expect(findings.length).toBeLessThan(summary.findings);
    expect(summary.findings).toBe(100 * findings.filter(({ object }) => object === 0).length);
  });

  test('notes', async () => {
    const pods = Array.from({ length: 1_002 }, (_, i) => pod({ name: `p${i}` })).join('---\n');
    const { stderr } = await run({
      args: ['check', '--old', '-', '--new', '@/new.yaml'],
      stdin: list('List', '{"apiVersion":"v1","kind":"ConfigMap"}', 1),
      files: { 'new.yaml': pods },
    });
    expect(stderr.split('\n').slice(-4)).toEqual([
      'note: new.yaml:11980:3: Pod "p998" is not in --old and is checked as a new object.',
      'note: new.yaml:11992:3: Pod "p999" is not in --old and is checked as a new object.',
      'note: 2 more notes are not listed.',
      '',
    ]);
  });
});

test('errors: some of each file and some of all files are listed, and the others are counted', () => {
  const errors = new ErrorList();
  let made = 0;
  for (let file = 0; file < 100; file++) {
    for (let i = 0; i < 30; i++) errors.add(`f${file}`, () => ({ file: `f${file}`, message: String(++made) }));
  }
  const all = errors.all();
  expect(made).toBe(maxErrors - 47);
  expect(all).toHaveLength(maxErrors + 1);
  expect(all[maxFileErrors]).toEqual({ file: 'f0', message: '10 more errors', count: 10 });
  expect(all.at(-1)).toEqual({
    file: 'f47',
    message: expect.stringMatching(/^\d+ more errors from here on$/),
    count: expect.any(Number),
  });
  expect(all.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(3_000);
});

test('values are counted as the webhook counts them', () => {
  const random = createRandom(20261126);
  for (let i = 0; i < 300; i++) {
    for (const { value } of parse(new TextDecoder().decode(randomFile(random))).documents) expectSameCount(value);
  }
  for (const value of [{}, [], [[]], [{}, 1], { a: { b: [] }, c: 'd,[{' }]) expectSameCount(value);
});

function expectSameCount(value: Json): void {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const { values, managedFields } = extentOf(bytes, 200);
  expect(valuesIn(value)).toBe(values + managedFields);
}

test('the help names the limits', async () => {
  const { stdout } = await run({ args: ['check', '--help'] });
  for (const limit of [
    documentLimits.values,
    documentLimits.characters,
    maxObjectValues,
    maxParts,
    maxObjects,
    maxFindings,
    maxErrors,
    maxFileErrors,
  ])
    expect(stdout).toMatch(new RegExp(`\\b${limit.toLocaleString('en-US')}\\b`));
});
