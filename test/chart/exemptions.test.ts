/** Helm 3 and Helm 4 refuse each exemption that the server refuses, with its path, and accept the others. The templates use the sentences of the server. */
import { describe, expect, test } from '@jest/globals';
import { binary } from '../../devcluster/binaries.ts';
import { run } from '../../devcluster/run.ts';
import { catalogue } from '../../src/catalogue.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { maxPatterns } from '../../src/policy/limits.ts';
import { textOf } from '../../src/policy/source.ts';
import { chart, helm, withImage } from './helm.ts';

const patterns = (count: number): string[] => Array.from({ length: count }, (_, i) => `a${i}-*`);
const expressions = (...matchExpressions: object[]): object => ({ objectSelector: { matchExpressions } });

/** What the server says of the exemptions, with the paths of the chart. */
const mistakesIn = (exemptions: object): string[] => {
  const loaded = loadPolicy(
    JSON.stringify({ apiVersion: 'podward.dev/v1alpha1', kind: 'PodwardConfiguration', exemptions }),
    catalogue,
  );
  return 'errors' in loaded ? loaded.errors.map((error) => `config.${textOf(error)}`) : [];
};

describe.each(['helm', 'helm3'] as const)('%s', (tool) => {
  const render = async (exemptions: object) => {
    const args = [
      'template',
      'podward',
      chart,
      '--kube-version',
      '1.36.1',
      '--show-only',
      'templates/configmap.yaml',
      '--values',
      '-',
    ];
    const input = JSON.stringify(withImage({ config: { exemptions } } as object));
    if (tool === 'helm') return helm(args, input);
    return run(await binary(tool), args, { input, env: { KUBECONFIG: '/dev/null' }, reject: false });
  };

  test.each<[string, object]>([
    ["'/config/exemptions/namespaces/0'", { namespaces: ['Team_A'] }],
    ["'/config/exemptions/namespaces/0'", { namespaces: ['a*b*'] }],
    ["'/config/exemptions/namespaces/1'", { namespaces: ['a', 'a'.repeat(64)] }],
    ["'/config/exemptions/users/0'", { users: ['a*b*'] }],
    ["'/config/exemptions/users/0'", { users: [''] }],
    ["'/config/exemptions/users/0'", { users: [1] }],
    ["'/config/exemptions/serviceAccounts/0'", { serviceAccounts: ['x'] }],
    ["'/config/exemptions/serviceAccounts/0'", { serviceAccounts: ['system:serviceaccount:ci:deployer'] }],
    ["'/config/exemptions/serviceAccounts/0'", { serviceAccounts: ['a/b/c'] }],
    ["'/config/exemptions/serviceAccounts/0'", { serviceAccounts: ['ci/a*b*'] }],
    ["'/config/exemptions/runtimeClasses/0'", { runtimeClasses: ['gVisor'] }],
    ["'/config/exemptions/objectSelector/matchExpressions/0/operator'", expressions({ key: 'a', operator: 'in' })],
    ["'/config/exemptions/objectSelector/matchExpressions/0'", expressions({ key: 'a', operator: 'In' })],
    [
      "'/config/exemptions/objectSelector/matchExpressions/0/values'",
      expressions({ key: 'a', operator: 'Exists', values: ['b'] }),
    ],
    ["'/config/exemptions/objectSelector/matchExpressions/0/key'", expressions({ key: 'a b', operator: 'Exists' })],
    ["'/config/exemptions/objectSelector/matchLabels'", { objectSelector: { matchLabels: { 'a b': 'c' } } }],
    ["'/config/exemptions/objectSelector/matchLabels/a'", { objectSelector: { matchLabels: { a: 'b c' } } }],
  ])('refuses %s with the schema: %j', async (path, exemptions) => {
    const { code, stderr } = await render(exemptions);
    expect(stderr).toContain(path);
    expect(code).toBe(1);
    expect(mistakesIn(exemptions)).not.toEqual([]);
  });

  test.each<[string, object]>([
    ['config.exemptions.namespaces[0]', { namespaces: ['*'] }],
    ['config.exemptions.users[1]', { users: ['jane', '*'] }],
    ['config.exemptions.users[0]', { users: ['system:*'] }],
    ['config.exemptions.users[0]', { users: ['system:serviceaccount:*'] }],
    ['config.exemptions.users[0]', { users: ['system:serviceaccount*t'] }],
    ['config.exemptions.users[0]', { users: ['system:serviceaccount:c*:deployer'] }],
    ['config.exemptions.serviceAccounts[0]', { serviceAccounts: ['*/*'] }],
    ['config.exemptions.groups[0]', { groups: ['system:authenticated'] }],
    ['config.exemptions.groups[0]', { groups: ['*authenticated'] }],
    ['config.exemptions.groups[0]', { groups: ['*'] }],
    ['config.exemptions.groups[0]', { groups: ['system:serviceaccounts'] }],
    ['config.exemptions.groups[0]', { groups: ['system:serviceaccounts:*'] }],
    ['config.exemptions.groups[0]', { groups: ['system:serviceaccounts:c*'] }],
    ['config.exemptions.groups[0]', { groups: ['system:s*'] }],
    ['config.exemptions.groups', { groups: patterns(maxPatterns + 1) }],
    ['config.exemptions.objectSelector', { objectSelector: {} }],
    ['config.exemptions.objectSelector', { objectSelector: { matchLabels: {}, matchExpressions: [] } }],
    ['config.exemptions.objectSelector', expressions({ key: 'a', operator: 'DoesNotExist' })],
    ['config.exemptions.objectSelector', expressions({ key: 'a', operator: 'NotIn', values: ['b'] })],
  ])('refuses %s with the sentences of the server: %j', async (path, exemptions) => {
    const { code, stderr } = await render(exemptions);
    const mistakes = mistakesIn(exemptions);
    expect(mistakes).toEqual([expect.stringContaining(`${path}: `)]);
    expect(stderr).toContain(`: ${mistakes.join()}\n`);
    expect(code).toBe(1);
  });

  test('accepts what the server accepts', async () => {
    const exemptions = {
      namespaces: ['ci-*', '*-ci', ...patterns(maxPatterns - 2)],
      users: [
        'jane',
        'system:serviceaccount:ci:*',
        'system:serviceaccount:ci:d*r',
        'system:n*',
        's*',
        '*t',
        '*:d',
        '*@example.com',
        '(a|b)',
        'a.*',
      ],
      serviceAccounts: ['ci/deployer', 'ci/*', '*/operator', 'a*b/c.d*'],
      groups: ['system:serviceaccounts:ci', 'system:m*', '*-admins', 's*ts', 'example.com:platform', '.*ed'],
      runtimeClasses: ['*', 'gvisor', 'a.b'],
      objectSelector: {
        matchLabels: { 'example.com/App_1': '' },
        matchExpressions: [
          { key: 'a', operator: 'NotIn', values: ['b'] },
          { key: 'c', operator: 'DoesNotExist' },
        ],
      },
    };
    expect(await render(exemptions)).toMatchObject({ code: 0, stderr: '' });
    expect(mistakesIn(exemptions)).toEqual([]);
  });
});
