/**
 * A test runner for Stryker. It loads the unit tests into a process once. For each mutant, it then runs the tests that reach the mutant, which takes
 * milliseconds. Jest would load a thousand modules again for each of several thousand mutants. For a mutant in code that runs while a
 * module is loaded, Stryker starts a new process.
 */
import { existsSync, globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { forget, watchCollections } from './forget.ts';
import { declared, type DeclaredTest } from './jest-globals.ts';

/** The state that the mutated code and the test runner share. */
const context: InstrumenterContext = ((globalThis as Record<string, unknown>)['__stryker__'] ??= {});

registerHooks({
  resolve: (specifier, about, next) =>
    next(specifier === '@jest/globals' ? import.meta.resolve('./jest-globals.ts') : specifier, about),
});

const unitTests = await filesOfUnitTests();

class LoadedTestsRunner implements TestRunner {
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const tests = [await run(loadOf(unitTests))];
    for (const test of declared) {
      if (coverageAnalysis === 'perTest') context.currentTestId = idOf(test);
      tests.push(await run(test));
      delete context.currentTestId;
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage! };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, hitLimit } = options;
    const isStatic = mutantActivation === 'static';
    deactivate();
    if (!isStatic) await load(unitTests);

    context.activeMutant = activeMutant.id;
    if (hitLimit !== undefined) Object.assign(context, { hitCount: 0, hitLimit });
    const tests: TestResult[] = [];
    for await (const test of isStatic ? loadAndAllTests(options) : chosenTests(options)) {
      const result = await run(test);
      tests.push(result);
      const endless = determineHitLimitReached(context.hitCount, hitLimit);
      if (endless !== undefined) return { ...endless, status: MutantRunStatus.Timeout };
      if (result.status === TestStatus.Success) continue;
      if (!isStatic) await checkThatItPassesWithoutMutant(test);
      break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'loaded-tests', LoadedTestsRunner)];

/** For a mutant in code that runs while a module is loaded. The tests of its file notice most of them, so they run before others are loaded. */
async function* loadAndAllTests({ sandboxFileName }: MutantRunOptions): AsyncGenerator<DeclaredTest> {
  const own = testFileOf(sandboxFileName);
  if (existsSync(own)) {
    yield loadOf([own]);
    yield* declared;
  }
  const done = declared.length;
  yield loadOf(unitTests);
  yield* declared.slice(done);
}

/** The tests of the mutated file come first, because Stryker tests a mutant again if the test that noticed it changes. */
function chosenTests({ sandboxFileName, testFilter }: MutantRunOptions): readonly DeclaredTest[] {
  const own = testFileOf(sandboxFileName);
  const isOther = ({ file }: DeclaredTest): number => (file === own ? 0 : 1);
  const chosen = new Set(testFilter);
  return declared.filter((test) => chosen.has(idOf(test))).sort((a, b) => isOther(a) - isOther(b));
}

const testFileOf = (source: string): string =>
  join('test', relative(resolve('src'), source).replace(/[.]ts$/, '.test.ts'));

async function run(test: DeclaredTest): Promise<TestResult> {
  forget();
  const started = performance.now();
  const outcome = await outcomeOf(test);
  const timeSpentMs = performance.now() - started;
  return { id: idOf(test), name: test.name, fileName: resolve(test.file), timeSpentMs, ...outcome };
}

async function outcomeOf(test: DeclaredTest) {
  try {
    await test.run();
    return { status: TestStatus.Success } as const;
  } catch (error) {
    return {
      status: TestStatus.Failed,
      failureMessage: error instanceof Error ? error.message : String(error),
    } as const;
  }
}

/**
 * A test that also fails without the mutant proves nothing: an earlier mutant has changed something that stayed. After this error, Stryker tests
 * the mutant again in a new process. If there is a second error, the mutant is listed as an error and does not count as killed.
 */
async function checkThatItPassesWithoutMutant(test: DeclaredTest): Promise<void> {
  deactivate();
  const { status } = await run(test);
  if (status !== TestStatus.Success) throw new Error(`Without the mutant, this test fails too: ${idOf(test)}`);
}

function deactivate(): void {
  delete context.activeMutant;
  delete context.hitCount;
}

const idOf = ({ file, name }: DeclaredTest): string => `${file} > ${name}`;

/** Loading the modules counts as a test, so that a mutant that makes it fail is killed by a test with a name. */
const loadOf = (files: readonly string[]): DeclaredTest => ({
  name: 'the modules are loaded',
  file: relative(process.cwd(), import.meta.filename),
  run: () => load(files),
});

/** A file that was loaded before is not loaded again. */
const load = (files: readonly string[]): Promise<void> =>
  watchCollections(async () => {
    for (const file of files) await import(resolve(file));
  });

/** The tests of these folders are quick and notice most mutants, so they run first. */
function rank(file: string): number {
  return /^test\/(rules|kubernetes|engine)\//.test(file) ? 0 : 1;
}

async function filesOfUnitTests(): Promise<readonly string[]> {
  const { default: jest } = (await import(resolve('jest.config.js'))) as { default: JestConfig };
  const { testMatch, testPathIgnorePatterns } = jest.projects.find(({ displayName }) => displayName === 'unit')!;
  const ignored = new RegExp(testPathIgnorePatterns.join('|'));
  const files = globSync(testMatch.map((glob) => glob.replace('<rootDir>/', '')));
  return files.filter((file) => !ignored.test(`/${file}`)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

interface JestConfig {
  readonly projects: readonly {
    readonly displayName: string;
    readonly testMatch: readonly string[];
    readonly testPathIgnorePatterns: readonly string[];
  }[];
}
