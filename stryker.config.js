/**
 * For `make mutate`: Stryker makes small changes to the code, one at a time, and some unit test must notice each. docs/mutants.md lists the
 * changes that none notices, with the reasons.
 */
const folders = ['engine', 'change', 'kubernetes', 'rules'].map((name) => `src/${name}`);
const chosen = process.env['S'] ? [process.env['S']] : folders;

export default {
  mutate: [
    ...chosen.map((path) => (/[.]ts\b/.test(path) ? path : `${path}/**/*.ts`)),
    // It is data, and a test of each of its fields would be a copy. `make verify-go` compares it with the Go types of Kubernetes.
    '!src/kubernetes/schema/generated.ts',
  ],
  // The tables of the rules state each sentence word for word.
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'loaded-tests',
  plugins: ['./test/mutation/runner.ts'],
  coverageAnalysis: 'perTest',
  // A mutant in what a module does while it is loaded needs a process of its own. That takes a second, and is worth it: these are the tables.
  warnings: { slow: false },
  incremental: true,
  incrementalFile: '.cache/mutants/incremental.json',
  tempDirName: '.cache/mutants/tmp',
  ignorePatterns: ['.cache', 'dist', '.devcluster'],
  // scripts/mutants.ts prints the result.
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: '.cache/mutants/report.json' },
  concurrency: 2,
  // Stryker counts the rounds of a loop that a mutant makes endless. The time is for everything else that does not end, and must be long enough
  // for a busy machine, because a mutant that is too slow counts as noticed.
  timeoutMS: 120_000,
};
