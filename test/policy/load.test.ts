import { describe, expect, test } from '@jest/globals';
import { oldestMinor } from '../../src/kubernetes/versions.ts';
import { Ajv } from 'ajv';
import { Schema } from 'yaml';
import { defaults } from '../../src/defaults/index.ts';
import { rules } from '../../src/rules/index.ts';
import { optionPatterns } from '../../src/rules/rule.ts';
import { exemptionsSchema } from '../../src/policy/exemption-schema.ts';
import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import { defaultModeLabel } from '../../src/policy/mode-label.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { loadPolicy } from './load-policy.ts';
import { isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { configurationSchema, type Configurable } from '../../src/policy/schema.ts';
import { readYaml } from '../../src/policy/source.ts';
import { versionPattern } from '../../src/policy/version.ts';
import { noMistakes } from '../rules/mistakes.ts';

const catalogue: Configurable = {
  rules: [
    { id: 'image-changes', title: 'Images', mode: 'warn' },
    {
      id: 'guarded-labels',
      title: 'Labels',
      options: {
        keys: { description: 'Keys.', type: 'array', items: { type: 'string' }, default: ['app'] },
        strict: { description: 'Strict.', type: 'boolean', default: true },
      },
    },
  ],
  defaults: [
    {
      id: 'readiness-probe',
      title: 'Probe',
      enabled: false,
      options: { period: { description: 'Period.', type: 'integer', minimum: 1, default: 10 } },
    },
  ],
};

const wrongTag = 'Invalid value: this tag cannot be used here. If the value is not a tag, put the value in quotes.';
const notIndented =
  /^invalid YAML\. This line is part of the value of a field, so it must be indented more than the field\.$/;
const noTab = /^invalid YAML\. A tab must not be used for indentation\. Use spaces\.$/;
const head = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n';

const policyOf = (text: string) => {
  const loaded = loadPolicy(text, catalogue);
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.policy;
};
const errorsOf = (text: string) => {
  const loaded = loadPolicy(text, catalogue);
  return 'errors' in loaded ? loaded.errors : [];
};

describe('a policy', () => {
  test.each([head, `---\n${head}`, `${head}rules:\ndefaults: {}\nmutate: null\nexemptions:\n`])(
    'is complete where the operator sets nothing: %j',
    (text) => {
      const policy = policyOf(text);
      expect(policy).toEqual(defaultPolicy(catalogue));
      expect(policy.configured.minor).toBe(36);
      expect(policy.rules.get('image-changes')).toEqual({ mode: 'warn', options: {} });
      expect(policy.rules.get('guarded-labels')).toEqual({ mode: 'deny', options: { keys: ['app'], strict: true } });
      expect(policy.defaults.get('readiness-probe')).toEqual({ enabled: false, options: { period: 10 } });
      expect(policy.mutate).toEqual({ fill: ['deny'], explain: true });
      expect(policy.exemptions).toEqual(noExemptions);
      expect(policy.modeLabel).toEqual(defaultModeLabel);
    },
  );

  test('has what the operator sets', () => {
    const policy = policyOf(`${head}kubernetesVersion: "1.35"
rules:
  image-changes: {mode: audit}
  guarded-labels:
    mode: off
    keys: [team]
defaults:
  readiness-probe: {enabled: true, period: 5}
mutate: {explain: false}
exemptions:
  users: [system:admin]
  namespaces: [monitoring]
modeLabel: {defaultMode: false, excludedNamespaces: [kube-system]}
`);
    expect(policy.configured.minor).toBe(35);
    expect(policy.rules.get('image-changes')?.mode).toBe('audit');
    expect(policy.rules.get('guarded-labels')).toEqual({ mode: 'off', options: { keys: ['team'], strict: true } });
    expect(policy.defaults.get('readiness-probe')).toEqual({ enabled: true, options: { period: 5 } });
    expect(policy.mutate).toEqual({ fill: ['deny'], explain: false });
    expect(policy.exemptions).toEqual({
      ...noExemptions,
      users: namesOf(['system:admin']),
      namespaces: namesOf(['monitoring']),
    });
    expect(policy.modeLabel).toEqual({ defaultMode: 'off', excludedNamespaces: ['kube-system'] });
  });

  test.each([
    ['true', ['deny', 'warn']],
    ['false', []],
    ['[deny]', ['deny']],
    ['[warn]', ['warn']],
    ['[]', []],
  ])('adds defaults by the mode of the namespace: %s', (text, modes) => {
    expect(policyOf(`${head}mutate: {fill: ${text}}`).mutate.fill).toEqual(modes);
  });

  test('accepts false, into which Helm converts an unquoted off', () => {
    expect(policyOf(`${head}rules: {image-changes: {mode: false}}`).rules.get('image-changes')?.mode).toBe('off');
  });

  test.each([
    ['1.30', oldestMinor],
    ['1.34', 34],
    ['1.36', 36],
    ['v1.36.1', 36],
    ['1.36+', 36],
    ['1.37.2-gke.100', 37],
    ['1.40', 37],
  ])('judges Kubernetes %s by 1.%d', (version, minor) => {
    expect(policyOf(`${head}kubernetesVersion: "${version}"`).servers[0].minor).toBe(minor);
  });

  test('has options that a rule cannot change', () => {
    expect(Object.isFrozen(policyOf(head).rules.get('guarded-labels')?.options)).toBe(true);
  });

  test('of the real catalogue loads', () => {
    expect(loadPolicy(head, { rules, defaults })).toHaveProperty('policy');
    expect([...defaultPolicy({ rules, defaults }).rules.keys()]).toEqual(rules.map(({ id }) => id));
  });
});

describe('mistakes', () => {
  test.each<[string, string, [path: string, line: number, column: number, message: RegExp][]]>([
    [
      'an unknown rule',
      `${head}rules:\n  image-chnges: {}\n`,
      [
        [
          'rules.image-chnges',
          4,
          3,
          /^Not found: "image-chnges": no rule has this ID\. Did you mean "image-changes"\?$/,
        ],
      ],
    ],
    [
      'a rule without a value',
      `${head}rules:\n  nothing-alike:\n`,
      [
        [
          'rules.nothing-alike',
          4,
          3,
          /^Not found: "nothing-alike": no rule has this ID\. To list all IDs, run podward explain\.$/,
        ],
      ],
    ],
    ['an unknown default', `${head}defaults: {probe: {}}`, [['defaults.probe', 3, 12, /no default has this ID/]]],
    [
      'an unknown field',
      `${head}rulez: {}`,
      [['rulez', 3, 1, /^Not found: "rulez": this field does not exist\. Did you mean "rules"\?$/]],
    ],
    [
      'an unknown option',
      `${head}rules: {guarded-labels: {key: []}}`,
      [['rules.guarded-labels.key', 3, 26, /Did you mean "keys"\?/]],
    ],
    [
      'a mode',
      `${head}rules:\n  image-changes:\n    mode: block\n`,
      [
        [
          'rules.image-changes.mode',
          5,
          11,
          /^Unsupported value: "block": supported values: "deny", "warn", "audit", "off"\.$/,
        ],
      ],
    ],
    [
      'an option of another type',
      `${head}rules: {guarded-labels: {strict: "yes"}}`,
      [
        [
          'rules.guarded-labels.strict',
          3,
          34,
          /^Invalid value: "yes": must be true or false, but is a string\. Use true\.$/,
        ],
      ],
    ],
    [
      'an option out of range',
      `${head}defaults: {readiness-probe: {period: 0}}`,
      [['defaults.readiness-probe.period', 3, 38, /^Invalid value: 0: must be at least 1\.$/]],
    ],
    [
      'a mode that changes nothing',
      `${head}mutate: {fill: [deny, audit]}`,
      [['mutate.fill[1]', 3, 23, /^Unsupported value: "audit": supported values: "deny", "warn"\.$/]],
    ],
    [
      'an entry of a list',
      `${head}exemptions:\n  users:\n    - a\n    - 7\n`,
      [
        [
          'exemptions.users[1]',
          6,
          7,
          /^Invalid value: 7: must be a string, but is a number\. Put the value in quotes\.$/,
        ],
      ],
    ],
    [
      'a version as a number',
      `${head}kubernetesVersion: 1.30`,
      [['kubernetesVersion', 3, 20, /Put the value in quotes/]],
    ],
    ['a version that is none', `${head}kubernetesVersion: latest`, [['kubernetesVersion', 3, 20, /such as "1.36"/]]],
    ['a version that is too old', `${head}kubernetesVersion: "1.29"`, [['kubernetesVersion', 3, 20, /from 1\.30 on/]]],
    [
      'another kind',
      'apiVersion: v1\nkind: ConfigMap\n',
      [
        ['apiVersion', 1, 13, /^Unsupported value: "v1": supported values: "podward.dev\/v1alpha1"\.$/],
        ['kind', 2, 7, /^Unsupported value: "ConfigMap": supported values: "PodwardConfiguration"\.$/],
      ],
    ],
    [
      'another version, of which nothing else is known',
      'apiVersion: podward.dev/v9\nkind: PodwardConfiguration\nprofiles: {}\nkubernetesVersion: next\n',
      [['apiVersion', 1, 13, /^Unsupported value: "podward\.dev\/v9": supported values: "podward\.dev\/v1alpha1"\.$/]],
    ],
    [
      'no kind',
      'mutate: {}\n',
      [
        ['apiVersion', 1, 1, /^Required value: set apiVersion: podward\.dev\/v1alpha1\.$/],
        ['kind', 1, 1, /^Required value: set kind: PodwardConfiguration\.$/],
      ],
    ],
    [
      'no configuration',
      '- a\n',
      [['', 1, 1, /^Invalid value: the file must contain a PodwardConfiguration\. Begin with apiVersion: /]],
    ],
    ['an empty file', '', [['', 1, 1, /must contain a PodwardConfiguration/]]],
    ['a comment alone', '# nothing\n', [['', 1, 1, /must contain a PodwardConfiguration/]]],
    ['an empty document', '---\n', [['', 1, 4, /must contain a PodwardConfiguration/]]],
    [
      'an empty map',
      '{}',
      [
        ['apiVersion', 1, 1, /^Required value/],
        ['kind', 1, 1, /^Required value/],
      ],
    ],
    [
      'a key that is listed twice',
      `${head}mutate: {}\nmutate: {}\n`,
      [['', 4, 1, /^Duplicate value: each key may be listed once\. Remove one of the two entries\.$/]],
    ],
    [
      'keys that are listed twice further down',
      `${head}rules:\n  image-changes: {mode: off, "mode": warn}\n  image-changes: {}\n`,
      [
        ['', 4, 30, /^Duplicate value: each key may be listed once\. Remove one of the two entries\.$/],
        ['', 5, 3, /^Duplicate value: each key may be listed once\. Remove one of the two entries\.$/],
      ],
    ],
    [
      'two documents',
      `${head}---\n${head}`,
      [['', 3, 1, /^Too many: the file must contain one YAML document\. Remove the others\.$/]],
    ],
    ['syntax', `${head}rules: {`, [['', 3, 9, /^invalid YAML\. A value is missing\.$/]]],
    [
      'syntax of JSON',
      '{\n"apiVersion": "podward.dev/v1alpha1"\n"kind": "PodwardConfiguration"}\n',
      [['', 3, 1, /^invalid JSON\. A comma or the closing brace of the map is missing\.$/]],
    ],
    [
      'a quotation mark without its pair',
      `${head}rules: {a: "x`,
      [['', 3, 12, /^invalid YAML\. The closing quote is missing\.$/]],
    ],
    [
      'a syntax error, which has consequences',
      `${head}rules:\n  a: {mode: deny\n  b: {mode: deny}\n---\nc: !d e\n`,
      [['', 5, 4, /^invalid YAML\. A comma or the closing brace of the map is missing\.$/]],
    ],
    [
      'a syntax error of a later version of YAML',
      `%YAML 1.2\n---\n${head}rules: [`,
      [['', 5, 9, /^invalid YAML\. A value is missing\.$/]],
    ],
    [
      'a line in brackets that YAML 1.2 alone wants to be indented',
      `${head}mutate: {fill: [\ndeny]}\n`,
      [['', 4, 1, notIndented]],
    ],
    ['a closing bracket', `${head}rules:\n  a: {b: [\n    1\n  ]}\n`, [['', 6, 3, notIndented]]],
    ['a line in quotes', `${head}rules:\n  a: 'x\n y'\n`, [['', 5, 2, notIndented]]],
    ['a line in quotes after an empty one', `${head}rules: "x\r\n\r\ny"\r\n`, [['', 5, 1, notIndented]]],
    ['a tab in brackets', `${head}rules: {\n\ta: {}}\n`, [['', 4, 1, noTab]]],
    ['a tab in quotes', `${head}rules: "a\n\tb"\n`, [['', 4, 1, noTab]]],
    [
      'a carriage return alone',
      `${head}rules: 1\rmutate: 2\r\n`,
      [['', 3, 9, /^invalid YAML\. A carriage return is allowed only before a line feed\.$/]],
    ],
    [
      'text behind the end of the document',
      `${head}rules: {}\n... x\n`,
      [
        [
          '',
          4,
          5,
          /^invalid YAML\. This text is not allowed here\. Check the quotes, brackets and indentation before it\.$/,
        ],
      ],
    ],
    [
      'a comment without a space before it',
      `${head}rules: {}#none\n`,
      [['', 3, 10, /^invalid YAML\. A space must precede a comment\.$/]],
    ],
    [
      'a name that sounds like that of a secret',
      `${head}rules: {auth: deny}\npassword: x\n`,
      [
        ['rules.auth', 3, 9, /^Not found: "auth": no rule has this ID\. To list all IDs, run podward explain\.$/],
        ['password', 4, 1, /^Not found: "password": this field does not exist\. Known fields are /],
      ],
    ],
    [
      'feature gates that are not in the list',
      `${head}featureGates: {EnvFile: true, Foo: true}\n`,
      [
        [
          'featureGates.EnvFile',
          3,
          16,
          /^Not found: "EnvFile": no answer of Podward depends on a feature gate with this name\. Did you mean "EnvFiles"\?$/,
        ],
        ['featureGates.Foo', 3, 31, /depends on a feature gate with this name\. Remove the feature gate\.$/],
      ],
    ],
    [
      'groups of feature gates',
      `${head}featureGates: {AllAlpha: true}\n`,
      [['featureGates.AllAlpha', 3, 16, /^Not found: "AllAlpha": Podward needs the name of each feature gate\./]],
    ],
    [
      'a secret in a name',
      `${head}rules: {"PASSWORD=hunter2": {}}\n`,
      [['rules.PASSWORD=(hidden)', 3, 9, /^Not found: "PASSWORD=\(hidden\)": no rule has this ID\./]],
    ],
    [
      'a value that sounds like a secret',
      `${head}rules: {image-changes: {mode: token}, guarded-labels: hunter2SECRET}\n`,
      [
        ['rules.image-changes.mode', 3, 31, /^Unsupported value: supported values: "deny", "warn", "audit", "off"\.$/],
        ['rules.guarded-labels', 3, 55, /^Invalid value: must be an object, but is a string\.$/],
      ],
    ],
    [
      'an alias without an anchor',
      `${head}rules: *nowhere\n`,
      [
        [
          '',
          3,
          8,
          /^Not found: the alias refers to an anchor that does not exist\. If the value is not an alias, put the value in quotes\.$/,
        ],
      ],
    ],
    [
      'an alias that contains itself',
      `${head}rules: &a {b: *a}\n`,
      [['', 3, 15, /^Invalid value: a YAML alias must not contain itself\.$/]],
    ],
    [
      'a name that is a list',
      `${head}rules: {[a]: {}}\n`,
      [['', 3, 9, /^Invalid value: the name of a field must be a string\.$/]],
    ],
    [
      'a name that is a map',
      `${head}? {a: 1}\n: {}\n`,
      [['', 3, 3, /^Invalid value: the name of a field must be a string\.$/]],
    ],
    [
      'a name that is an alias',
      `${head}rules: &a b\n*a : {}\n`,
      [['', 4, 1, /^Invalid value: the name of a field must be a string\.$/]],
    ],
    [
      'a name with a tag',
      `${head}!!binary : {}\n`,
      [['', 3, 10, /^Invalid value: the name of a field must be a string\.$/]],
    ],
    [
      'no number',
      `${head}rules: [.nan, -.inf, 1e999]\n`,
      [1, 2, 3].map((i) => [
        '',
        3,
        [0, 9, 15, 22][i]!,
        /^Invalid value: must be a string, a finite number, true, false or null\.$/,
      ]),
    ],
    [
      'what YAML 1.1 merges',
      `${head}rules: {image-changes: {<<: {mode: warn}}}`,
      [['rules.image-changes.<<', 3, 25, /./]],
    ],
    [
      'a key of the prototype',
      `${head}rules: {__proto__: {}, constructor: {}}`,
      [
        ['rules.__proto__', 3, 9, /no rule has this ID/],
        ['rules.constructor', 3, 24, /no rule has this ID/],
      ],
    ],
    [
      'many at once',
      `${head}rules:\n  image-chnges: {}\n  guarded-labels: {mode: 1, strict: 2}\nmutate: {fill: maybe}\n`,
      [
        ['rules.image-chnges', 4, 3, /./],
        ['rules.guarded-labels.mode', 5, 26, /./],
        ['rules.guarded-labels.strict', 5, 37, /./],
        ['mutate.fill', 6, 16, /./],
      ],
    ],
  ])('%s', (_, text, expected) => {
    const errors = errorsOf(text);
    expect(errors.map(({ path, line, column }) => [path, line, column])).toEqual(
      expected.map(([path, line, column]) => [path, line, column]),
    );
    for (const [i, [, , , message]] of expected.entries()) expect(errors[i]?.message).toMatch(message);
  });

  test('are listed in the order of the text up to a hundred, and the others are counted', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `  rule-${i}: {}\n`);
    const errors = errorsOf(`${head}rules:\n${names.join('')}mutate: {fill: maybe}\n`);
    expect(errors).toHaveLength(101);
    expect(errors.slice(0, 100).map(({ path }) => path)).toEqual(
      Array.from({ length: 100 }, (_, i) => `rules.rule-${i}`),
    );
    expect(errors[100]).toEqual({ path: '', line: 104, column: 3, message: '901 more mistakes are not shown.' });
  });

  test('aliases that multiply are refused', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    expect(errorsOf(`${head}l0: &l0 [a]\n${levels.join('\n')}\n`)).toHaveLength(1);
  });
});

