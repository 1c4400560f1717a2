import { readdirSync } from 'node:fs';

/** The folders of src and the module catalogue.ts, from the bottom up. Each may only import those before it: imports point down. */
const layers = [
  'json',
  'yaml',
  'kubernetes',
  'text',
  'counts',
  'change',
  'rules',
  'defaults',
  'policy',
  'engine',
  'catalogue',
  'admission',
  'report',
  'check',
  'server',
  'cluster',
  'cli',
];
const pure = '^src/(json|yaml|kubernetes|text|counts|change|rules|defaults|policy|engine|admission|report)/';

/** Folders on the same level that must not import each other. */
const apart = {
  admission: ['catalogue'],
  report: ['catalogue', 'admission'],
  server: ['report', 'check'],
  cluster: ['change', 'rules', 'defaults', 'policy', 'engine', 'catalogue', 'admission', 'report', 'check', 'server'],
};

const pathOf = (layer) => `^src/${layer}(/|\\.ts$)`;

const direction = (folder, height) => ({
  name: `${folder}-imports-point-down`,
  severity: 'error',
  from: { path: pathOf(folder) },
  to: {
    path: '^src/',
    pathNot: [...layers.slice(0, height), folder].filter((below) => !(apart[folder] ?? []).includes(below)).map(pathOf),
  },
});

/** Each rule has a page, docs/rules/ID.md. */
const ids = readdirSync(`${import.meta.dirname}/docs/rules`).map((page) => page.replace(/\.md$/, ''));
const ruleFile = `^src/rules/[^/]+/(${ids.join('|')})\\.ts$`;

export default {
  forbidden: [
    ...layers.map(direction),
    {
      name: 'the-core-is-pure',
      comment: 'No Node built-ins, no express, no clock, no logging below server and cli.',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^buffer$' },
    },
    {
      name: 'the-core-knows-few-packages',
      severity: 'error',
      from: { path: pure },
      to: { path: 'node_modules', pathNot: 'node_modules/(fast-json-patch|yaml|ajv|string-width|wrap-ansi)/' },
    },
    {
      name: 'areas-stand-apart',
      comment: 'A rule shares a helper with its own area; what several areas need is in parts, change or kubernetes.',
      severity: 'error',
      from: { path: '^src/rules/([^/]+)/' },
      to: { path: '^src/rules/[^/]+/', pathNot: '^src/rules/($1|parts)/' },
    },
    {
      name: 'rules-stand-apart',
      comment: 'What two rules of an area need is in a file beside them.',
      severity: 'error',
      from: { path: ruleFile },
      to: { path: ruleFile },
    },
    {
      name: 'only-cluster-talks-to-an-api-server',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cluster/' },
      to: { path: 'node_modules/@kubernetes/client-node' },
    },
    {
      name: 'src-imports-no-tool',
      comment: 'They are in dependencies because they make what is shipped.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/(esbuild|node)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-imports-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|devcluster|scripts|bench)/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
