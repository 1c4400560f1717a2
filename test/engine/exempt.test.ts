import { expect, test } from '@jest/globals';
import { exemptionOf, type RequestedChange } from '../../src/engine/exempt.ts';
import type { ExemptionDimension } from '../../src/policy/exemptions.ts';
import { exemptionsIn } from '../../src/policy/load.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { changeOf } from './policy.ts';

const object = (labels: Record<string, string> = {}, runtimeClassName?: string): JsonObject => ({
  metadata: { name: 'web', labels },
  spec: { containers: [], ...(runtimeClassName === undefined ? {} : { runtimeClassName }) },
});
const deployment = (runtimeClassName: string): JsonObject => ({
  metadata: { name: 'web', labels: {} },
  spec: { template: { spec: { runtimeClassName } } },
});
const exempt = { app: 'exempt' };
const selector = { objectSelector: { matchLabels: exempt } };
const gvisor = { runtimeClasses: ['gvisor'] };

test.each<
  [string, JsonObject, Parameters<typeof changeOf>[0] & object, string, string[], ExemptionDimension | undefined]
>([
  ['nothing', {}, {}, 'jane', ['a'], undefined],
  ['a namespace', { namespaces: ['def*'] }, {}, '', [], 'namespace'],
  ['another namespace', { namespaces: ['defaults'] }, {}, '', [], undefined],
  ['a user', { users: ['jane'] }, {}, 'jane', [], 'user'],
  ['no user', { users: ['a*'] }, {}, '', [], undefined],
  ['a user with the name of a property', { users: ['jane'] }, {}, 'constructor', [], undefined],
  ['one of many groups', { groups: ['a', 'ci-1'] }, {}, 'jane', ['x', 'ci-1'], 'group'],
  [
    'a service account by its name',
    { serviceAccounts: ['ci/a'] },
    {},
    'system:serviceaccount:ci:a',
    [],
    'service-account',
  ],
  ['a group', { groups: ['ci-*'] }, {}, 'jane', ['x', 'ci-1'], 'group'],
  [
    'the group of the service accounts of a namespace that ends as a pattern',
    { users: ['*:a'], groups: ['*-admins'] },
    {},
    'system:serviceaccount:x-admins:a',
    ['system:serviceaccounts', 'system:serviceaccounts:x-admins', 'system:authenticated'],
    undefined,
  ],
  ['another group', { groups: ['ci-*'] }, {}, 'ci-1', ['x', ''], undefined],
  ['a service account', { serviceAccounts: ['ci/*'] }, {}, 'system:serviceaccount:ci:a', [], 'service-account'],
  ['a user with this name', { serviceAccounts: ['ci/a'] }, {}, 'ci/a', [], undefined],
  ['the user before the group', { users: ['jane'], groups: ['a'] }, {}, 'jane', ['a'], 'user'],
  ['a runtime class', gvisor, { after: object({}, 'gvisor') }, '', [], 'runtime-class'],
  ['another runtime class', gvisor, { after: object({}, 'runc') }, '', [], undefined],
  ['no runtime class', { runtimeClasses: ['*'] }, { after: object() }, '', [], undefined],
  [
    'a runtime class of a template',
    gvisor,
    { kind: 'Deployment', after: deployment('gvisor') },
    '',
    [],
    'runtime-class',
  ],
  ['a runtime class of no template', gvisor, { kind: 'Deployment', after: object({}, 'gvisor') }, '', [], undefined],
  [
    'a runtime class that an update sets',
    gvisor,
    { kind: 'Deployment', before: deployment('runc'), after: deployment('gvisor') },
    '',
    [],
    undefined,
  ],
  ['labels of a new object', selector, { after: object(exempt) }, '', [], 'object-selector'],
  ['other labels', selector, { after: object({ app: 'x' }) }, '', [], undefined],
  ['no labels', selector, { after: { metadata: {} } }, '', [], undefined],
  ['labels that an update adds', selector, { before: object(), after: object(exempt) }, '', [], undefined],
  ['labels that an update removes', selector, { before: object(exempt), after: object() }, '', [], undefined],
  ['labels of both objects', selector, { before: object(exempt), after: object(exempt) }, '', [], 'object-selector'],
  ['labels of a stored object', selector, { operation: 'STORED', after: object(exempt) }, '', [], 'object-selector'],
])('by %s', (_, exemptions, change, user, groups, dimension) => {
  const requested: RequestedChange = { change: changeOf(change), user, groups };
  expect(exemptionOf(requested, exemptionsIn(exemptions))).toBe(dimension);
});
