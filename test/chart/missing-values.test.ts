/** Values that are missing, because an older chart did not have them (`helm upgrade --reuse-values`) or because they are null. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { certificateModes, chart, everything, helm, type Rendered } from './helm.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podward-values-'));
  await cp(chart, folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

const schema: Rendered = JSON.parse(await readFile(`${chart}/values.schema.json`, 'utf8'));

/** The values of the chart, with these instead of those. */
async function valuesWith(changes: Rendered): Promise<Rendered> {
  const merge = (value: Rendered, change: Rendered): Rendered =>
    change?.constructor === Object
      ? { ...value, ...Object.fromEntries(Object.keys(change).map((key) => [key, merge(value?.[key], change[key])])) }
      : change;
  return merge(parse(await readFile(`${chart}/values.yaml`, 'utf8')), {
    ...changes,
    image: { repository: 'example.com/podward' },
  });
}

async function render(values: Rendered) {
  await writeFile(join(folder, 'values.yaml'), stringify(values));
  const answer = await helm(['template', 'podward', folder, '--namespace', 'guard']);
  // Each rendering has another certificate.
  return { ...answer, stdout: answer.stdout.replace(/LS0t\S+/g, 'PEM') };
}

/** The paths of all values that the schema describes, those of groups included. */
function paths(properties: Rendered, at: readonly string[] = []): string[][] {
  const entries = Object.entries<Rendered>(properties).filter(([key]) => key !== 'global');
  return entries.flatMap(([key, { properties: more, $comment }]) => {
    const path = [...at, key];
    // The configuration, which is generated, is empty.
    return [path, ...(more && !$comment ? paths(more, path) : [])];
  });
}

test.each<[string, Rendered]>([
  ['the default values', {}],
  ['every feature', everything],
  ['a certificate of Helm and alerts', { monitoring: { prometheusRule: everything.monitoring.prometheusRule } }],
])('with %s, each value is either not needed, or the schema names it', async (_, changes) => {
  const values = await valuesWith(changes);
  const { stdout: expected } = await render(values);
  expect(expected).toContain('kind: Deployment');
  const wrong: string[] = [];
  for (const path of paths(schema.properties)) {
    const isChanged = path.reduce((inner, key) => inner?.[key], changes) !== undefined;
    if (isChanged) continue;
    const fewer = structuredClone(values);
    const name = path.at(-1)!;
    delete path.slice(0, -1).reduce((inner, key) => inner[key], fewer)[name];
    const { code, stdout, stderr } = await render(fewer);
    const group = path.slice(0, -1).map((key) => `/${key}`);
    const isRight =
      code === 0 ? stdout === expected : stderr.includes(`- at '${group.join('')}': missing property '${name}'`);
    if (!isRight) wrong.push(`${path.join('.')}: ${stderr.trim() || 'renders another output'}`);
  }
  expect(wrong).toEqual([]);
});

test.each<[string, Rendered]>([
  ['every feature', everything],
  ['the certificate of a Secret', certificateModes.existingSecret],
])('with %s but one value, Helm renders the rest, or names what is required', async (_, changes) => {
  const isChanged = (path: readonly string[]) => path.reduce((inner, key) => inner?.[key], changes) !== undefined;
  const values = await valuesWith(changes);
  const wrong: string[] = [];
  for (const path of paths(schema.properties).filter(isChanged)) {
    const fewer = structuredClone(values);
    delete path.slice(0, -1).reduce((inner, key) => inner[key], fewer)[path.at(-1)!];
    const { code, stderr } = await render(fewer);
    // The checks of the chart end with an execution error. The template that cannot use a value has another one.
    if (code !== 0 && !/execution error at|missing property/.test(stderr)) wrong.push(`${path.join('.')}: ${stderr}`);
  }
  expect(wrong).toEqual([]);
});

/** Combinations of values, the notes and what Helm looks up in the cluster are more than the test above can render. */
test('the schema names each value that is not empty by default, because null is empty', async () => {
  const values = await valuesWith({});
  const isEmpty = (value: Rendered): boolean =>
    !value || (typeof value === 'object' && Object.keys(value).length === 0);
  const wrong = paths(schema.properties).filter((path) => {
    const name = path.at(-1)!;
    const group = path.slice(0, -1).reduce((inner, key) => inner.properties[key], schema);
    return !isEmpty(path.reduce((inner, key) => inner[key], values)) && !group.required?.includes(name);
  });
  expect(wrong).toEqual([]);
});