describe('nesting', () => {
  const levels = 100;
  test.each<[string, (depth: number) => string]>([
    ['lists', (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['maps', (depth) => `${'{a: '.repeat(depth)}${'}'.repeat(depth)}`],
    ['lists of blocks', (depth) => `${'- '.repeat(depth)}0`],
    ['maps of blocks', (depth) => Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['lists by an alias', (depth) => `- &a ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}\n- [*a]`],
  ])('may have 100 levels: %s', (_, nested) => {
    expect(readYaml(nested(levels))).toHaveProperty('data');
    expect(readYaml(nested(levels + 1))).toMatchObject({
      errors: [{ message: 'Invalid value: the file must not be nested more than 100 levels deep.' }],
    });
  });

  test('too deep is reported at its position', () => {
    expect(readYaml(`a: 1\nb: ${'['.repeat(levels)}`)).toEqual({
      errors: [
        {
          path: '',
          line: 2,
          column: 4 + levels - 1,
          message: 'Invalid value: the file must not be nested more than 100 levels deep.',
        },
      ],
    });
  });
});

/** Whatever its tags, a configuration can only contain values that JSON can represent. */
describe('tags', () => {
  const versions = ['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n', '%YAML 1.3\n---\n'];
  const schemas = ['core', 'failsafe', 'json', 'yaml-1.1'] as const;
  const tagsOf = (schema: (typeof schemas)[number]): string[] =>
    new Schema({ schema, merge: true, resolveKnownTags: true }).tags.map(({ tag }) => tag ?? '');
  const known = new Schema({ schema: 'core', resolveKnownTags: true });
  const short = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');
  const all = [
    ...new Set([...schemas.flatMap(tagsOf), ...Object.keys(known.knownTags)].map(short).filter((tag) => tag !== '')),
    '!local',
    '!',
    '!<tag:example.com,2026:a>',
  ];
  const core = ['!', '!!str', '!!int', '!!bool', '!!null', '!!float', '!!map', '!!seq'];
  const values = [
    '',
    'text',
    '"text"',
    'aGVsbG8=',
    '1',
    '1.5',
    '0x1F',
    '190:20:30',
    '1_000',
    'true',
    'off',
    'null',
    '~',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '{a, b}',
    '{a: 1}',
    '[a: 1]',
    '[[a, b]]',
    '{<<: {a: 1}}',
    '{__proto__: {a: 1}}',
    '[]',
    '18446744073709551616',
  ];

  test('the table has all of them', () => {
    const others = ['!!binary', '!!merge', '!!omap', '!!pairs', '!!set', '!!timestamp'];
    expect(all).toEqual(expect.arrayContaining([...core, ...others]));
  });

  test.each(all)('%s is plain data or a mistake at its position', (tag) => {
    for (const version of versions) {
      for (const value of values) {
        for (const around of ['a: T', 'a: {b: [T]}', '- T', 'a: &a T\nb: *a']) {
          const source = readYaml(`${version}${around.replace('T', () => `${tag} ${value} `)}\n`);
          if ('data' in source) {
            expect(core).toContain(tag);
            expectPlain(source.data);
          } else {
            expect(source.errors.length).toBeGreaterThan(0);
            for (const { line, column } of source.errors)
              expect({ line, column }).toEqual({ line: version === '' ? 1 : 3, column: around.indexOf('T') + 1 });
            if (!core.includes(tag)) expect(source.errors[0]!.message).toBe(wrongTag);
          }
        }
      }
    }
  });

  test('values without a tag are plain data, and never dates', () => {
    for (const version of versions) {
      const source = readYaml(`${version}- ${values.join('\n- ')}\n`);
      expectPlain('data' in source ? source.data : undefined);
    }
    expect(
      readYaml('%YAML 1.1\n---\n[2026-01-01, off, 1_000, <<, {<<: {a: 1}}, {1.0: x, null: y, ~: z, true: a}]'),
    ).toHaveProperty('data', [
      '2026-01-01',
      'off',
      '1_000',
      '<<',
      { '<<': { a: 1 } },
      { '1.0': 'x', null: 'y', '~': 'z', true: 'a' },
    ]);
  });

  test.each([
    ['mutate: !!binary aGVsbG8=', 9],
    ['rules: !!set {a, b}', 8],
    ['defaults: !!omap [a: 1]', 11],
    ['mutate: {explain: !!timestamp 2026-01-01}', 19],
    ['mutate: !include other.yaml', 9],
  ])('of other kinds are refused: %s', (text, column) => {
    expect(errorsOf(head + text)).toEqual([{ path: '', line: 3, column, message: wrongTag }]);
  });

  function expectPlain(value: unknown): void {
    if (Array.isArray(value)) return value.forEach((entry) => expectPlain(entry));
    if (typeof value === 'object' && value !== null) {
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      return Object.values(value).forEach((entry) => expectPlain(entry));
    }
    expect(value === null || ['boolean', 'string'].includes(typeof value) || Number.isFinite(value)).toBe(true);
  }
});

test('an alias has the last value of its anchor', () => {
  expect(readYaml('[&a [&b 1], &b 2, *a, *b, &c [&c 3], *c, &k x: *k]')).toHaveProperty('data', [
    [1],
    2,
    [1],
    2,
    [3],
    3,
    { x: 'x' },
  ]);
});

test('the schema is a JSON Schema', () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  expect(() => ajv.compile(configurationSchema({ rules, defaults }))).not.toThrow();
});

/** What the schema of the real catalogue requires, and the messages if a configuration does not meet the requirement. */
describe('messages for each keyword of the schema', () => {
  const probe = (text: string): string => `defaults: {readiness-probe: {readiness: {web: ${text}}}}`;
  const ofProbe = 'defaults.readiness-probe.readiness.web';
  const rows: readonly (readonly [keyword: string, text: string, path: string, message: string])[] = [
    [
      'const',
      'kind: Configuration',
      'kind',
      'Unsupported value: "Configuration": supported values: "PodwardConfiguration".',
    ],
    [
      'type',
      'kubernetesVersion: 1.30',
      'kubernetesVersion',
      'Invalid value: 1.3: must be a string, but is a number. Put the value in quotes.',
    ],
    ['type', 'rules: []', 'rules', 'Invalid value: must be an object, but is a list.'],
    [
      'type',
      'rules: {env-valid: off}',
      'rules.env-valid',
      'Invalid value: "off": must be an object, but is a string. Write {mode: off}.',
    ],
    [
      'type',
      'rules: {env-valid: false}',
      'rules.env-valid',
      'Invalid value: false: must be an object, but is a boolean. Write {mode: off}.',
    ],
    [
      'type',
      'rules: {env-valid: true}',
      'rules.env-valid',
      'Invalid value: true: must be an object, but is a boolean.',
    ],
    [
      'type',
      'defaults: {restart-policy: true}',
      'defaults.restart-policy',
      'Invalid value: true: must be an object, but is a boolean. Write {enabled: true}.',
    ],
    [
      'type',
      'defaults: {restart-policy: off}',
      'defaults.restart-policy',
      'Invalid value: "off": must be an object, but is a string. Write {enabled: false}.',
    ],
    [
      'type',
      'rules: [env-valid]',
      'rules',
      'Invalid value: must be an object, but is a list. Write {env-valid: {mode: warn}}.',
    ],
    [
      'type',
      'defaults: [restart-policy]',
      'defaults',
      'Invalid value: must be an object, but is a list. Write {restart-policy: {enabled: true}}.',
    ],
    [
      'type',
      'featureGates: [EnvFiles]',
      'featureGates',
      'Invalid value: must be an object, but is a list. Write {EnvFiles: true}.',
    ],
    [
      'type',
      'exemptions: [kube-system, monitoring]',
      'exemptions',
      'Invalid value: must be an object, but is a list. Write {namespaces: ["kube-system", "monitoring"]}.',
    ],
    [
      'type',
      'exemptions: ["system:serviceaccount:ci:deployer"]',
      'exemptions',
      'Invalid value: must be an object, but is a list. Write {users: ["system:serviceaccount:ci:deployer"]}.',
    ],
    ['type', 'exemptions: [7]', 'exemptions', 'Invalid value: must be an object, but is a list.'],
    ['type', 'exemptions: [a, b, c, d]', 'exemptions', 'Invalid value: must be an object, but is a list.'],
    [
      'type',
      'mutate: {explain: "{{ .Values.explain }}"}',
      'mutate.explain',
      'Invalid value: "{{ .Values.explain }}": must be true or false, but is a string. Replace the placeholder, or render the configuration first, for example with helm template.',
    ],
    [
      'type',
      'featureGates: {EnvFiles: "true"}',
      'featureGates.EnvFiles',
      'Invalid value: "true": must be true or false, but is a string. Remove the quotes.',
    ],
    [
      'type',
      probe('{grpc: {}, periodSeconds: "5"}'),
      `${ofProbe}.periodSeconds`,
      'Invalid value: "5": must be an integer, but is a string. Remove the quotes.',
    ],
    [
      'type',
      'exemptions: {users: jane}',
      'exemptions.users',
      'Invalid value: "jane": must be a list, but is a string. Write ["jane"].',
    ],
    [
      'type',
      'exemptions: {users: j doe}',
      'exemptions.users',
      'Invalid value: "j doe": must be a list, but is a string.',
    ],
    ['type', 'exemptions: {users: [{}]}', 'exemptions.users[0]', 'Invalid value: must be a string, but is an object.'],
    [
      'type',
      'exemptions: {namespaces: [7]}',
      'exemptions.namespaces[0]',
      'Invalid value: 7: must be a string, but is a number. Put the value in quotes.',
    ],
    [
      'type',
      'mutate: {explain: "maybe"}',
      'mutate.explain',
      'Invalid value: "maybe": must be true or false, but is a string. Use true or false, without quotes.',
    ],
    [
      'type',
      'mutate: {fill: off}',
      'mutate.fill',
      'Invalid value: "off": must be true, false or a list, but is a string. Use false.',
    ],
    [
      'type',
      'mutate: {fill: deny}',
      'mutate.fill',
      'Invalid value: "deny": must be true, false or a list, but is a string. Write ["deny"].',
    ],
    [
      'type',
      probe('{grpc: {}, periodSeconds: 1.5}'),
      `${ofProbe}.periodSeconds`,
      'Invalid value: 1.5: must be an integer, but is a number with a fraction.',
    ],
    ['type', probe('null'), ofProbe, 'Invalid value: null: must be an object, but is null.'],
    [
      'enum',
      'rules: {env-valid: {mode: dney}}',
      'rules.env-valid.mode',
      'Unsupported value: "dney": supported values: "deny", "warn", "audit", "off". Did you mean "deny"?',
    ],
    [
      'enum',
      'rules: {env-valid: {mode: warning}}',
      'rules.env-valid.mode',
      'Unsupported value: "warning": supported values: "deny", "warn", "audit", "off". Did you mean "warn"?',
    ],
    [
      'enum',
      'rules: {env-valid: {mode: "${MODE}"}}',
      'rules.env-valid.mode',
      'Unsupported value: "${MODE}": supported values: "deny", "warn", "audit", "off". Replace the placeholder, or render the configuration first, for example with envsubst.',
    ],
    [
      'enum',
      'defaults: {restart-policy: {jobs: Always}}',
      'defaults.restart-policy.jobs',
      'Unsupported value: "Always": supported values: "OnFailure", "Never".',
    ],
    [
      'pattern',
      'kubernetesVersion: latest',
      'kubernetesVersion',
      'Invalid value: "latest": must be a Kubernetes version from 1.30 on, such as "1.36". Podward knows 1.31 to 1.37.',
    ],
    [
      'pattern',
      'kubernetesVersion: "{{ .Values.version }}"',
      'kubernetesVersion',
      'Invalid value: "{{ .Values.version }}": must be a Kubernetes version from 1.30 on, such as "1.36". Podward knows 1.31 to 1.37. Replace the placeholder, or render the configuration first, for example with helm template.',
    ],
    [
      'pattern',
      probe('{httpGet: {path: ready}}'),
      `${ofProbe}.httpGet.path`,
      'Invalid value: "ready": must start with "/".',
    ],
    [
      'minimum',
      probe('{grpc: {}, timeoutSeconds: 0}'),
      `${ofProbe}.timeoutSeconds`,
      'Invalid value: 0: must be at least 1.',
    ],
    [
      'maximum',
      probe('{grpc: {}, periodSeconds: 3000000000}'),
      `${ofProbe}.periodSeconds`,
      'Invalid value: 3000000000: must be no more than 2147483647.',
    ],
    ...['*team', 'a*b*', 'team*x', 'a b', 'team=shop', 'a/b/c', 'example.com/', 'team.'].map(
      (key): [string, string, string, string] => [
        'pattern',
        `rules: {guarded-metadata: {labels: [a, ${JSON.stringify(key)}]}}`,
        'rules.guarded-metadata.labels[1]',
        `Invalid value: "${key}": must be a key such as example.com/team, or the beginning of a key with one * at the end, such as example.com/*.`,
      ],
    ),
    ...['Mars/*', '../Mars', '/Mars', 'Mars Base', 'Mars/', 'Mars//Base'].map(
      (zone): [string, string, string, string] => [
        'pattern',
        `rules: {cron-job-schedule-valid: {timeZones: [${JSON.stringify(zone)}]}}`,
        'rules.cron-job-schedule-valid.timeZones[0]',
        `Invalid value: "${zone}": must be the name of a time zone, such as Europe/Berlin.`,
      ],
    ),
    ['minLength', 'exemptions: {users: [""]}', 'exemptions.users[0]', 'Invalid value: "": must not be empty.'],
    ['oneOf', probe('{}'), ofProbe, 'Invalid value: must have exactly one of httpGet, grpc or tcpSocket.'],
    [
      'oneOf',
      probe('{grpc: {}, tcpSocket: {}}'),
      ofProbe,
      'Invalid value: must have exactly one of httpGet, grpc or tcpSocket.',
    ],
    [
      'additionalProperties',
      'rules: {env-vaild: {}}',
      'rules.env-vaild',
      'Not found: "env-vaild": no rule has this ID. Did you mean "env-valid"?',
    ],
    [
      'additionalProperties',
      'rules: {env-valid: {moed: off}}',
      'rules.env-valid.moed',
      'Not found: "moed": this field does not exist. Did you mean "mode"?',
    ],
    [
      'additionalProperties',
      'rules: {zzzzzzzz: {}}',
      'rules.zzzzzzzz',
      'Not found: "zzzzzzzz": no rule has this ID. To list all IDs, run podward explain.',
    ],
    [
      'additionalProperties',
      'rules: {readiness-probe: {mode: off}}',
      'rules.readiness-probe',
      'Not found: "readiness-probe": readiness-probe is a default, not a rule. To turn it off, write defaults: {readiness-probe: {enabled: false}}.',
    ],
    [
      'additionalProperties',
      'defaults: {env-valid: {enabled: false}}',
      'defaults.env-valid',
      'Not found: "env-valid": env-valid is a rule, not a default. To turn it off, write rules: {env-valid: {mode: off}}.',
    ],
    [
      'additionalProperties',
      '${X}: 1',
      '${X}',
      'Not found: "${X}": this field does not exist. Replace the placeholder, or render the configuration first, for example with envsubst.',
    ],
    [
      'additionalProperties',
      'defaults: {zzzzzzzz: {}}',
      'defaults.zzzzzzzz',
      'Not found: "zzzzzzzz": no default has this ID. To list all IDs, run podward explain.',
    ],
    [
      'additionalProperties',
      probe('{tcpSocket: {port: 80}}'),
      `${ofProbe}.tcpSocket.port`,
      'Not found: "port": this field does not exist. This object must be empty.',
    ],
  ];

  test.each(rows)('%s: %s', (_, text, path, message) => {
    const loaded = loadPolicy(text.startsWith('kind') ? `${text}\n${head.split('\n')[0]}\n` : `${head}${text}\n`, {
      rules,
      defaults,
    });
    expect('errors' in loaded && loaded.errors.map((error) => [error.path, error.message])).toEqual([[path, message]]);
  });

  test('required', () => {
    const loaded = loadPolicy('mutate: {}\n', { rules, defaults });
    expect('errors' in loaded && loaded.errors.map(({ message }) => message)).toEqual([
      'Required value: set apiVersion: podward.dev/v1alpha1.',
      'Required value: set kind: PodwardConfiguration.',
    ]);
  });

  test('there are messages for every keyword and every pattern', () => {
    const keywords = new Set<string>();
    const patterns = new Set<unknown>();
    const visit = (schema: Json | undefined): void => {
      // For these, test/policy/exemptions.test.ts has the messages.
      if (!isObject(schema) || schema === exemptionsSchema) return;
      for (const [keyword, value] of Object.entries(schema)) {
        keywords.add(keyword);
        if (keyword === 'pattern') patterns.add(value);
        if (keyword === 'properties') Object.values(value as JsonObject).forEach((one) => visit(one));
        else if (isList(value)) value.forEach((one) => visit(one));
        else visit(value);
      }
    };
    visit(configurationSchema({ rules, defaults }));
    // These keywords do not require anything themselves.
    for (const keyword of ['description', 'default', 'properties', 'items']) keywords.delete(keyword);
    const explained = new Set([...rows.map(([keyword]) => keyword), 'required']);
    const advice = 'Use another restriction, or add the words there and a row here.';
    noMistakes([
      ...[...keywords]
        .filter((word) => !explained.has(word))
        .map(
          (word) =>
            `An option uses the keyword ${word}, for which messageOf in src/policy/mistakes.ts has no words. ${advice}`,
        ),
      ...[...patterns]
        .filter((pattern) => pattern !== versionPattern && !(String(pattern) in optionPatterns))
        .map(
          (pattern) =>
            `An option uses the pattern ${String(pattern)}, for which optionPatterns in src/rules/rule.ts has no words. ${advice}`,
        ),
    ]);
    expect([...explained].filter((word) => !keywords.has(word))).toEqual([]);
  });
});
