/**
 * Runs the examples of docs/rules and docs/defaults with every rule on: each example that a page calls refused is refused by the rule of
 * the page.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import { sentences, type Judged } from '../../src/engine/judged.ts';
import { defaults } from '../../src/defaults/index.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { kinds, type Kind } from '../../src/kubernetes/kinds.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { defaultPolicy, loadPolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { rules } from '../../src/rules/index.ts';
import { changeOf as createOrUpdate, type Change, type Phase } from '../../src/change/change.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { run } from '../cli/run.ts';
import { fencesOf, manifest, rulePage, type Example } from './page.ts';

const catalogue = { rules, defaults };
const pageFile = (folder: string, id: string): string =>
  new URL(`../../docs/${folder}/${id}.md`, import.meta.url).pathname;

function policyFor(configuration: string): Policy {
  if (configuration === '') return defaultPolicy(catalogue);
  const loaded = loadPolicy(configuration, catalogue);
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.policy;
}

function kindOf(object: JsonObject): Kind {
  const facts = kinds.find(({ kind }) => kind === stringAt(object, 'kind'));
  if (facts === undefined) throw new Error(`kind ${stringAt(object, 'kind')} has no Pod`);
  return facts.kind;
}

/** The defaults of the server are added first, as in a cluster. */
function changeOf(
  { before, after, written, settings }: Pick<Example, 'before' | 'after' | 'settings'> & Partial<Example>,
  phases?: readonly Phase[],
): Change {
  const kind = kindOf(after);
  const native = (object: JsonObject): JsonObject => nativeDefaults(object, kind);
  return createOrUpdate(
    {
      phase: phases === undefined || phases.includes('mutate') ? 'mutate' : phases[0]!,
      kind,
      subresource: settings['subresource'] ?? '',
      namespace: stringAt(after, 'metadata', 'namespace') ?? 'default',
      name: stringAt(after, 'metadata', 'name') ?? '',
      minor: Number(settings['minor'] ?? 36),
      after: native(after),
      ...(written === undefined ? {} : { written }),
    },
    before && native(before),
  );
}

const refusing = ({ mode }: Judged): boolean => mode === 'deny';
const messages = (judged: readonly Judged[]): string[] => judged.map((one) => `${one.path}: ${sentences(one)}`);

const pages = rules.flatMap((rule): [string, Rule, string][] => {
  const file = pageFile('rules', rule.id);
  return existsSync(file) ? [[rule.id, rule, readFileSync(file, 'utf8')]] : [];
});

describe.each(pages)('docs/rules/%s.md', (id, rule, text) => {
  const { configuration, examples } = rulePage(text);
  const engine = createEngine(catalogue, policyFor(configuration));

  test('shows a refused example and one that passes', () => {
    expect(new Set(examples.map(({ expected }) => expected))).toEqual(new Set(['refused', 'passes']));
  });

  test.each(examples.map((example, i) => [i + 1, example.expected, example] as const))(
    'example %i %s',
    (_, expected, example) => {
      const { findings } = engine.judge(changeOf(example, rule.appliesTo.phases));
      const own = findings.filter((finding) => finding.rule === id);
      const others = findings.filter((finding) => finding.rule !== id && refusing(finding));
      expect(messages(others)).toEqual([]);
      if (expected === 'passes') expect(messages(own)).toEqual([]);
      else expect(own).not.toEqual([]);
    },
  );
});

/** The examples that a file can represent: subresources are excluded. Old and new objects are judged as `kubectl apply` would send the change. */
const onFiles = pages.flatMap(([id, , text]) => {
  const { configuration, examples } = rulePage(text);
  const numbered = examples.map((example, i) => [id, i + 1, example.expected, example, configuration] as const);
  return numbered.filter(([, , , { settings }]) => (settings['subresource'] ?? '') === '');
});

test.each(onFiles)(
  'podward check says the same of docs/rules/%s.md, example %i %s',
  async (id, _, expected, example, configuration) => {
    const { stdout } = await run({
      args: [
        'check',
        ...['--output', 'json', '--kubernetes-version', `1.${example.settings['minor'] ?? 36}`],
        ...(configuration === '' ? [] : ['--config', '@/podward.yaml']),
        ...(example.before === undefined ? ['@/new.yaml'] : ['--old', '@/old.json', '--new', '@/new.yaml']),
      ],
      files: {
        'podward.yaml': configuration,
        'old.json': JSON.stringify(example.before ?? null),
        'new.yaml': example.text,
      },
    });
    const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
    expect(findings.some(({ rule }) => rule === id)).toBe(expected === 'refused');
  },
);

const defaultPages = defaults.flatMap(({ id }): [string, string][] => {
  const file = pageFile('defaults', id);
  return existsSync(file) ? [[id, readFileSync(file, 'utf8')]] : [];
});

describe.each(defaultPages)('docs/defaults/%s.md', (_id, text) => {
  const fences = fencesOf(text);
  const configuration = fences.find(({ words }) => words[0] === 'configuration')?.text ?? '';
  const engine = createEngine(catalogue, policyFor(configuration));
  const pairs = fences.map((fence, i) => [fence, fences[i + 1]] as const).filter(([{ words }]) => words[0] === 'given');

  test('shows what is added', () => expect(pairs).not.toEqual([]));

  test.each(pairs.map(([given, filled], i) => [i + 1, given, filled] as const))('example %i', (_, given, filled) => {
    expect(filled?.words).toEqual(['filled']);
    const change = changeOf({ after: manifest(given), settings: given.settings });
    // After a patch, the server sets its own defaults again.
    const result = nativeDefaults(engine.fill(change).after, change.kind);
    expect(result).toEqual(changeOf({ after: manifest(filled!), settings: {} }).after);
  });
});
