/**
 * For `make mutate`: Stryker makes small changes to the code, one at a time, and a unit test should fail for each. docs/mutants.md lists the
 * changes that no test can notice, with the reasons.
 */
const folders = ['engine', 'change', 'kubernetes', 'rules'].map((name) => `src/${name}`);
const chosen = process.env['S'] ? [process.env['S']] : folders;

export default {
  mutate: [
    ...chosen.map((path) => (/[.]ts\b/.test(path) ? path : `${path}/**/*.ts`)),
    // It is data, so a test of each field would be a copy. `make verify-go` compares it with the Go types of Kubernetes.
    '!src/kubernetes/schema/generated.ts',
  ],
  // Nearly all strings are texts of messages. The tables of the rules compare each `fix`, and `make verify` an example of each message.
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'loaded-tests',
  plugins: ['./test/mutation/runner.ts'],
  coverageAnalysis: 'perTest',
  // Stryker warns of mutants in code that runs while a module is loaded, because each needs its own process. They are the tables of constants.
  warnings: { slow: false },
  incremental: true,
  incrementalFile: '.cache/mutants/incremental.json',
  tempDirName: '.cache/mutants/tmp',
  ignorePatterns: ['.cache', 'dist', '.devcluster'],
  // scripts/mutants.ts prints the result.
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: '.cache/mutants/report.json' },
  concurrency: 2,
  // Stryker recognizes an endless loop by the number of its rounds. This limit is for everything else that does not end. A mutant that exceeds it
  // counts as noticed, so it is long enough for a busy machine.
  timeoutMS: 120_000,
};
