import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import {
  accountsOf,
  includesAccount,
  includesName,
  includesUser,
  namesOf,
  serviceAccountOf,
} from '../../src/policy/exemptions.ts';
import { maxPatterns } from '../../src/policy/limits.ts';
import { loadPolicy } from './load-policy.ts';
import { textOf } from '../../src/policy/source.ts';

const head = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n';
const loaded = (exemptions: string) => loadPolicy(`${head}exemptions: ${exemptions}\n`, catalogue);

test.each([
  ['ci', 'ci', true],
  ['ci', 'ci-1', false],
  ['ci', 'CI', false],
  ['ci-*', 'ci-1', true],
  ['ci-*', 'ci-', true],
  ['ci-*', 'ci', false],
  ['*-ci', 'a-ci', true],
  ['*-ci', 'a-ci-b', false],
  ['a*a', 'aa', true],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['system:serviceaccount:ci:*', 'system:serviceaccount:ci:deployer', true],
  ['system:serviceaccount:ci:*', 'system:serviceaccount:ci-2:deployer', false],
  ['*', '', true],
  ['a.c', 'abc', false],
  ['a?', 'ab', false],
])('the pattern %s and the name %s: %s', (pattern, name, matches) => {
  expect(includesName(namesOf(['other', pattern]), name)).toBe(matches);
});

test.each([
  ['*-admins', 'team-admins', true],
  ['*-admins', 'system:serviceaccounts:x-admins', false],
  ['*serviceaccounts', 'system:serviceaccounts', false],
  ['*t', 'robert', true],
  ['*t', 'system:serviceaccount:x:t', false],
  ['*:d', 'system:serviceaccount:x:d', false],
  ['*', 'system:serviceaccount:x:d', false],
  ['system:*', 'system:kube-scheduler', true],
  ['system:*', 'system:serviceaccount:x:d', false],
  ['system:serviceaccount:*:d', 'system:serviceaccount:x:d', false],
  ['system:serviceaccount:ci*', 'system:serviceaccount:ci-2:d', false],
  ['system:serviceaccount:ci:*', 'system:serviceaccount:ci:d', true],
  ['system:serviceaccount:ci:d*r', 'system:serviceaccount:ci:deployer', true],
  ['system:serviceaccount:ci:*', 'system:serviceaccount:ci-2:d', false],
  ['system:serviceaccount:ci:d', 'system:serviceaccount:ci:d', true],
  ['system:serviceaccounts:c*', 'system:serviceaccounts:ci', false],
  ['system:serviceaccounts:ci', 'system:serviceaccounts:ci', true],
])('the pattern %s and the user or group %s: %s', (pattern, name, matches) => {
  expect(includesUser(namesOf(['other', pattern]), name)).toBe(matches);
});

test.each([
  ['ci/deployer', 'system:serviceaccount:ci:deployer', true],
  ['ci/*', 'system:serviceaccount:ci:deployer', true],
  ['ci-*/deploy*', 'system:serviceaccount:ci-1:deployer', true],
  ['ci*/deployer', 'system:serviceaccount:other:deployer', false],
  ['ci/deployer', 'system:serviceaccount:ci:deployer2', false],
  ['*/deployer', 'system:serviceaccount:a:deployer:x', false],
  ['ci/*', 'system:serviceaccount:ci:', false],
  ['*/*', 'system:serviceaccount', false],
  ['ci/*', 'ci/deployer', false],
])('the service account %s and the user %s: %s', (entry, user, matches) => {
  const account = serviceAccountOf(user);
  expect(account !== undefined && includesAccount(accountsOf(['a/b', entry]), account)).toBe(matches);
});

test('what does not exempt nearly everything is allowed', () => {
  const exemptions = {
    namespaces: ['a*', '*-ci'],
    users: ['system:serviceaccount:ci:*', 'system:n*', '*@example.com', 's', 's*', '*t', '*:d'],
    serviceAccounts: ['*/operator', 'ci/*', 'a*b/*c'],
    groups: [
      'system:serviceaccounts:ci',
      'system:m*',
      's*ts',
      '*-admins',
      '*serviceaccounts',
      'system:authenticated:*',
    ],
    runtimeClasses: [...Array.from({ length: 1000 }, (_, i) => `a${i}`), '*'],
    objectSelector: {
      matchExpressions: [
        { key: 'a', operator: 'NotIn', values: ['b'] },
        { key: 'a', operator: 'Exists' },
      ],
    },
  };
  expect(loaded(JSON.stringify(exemptions))).not.toHaveProperty('errors');
});

