/**
 * One project for each kind of test: `unit` is for the quick loop, `property` runs on many random objects, and the others need binaries,
 * ports or a cluster.
 */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/.devcluster/'],
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/test/transform.js',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  ...common,
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  testPathIgnorePatterns: ['/node_modules/', ...testPathIgnorePatterns],
});

/** Tests that start processes or take seconds: the real program, commands of the pages, scaffolds, types of the whole project. */
const slow = [
  'cli/bounded',
  'cli/process',
  'docs/pull-requests',
  'docs/readme-commands',
  'scripts/audit',
  'scripts/new',
  'scripts/own-keys',
].map((name) => `${name}.test.ts`);
/**
 * tables.test.ts loads the tables of all rules, because each file that Jest runs by itself loads the whole engine once more. The tests of an area
 * or of one rule run by themselves if a path names them.
 */
const isOfArea = (path) => /(^|\/)test\/rules\/[a-z]+(\/|$)/.test(path);
const ruleTables = process.argv.some(isOfArea) ? [] : ['/test/rules/[a-z]+/'];
const property = '[.]property[.]test[.]ts$';

export default {
  // A test that hangs ends, although late: those that wait for a cluster need minutes. Most waits have a shorter limit, whose error names them.
  testTimeout: 900_000,
  projects: [
    project(
      'unit',
      ['test/**/*.test.ts'],
      ['/test/(server|cluster|chart|oracle|e2e|beside|node|devcluster|fuzz|image)/', ...slow, property, ...ruleTables],
    ),
    project('property', ['test/**/*.property.test.ts']),
    {
      ...project('integration', [
        'test/{server,cluster,chart,oracle,devcluster,fuzz,image}/**/*.test.ts',
        ...slow.map((name) => `test/${name}`),
      ]),
      globalSetup: '<rootDir>/test/setup.ts',
      globalTeardown: '<rootDir>/test/teardown.ts',
    },
    {
      ...project('e2e', ['test/e2e/**/*.test.ts']),
      globalSetup: '<rootDir>/test/e2e/setup.ts',
      globalTeardown: '<rootDir>/test/e2e/teardown.ts',
    },
    project('beside', ['test/beside/**/*.test.ts']),
    {
      ...project('node', ['test/node/**/*.test.ts']),
      globalSetup: '<rootDir>/test/node/setup.ts',
      globalTeardown: '<rootDir>/test/node/teardown.ts',
    },
  ],
};
