import type { Json, JsonObject } from '../../../src/json/json.ts';
import { ownerReferencesValid } from '../../../src/rules/metadata/owner-references-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const owner: JsonObject = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1' };
const unversioned = { ...owner, apiVersion: null };
const first = { ...owner, controller: true };
const second = { ...owner, name: 'b', uid: '2', controller: true };
const owners = (...ownerReferences: Json[]) => pod({}, { ownerReferences });
const examples = new Map([
  ['apiVersion', ', such as "apps/v1"'],
  ['kind', ', such as "ReplicaSet"'],
]);
const emptyUid = {
  messageId: 'empty',
  path: 'metadata.ownerReferences[0].uid',
  type: 'FieldValueRequired',
} as const;
const version = {
  messageId: 'version',
  type: 'FieldValueInvalid',
  fix: 'Use the apiVersion of the owner, such as "v1" or "apps/v1".',
} as const;
const secondController = {
  messageId: 'controllers',
  path: 'metadata.ownerReferences[1].controller',
  beside: 'metadata.ownerReferences[0].controller',
  type: 'FieldValueInvalid',
  fix: 'Set controller to false.',
} as const;

testRule(ownerReferencesValid, {
  valid: [
    { name: 'two owners, one of them the controller', after: owners({ ...owner, controller: true }, owner) },
    {
      name: 'a stored owner reference that is incomplete',
      before: owners({ kind: 'A' }),
      after: owners({ kind: 'A' }, owner),
    },
    {
      name: 'a stored owner reference that is incomplete, with its fields in another order',
      before: owners({ kind: 'A', name: 'a' }),
      after: owners({ uid: null, name: 'a', kind: 'A' }),
    },
    { name: 'stored owner references that are not objects', before: owners('a', 'b'), after: owners('b', 'a') },
    { name: 'an Event of another group', after: owners({ ...owner, apiVersion: 'events.k8s.io/v1', kind: 'Event' }) },
    {
      name: 'a controller that is listed twice in a file, which the server lists once',
      phase: 'offline',
      after: owners(first, { ...first, blockOwnerDeletion: null }),
    },
    { name: 'two stored controllers', before: owners(first, second), after: owners(first, second, owner) },
  ],
  invalid: [
    {
      name: 'an invalid owner reference that is listed twice in a file',
      phase: 'offline',
      after: owners({ ...owner, uid: '' }, { ...owner, uid: '' }),
      findings: [{ ...emptyUid, fix: 'Copy uid from the output of kubectl get replicaset a -n default -o yaml.' }],
    },
    {
      name: 'owner references without fields',
      after: owners({}, null),
      findings: [0, 1].flatMap((i) =>
        ['apiVersion', 'kind', 'name', 'uid'].map((name) => ({
          messageId: 'emptyUnknown',
          path: `metadata.ownerReferences[${i}].${name}`,
          type: 'FieldValueRequired' as const,
          fix: `Set ${name} to the ${name} of the owner${examples.get(name) ?? ''}.`,
        })),
      ),
    },
    {
      name: 'an empty uid',
      after: owners({ ...owner, uid: '' }),
      findings: [{ ...emptyUid, fix: 'Copy uid from the output of kubectl get replicaset a -n default -o yaml.' }],
    },
    {
      name: 'an empty uid in a file without a namespace',
      namespace: '',
      after: owners({ ...owner, uid: '' }),
      findings: [{ ...emptyUid, fix: 'Copy uid from the output of kubectl get replicaset a -o yaml.' }],
    },
    {
      name: 'kinds and a name that do not belong in a command',
      after: owners(
        ...[{ kind: 'A; b' }, { kind: '$(b' }, { name: '$(b)' }].map((part) => ({ ...owner, ...part, uid: null })),
      ),
      findings: [0, 1, 2].map((i) => ({
        messageId: 'emptyUnknown',
        path: `metadata.ownerReferences[${i}].uid`,
        type: 'FieldValueRequired' as const,
        fix: 'Set uid to the uid of the owner.',
      })),
    },
    {
      name: 'two controllers, through a resize with other containers',
      subresource: 'resize',
      before: owners(first),
      after: { ...owners(second, first), spec: {} },
      findings: [secondController],
    },
    {
      name: 'invalid apiVersions',
      after: owners({ ...owner, apiVersion: 'apps/' }, { ...owner, apiVersion: 'a/b/c' }),
      findings: [
        { ...version, path: 'metadata.ownerReferences[0].apiVersion', to: 'apps/' },
        { ...version, path: 'metadata.ownerReferences[1].apiVersion' },
      ],
    },
    ...['v1', '/v1'].map((apiVersion) => ({
      name: `an Event of ${apiVersion}`,
      after: owners({ ...owner, apiVersion, kind: 'Event' }),
      findings: [
        {
          messageId: 'event',
          path: 'metadata.ownerReferences[0]',
          type: 'FieldValueForbidden' as const,
          fix: 'Remove this owner reference.',
          to: { ...owner, apiVersion, kind: 'Event' },
        },
      ],
    })),
    ...[
      { name: 'another value than that of a stored owner reference', stored: { ...unversioned, uid: '2' } },
      { name: 'another field than that of a stored owner reference', stored: { ...unversioned, uid: null, x: '1' } },
      { name: 'an owner reference in place of a text', stored: 'a' },
    ].map(({ name, stored }) => ({
      name,
      before: owners(stored),
      after: owners(unversioned),
      findings: [
        {
          messageId: 'empty',
          path: 'metadata.ownerReferences[0].apiVersion',
          type: 'FieldValueRequired' as const,
          fix: 'Copy apiVersion from the output of kubectl get replicaset a -n default -o yaml.',
        },
      ],
    })),
    {
      name: 'an owner that becomes a second controller',
      before: owners(first, { ...second, controller: false }),
      after: owners(first, second),
      findings: [{ ...secondController, to: true }],
    },
    {
      name: 'a second controller, listed before the first',
      before: owners(first),
      after: owners(second, first),
      findings: [{ ...secondController, says: 'ReplicaSet "b" already is' }],
    },
  ],
});