test('exemptions that are set', () => {
  const text = `
  namespaces: [ci-*]
  users: [jane, "system:serviceaccount:ci:*"]
  serviceAccounts: [ci/deployer, "*/operator"]
  groups: ["system:serviceaccounts:ci"]
  runtimeClasses: ["*"]
  objectSelector:
    matchLabels: {app: web}
    matchExpressions: [{key: tier, operator: In, values: [a, b]}, {key: gone, operator: DoesNotExist}]`;
  expect(loaded(text)).toMatchObject({
    policy: {
      exemptions: {
        namespaces: namesOf(['ci-*']),
        users: namesOf(['jane', 'system:serviceaccount:ci:*']),
        serviceAccounts: accountsOf(['ci/deployer', '*/operator']),
        groups: namesOf(['system:serviceaccounts:ci']),
        runtimeClasses: namesOf(['*']),
        objectSelector: { matchLabels: { app: 'web' } },
      },
    },
  });
  expect(loaded('{objectSelector: null, users: null}')).toMatchObject({
    errors: [{ path: 'exemptions.users' }],
  });
});

describe('mistakes', () => {
  const unnamed =
    'must not contain a * that could stand for the namespace of a service account, because whoever may create a namespace chooses its name.';
  const form = 'must have the form namespace/name.';
  const selector = 'exemptions.objectSelector';
  test.each<[string, string]>([
    [
      '{namespaces: ["*"]}',
      'exemptions.namespaces[0]: Invalid value: "*": must not exempt every namespace. List the namespaces, or set defaultMode: "off" in the values of the chart.',
    ],
    [
      '{namespaces: ["a**b"]}',
      'exemptions.namespaces[0]: Invalid value: "a**b": must not contain more than one *. Write two entries, or a * that stands for more characters.',
    ],
    [
      '{namespaces: [ok, Team_A]}',
      'exemptions.namespaces[1]: Invalid value: "Team_A": must consist of lowercase letters, digits and \'-\', and must start and end with a letter or digit. A * may stand for any characters.',
    ],
    ['{users: ["*"]}', 'exemptions.users[0]: Invalid value: "*": must not exempt every user. List the users.'],
    ['{users: ["**"]}', 'exemptions.users[0]: Invalid value: "**": must not contain more than one *.'],
    ['{users: [""]}', 'exemptions.users[0]: Invalid value: "": must not be empty.'],
    [
      '{groups: ["*"]}',
      'exemptions.groups[0]: Invalid value: "*": must not exempt every user, and every user is a member of the group system:authenticated. List the groups.',
    ],
    ['{groups: ["system:*"]}', 'exemptions.groups[0]: Invalid value: "system:*": must not exempt every user'],
    [
      '{users: ["system:*"]}',
      `exemptions.users[0]: Invalid value: "system:*": ${unnamed} Write whole names. For the service accounts of a namespace, add "ci/*" to serviceAccounts.`,
    ],
    ['{users: ["system:s*t"]}', `"system:s*t": ${unnamed}`],
    ['{users: ["system:serviceaccount:*"]}', `"system:serviceaccount:*": ${unnamed}`],
    ['{users: ["system:serviceaccount:*:deployer"]}', `"system:serviceaccount:*:deployer": ${unnamed}`],
    ['{users: ["system:serviceaccount:c*:deployer"]}', `"system:serviceaccount:c*:deployer": ${unnamed}`],
    [
      '{groups: ["system:serviceaccounts"]}',
      'exemptions.groups[0]: Invalid value: "system:serviceaccounts": must not exempt every service account, because controllers create nearly all Pods with one. For the service accounts of a namespace, write "system:serviceaccounts:ci".',
    ],
    ['{groups: ["system:s*"]}', `exemptions.groups[0]: Invalid value: "system:s*": ${unnamed}`],
    ['{groups: ["system:serviceaccounts*"]}', `"system:serviceaccounts*": ${unnamed}`],
    ['{groups: ["system:serviceaccounts:*"]}', `"system:serviceaccounts:*": ${unnamed}`],
    ['{groups: ["system:serviceaccounts:c*"]}', `"system:serviceaccounts:c*": ${unnamed}`],
    [
      '{serviceAccounts: ["*/*"]}',
      'exemptions.serviceAccounts[0]: Invalid value: "*/*": must not exempt every service account, because controllers create nearly all Pods with one. For the service accounts of a namespace, write "ci/*".',
    ],
    [
      `{runtimeClasses: [a, ${Array.from({ length: maxPatterns + 1 }, (_, i) => `a${i}*`).join()}]}`,
      'exemptions.runtimeClasses: Too many: 101: must have no more than 100 entries with a *. Names without a * are not limited.',
    ],
    ['{groups: ["system:authenticated"]}', 'exemptions.groups[0]: Invalid value: "system:authenticated": must not'],
    [
      '{serviceAccounts: ["system:serviceaccount:ci:deployer"]}',
      `exemptions.serviceAccounts[0]: Invalid value: "system:serviceaccount:ci:deployer": ${form} Write "ci/deployer".`,
    ],
    [
      '{serviceAccounts: ["ci"]}',
      `exemptions.serviceAccounts[0]: Invalid value: "ci": ${form} For a whole namespace, write "ci/*".`,
    ],
    ['{serviceAccounts: ["a/b/c"]}', `exemptions.serviceAccounts[0]: Invalid value: "a/b/c": ${form}`],
    ['{serviceAccounts: ["Ci/a"]}', 'exemptions.serviceAccounts[0]: Invalid value: "Ci/a": must consist of lowercase'],
    ['{serviceAccounts: ["ci/**"]}', 'exemptions.serviceAccounts[0]: Invalid value: "ci/**": must not contain more'],
    ['{runtimeClasses: [gVisor]}', 'exemptions.runtimeClasses[0]: Invalid value: "gVisor": must consist of lowercase'],
    [
      '{objectSelector: {}}',
      `${selector}: Invalid value: must not be empty, because an empty selector would exempt every object. Set matchLabels or matchExpressions, or remove objectSelector.`,
    ],
    [
      '{objectSelector: {matchExpressions: [{key: a, operator: DoesNotExist}, {key: b, operator: NotIn, values: [c]}]}}',
      `${selector}: Invalid value: must require a label, because every object without labels would be exempt. Add matchLabels or a requirement with operator In or Exists. To review only objects with a label, use the value objectSelector of the chart.`,
    ],
    ['{objectSelector: {matchExpressions: []}}', `${selector}: Invalid value: must not be empty`],
    [
      '{objectSelector: {matchLables: {a: b}}}',
      `${selector}.matchLables: Not found: "matchLables": this field does not exist. Did you mean "matchLabels"?`,
    ],
    [
      '{objectSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}}',
      `${selector}.matchExpressions[0].operator: Unsupported value: "in": supported values: "In", "NotIn", "Exists", "DoesNotExist". Did you mean "In"?`,
    ],
    [
      '{objectSelector: {matchExpressions: [{key: a, operator: In}]}}',
      `${selector}.matchExpressions[0].values: Required value: operator In requires at least one value. Add a value, or use operator Exists.`,
    ],
    [
      '{objectSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}',
      `${selector}.matchExpressions[0].values: Forbidden: values are not allowed with operator Exists. Remove values, or use operator In.`,
    ],
    [
      '{objectSelector: {matchExpressions: [{operator: Exists}]}}',
      `${selector}.matchExpressions[0].key: Required value: `,
    ],
    [
      '{objectSelector: {matchLabels: {"a b": c}}}',
      `${selector}.matchLabels.a b: Invalid value: "a b": a label key must consist of`,
    ],
    [
      '{objectSelector: {matchLabels: {a: "b c"}}}',
      `${selector}.matchLabels.a: Invalid value: "b c": a label value must be empty, or consist of`,
    ],
    [
      '{objectSelector: {matchExpressions: [a]}}',
      `${selector}.matchExpressions[0]: Invalid value: "a": must be an object, but is a string.`,
    ],
    ['{objectSelector: {matchLabels: {a: 1}}}', `${selector}.matchLabels.a: Invalid value: 1: must be a string`],
  ])('%s', (text, message) => {
    const result = loaded(text);
    if (!('errors' in result)) throw new Error('no mistake');
    expect(result.errors.map(textOf)).toEqual([expect.stringContaining(message)]);
    expect(result.errors[0]!.line).toBe(3);
    expect(result.errors[0]!.column).toBeGreaterThan('exemptions: '.length);
  });

  test('of several entries are all reported', () => {
    const result = loaded('{users: ["*", "a**"], groups: ["*"], objectSelector: {}}');
    expect('errors' in result && result.errors.map(({ path }) => path)).toEqual([
      'exemptions.users[0]',
      'exemptions.users[1]',
      'exemptions.groups[0]',
      'exemptions.objectSelector',
    ]);
  });
});
