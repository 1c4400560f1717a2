/** The directions of design: pod <- rules, defaults <- engine <- admission, report <- server, cli. Imports point down. */
const pure = '^src/(pod|rules|defaults|policy|engine|admission|report)/';

/** Each folder and the folders below it, which it may import. */
const below = {
  pod: [],
  rules: ['pod'],
  defaults: ['pod', 'rules/rule.ts'],
  policy: ['pod', 'rules/rule.ts', 'defaults/default.ts', 'engine/engine.ts'],
  engine: ['pod', 'rules/rule.ts', 'rules/versions.ts', 'defaults/default.ts', 'policy/policy.ts'],
  admission: ['pod', 'rules/rule.ts', 'engine', 'policy'],
  report: ['pod', 'rules/rule.ts', 'engine', 'policy'],
  cluster: ['pod'],
  server: ['pod', 'rules', 'defaults', 'policy', 'engine', 'admission'],
  cli: ['pod', 'rules', 'defaults', 'policy', 'engine', 'admission', 'report', 'server', 'cluster'],
};

const direction = ([folder, allowed]) => ({
  name: `${folder}-imports-point-down`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: '^src/',
    pathNot: [folder, ...allowed].map((target) => `^src/${target}${target.endsWith('.ts') ? '$' : '/'}`),
  },
});

module.exports = {
  forbidden: [
    ...Object.entries(below).map(direction),
    {
      name: 'the-core-is-pure',
      comment: 'No Node built-ins, no express, no clock, no logging below server and cli.',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-core-knows-few-packages',
      severity: 'error',
      from: { path: pure },
      to: { path: 'node_modules', pathNot: 'node_modules/(fast-json-patch|yaml|ajv)/' },
    },
    {
      name: 'a-rule-imports-no-rule',
      severity: 'error',
      from: { path: '^src/rules/(update|spec|status|workload|advice)/' },
      to: { path: '^src/rules/(update|spec|status|workload|advice)/' },
    },
    {
      name: 'only-cluster-talks-to-an-api-server',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cluster/' },
      to: { path: 'node_modules/@kubernetes/client-node' },
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
