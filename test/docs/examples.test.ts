/**
 * Runs the examples of docs/rules and docs/defaults with every rule on: each example that a page calls refused is refused by the rule of
 * the page.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from '@jest/globals';
import type { Engine } from '../../src/engine/engine.ts';
import { sentences, type Judged } from '../../src/engine/judged.ts';
import { inCluster, loadEngine } from '../../src/catalogue.ts';
import type { Default } from '../../src/defaults/default.ts';
import { defaults } from '../../src/defaults/index.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { kinds, type Kind } from '../../src/kubernetes/kinds.ts';
import type { GateSettings } from '../../src/kubernetes/gates.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { rules } from '../../src/rules/index.ts';
import { changeOf as createOrUpdate, type Change, type Phase } from '../../src/change/change.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { run } from '../cli/run.ts';
import { wrongResult } from '../defaults/default-mistakes.ts';
import { noMistakes } from '../rules/mistakes.ts';
import {
  fencesOf,
  manifest,
  mistakesIn,
  mistakesOnPage,
  refusedByOthers,
  rulePage,
  type Example,
  type Fence,
} from './page.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const pageName = (folder: string, id: string): string => `docs/${folder}/${id}.md`;
const pageFile = (folder: string, id: string): string =>
  new URL(`../../${pageName(folder, id)}`, import.meta.url).pathname;

/** Throws the mistakes of the configuration, each with its line on the page. */
function engineFor(configuration: Fence | undefined): Engine {
  const loaded = loadEngine(configuration?.text);
  if ('engine' in loaded) return loaded.engine;
  throw new Error(mistakesOnPage(configuration!, loaded.errors).join('\n'));
}

/** What `read` returns. Or, if it throws, undefined and a test that fails: the examples of other pages are still tested. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    test('can be read', () => noMistakes([(error as Error).message]));
    return undefined;
  }
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
  gates?: GateSettings,
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
      facts: serverFacts(Number(settings['minor'] ?? 36), gates),
      after: native(after),
      ...(written === undefined ? {} : { written }),
    },
    before && native(before),
  );
}

/** In a cluster, a rule that would repeat a warning of the server says nothing. */
const phasesOf = ({ appliesTo, serverWarns }: Rule): readonly Phase[] | undefined =>
  serverWarns === undefined ? appliesTo.phases : ['offline'];

const refusing = ({ mode }: Judged): boolean => mode === 'deny';
const messages = (judged: readonly Judged[]): string[] =>
  judged.map(({ rule, texts }) => `${texts().path}: ${sentences(texts())} [${rule}]`);

const pages = rules.flatMap((rule): [string, Rule, string][] => {
  const file = pageFile('rules', rule.id);
  return existsSync(file) ? [[rule.id, rule, readFileSync(file, 'utf8')]] : [];
});

describe.each(pages)('docs/rules/%s.md', (id, rule, text) => {
  const page = readable(() => {
    const { configuration, examples } = rulePage(pageName('rules', id), text);
    return { configuration, examples, engine: engineFor(configuration) };
  });
  if (page === undefined) return;
  const { configuration, examples, engine } = page;

  test('shows a refused example and one that passes', () => {
    const lacks = ['refused', 'passes'].filter((words) => !examples.some(({ expected }) => expected === words));
    noMistakes(
      lacks.map((words) => `docs/rules/${id}.md: an example is missing. Write a manifest in a fence "yaml ${words}".`),
    );
  });

  test.each(examples.map((example) => [example.at, example.expected, example] as const))(
    '%s %s',
    (_, expected, example) => {
      const minor = Number(example.settings['minor'] ?? engine.policy.configured.minor);
      const { findings } = inCluster(engine, [minor]).judge(
        changeOf(example, phasesOf(rule), engine.policy.configured.featureGates),
      );
      const own = findings.filter((finding) => finding.rule === id);
      const others = findings.filter((finding) => finding.rule !== id && refusing(finding));
      noMistakes([
        ...mistakesIn(example, rule, messages(own), configuration),
        ...refusedByOthers(example, messages(others)),
      ]);
    },
  );

  // A file cannot represent a subresource. Old and new objects are judged as `kubectl apply` would send the change.
  const onFiles = examples.filter(({ settings }) => (settings['subresource'] ?? '') === '');
  if (onFiles.length === 0) return;
  test.each(onFiles.map((example) => [example.at, example.expected, example] as const))(
    'podward check says the same of %s %s',
    async (_, __, example) =>
      noMistakes(mistakesIn(example, rule, await foundInFiles(rule, example, configuration?.text), configuration)),
  );
});

/** The messages of the rule that `podward check` prints for the example. */
async function foundInFiles(rule: Rule, example: Example, configuration: string | undefined): Promise<string[]> {
  const { stdout } = await run({
    args: [
      'check',
      ...['--output', 'json', '--kubernetes-version', `1.${example.settings['minor'] ?? 36}`],
      ...(configuration === undefined ? [] : ['--config', '@/podward.yaml']),
      ...(example.before === undefined ? ['@/new.yaml'] : ['--old', '@/old.json', '--new', '@/new.yaml']),
    ],
    files: {
      'podward.yaml': configuration ?? '',
      'old.json': JSON.stringify(example.before ?? null),
      'new.yaml': example.text,
    },
  });
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; message: string }[] };
  return findings.filter((finding) => finding.rule === rule.id).map(({ message }) => message);
}

const defaultPages = defaults.flatMap((item): [string, Default, string][] => {
  const file = pageFile('defaults', item.id);
  return existsSync(file) ? [[item.id, item, readFileSync(file, 'utf8')]] : [];
});

describe.each(defaultPages)('docs/defaults/%s.md', (id, item, text) => {
  const page = readable(() => {
    const fences = fencesOf(pageName('defaults', id), text);
    return { fences, engine: engineFor(fences.find(({ words }) => words[0] === 'configuration')) };
  });
  if (page === undefined) return;
  const { fences, engine } = page;
  const pairs = fences.map((fence, i) => [fence, fences[i + 1]] as const).filter(([{ words }]) => words[0] === 'given');

  test('shows what is added', () => {
    const lacks = `docs/defaults/${id}.md: an example is missing. Write a manifest in a fence "yaml given", and the result in "yaml filled".`;
    noMistakes(pairs.length > 0 ? [] : [lacks]);
  });

  test.each(pairs.map(([given, filled]) => [given.at, given, filled] as const))('%s', (_, given, filled) => {
    const lacks = `${given.at}: "yaml given" has no "yaml filled". Write the result in a fence "yaml filled" below it.`;
    if (filled?.words[0] !== 'filled') return noMistakes([lacks]);
    const change = changeOf({ after: manifest(given), settings: given.settings });
    // After a patch, the server sets its own defaults again.
    const result = nativeDefaults(engine.fill(change).after, change.kind);
    const shown = changeOf({ after: manifest(filled), settings: {} }).after;
    noMistakes(wrongResult(item, filled.at, change.kind, shown, result));
  });
});
