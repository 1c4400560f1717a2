import type { Json, JsonObject } from '../../../src/json/json.ts';
import { ownerReferencesValid } from '../../../src/rules/metadata/owner-references-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const owner: JsonObject = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1' };
const first = { ...owner, controller: true };
const second = { ...owner, name: 'b', uid: '2', controller: true };
const owners = (...ownerReferences: Json[]) => pod({}, { ownerReferences });
const examples = new Map([
  ['apiVersion', ', such as "apps/v1"'],
  ['kind', ', such as "ReplicaSet"'],
]);

testRule(ownerReferencesValid, {
  valid: [
    { name: 'two owners, one of them the controller', after: owners({ ...owner, controller: true }, owner) },
    {
      name: 'a stored owner reference that is incomplete',
      before: owners({ kind: 'A' }),
      after: owners({ kind: 'A' }, owner),
    },
    { name: 'two stored controllers', before: owners(first, second), after: owners(first, second, owner) },
  ],
  invalid: [
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
      findings: [
        {
          messageId: 'empty',
          path: 'metadata.ownerReferences[0].uid',
          type: 'FieldValueRequired',
          fix: 'Copy uid from the output of kubectl get replicaset a -n default -o yaml.',
        },
      ],
    },
    {
      name: 'a kind and a name that do not belong in a command',
      after: owners({ ...owner, kind: 'A; b', name: '$(b)', uid: null }),
      findings: [
        {
          messageId: 'emptyUnknown',
          path: 'metadata.ownerReferences[0].uid',
          type: 'FieldValueRequired',
          fix: 'Set uid to the uid of the owner.',
        },
      ],
    },
    {
      name: 'two controllers, through a resize with other containers',
      subresource: 'resize',
      before: owners(first),
      after: { ...owners(second, first), spec: {} },
      findings: [
        {
          messageId: 'controllers',
          path: 'metadata.ownerReferences[1].controller',
          beside: 'metadata.ownerReferences[0].controller',
          type: 'FieldValueInvalid',
          fix: 'Set controller to false.',
        },
      ],
    },
    {
      name: 'invalid apiVersions',
      after: owners({ ...owner, apiVersion: 'apps/' }, { ...owner, apiVersion: 'a/b/c' }),
      findings: [
        {
          messageId: 'version',
          path: 'metadata.ownerReferences[0].apiVersion',
          type: 'FieldValueInvalid',
          fix: 'Use the apiVersion of the owner, such as "v1" or "apps/v1".',
          to: 'apps/',
        },
        {
          messageId: 'version',
          path: 'metadata.ownerReferences[1].apiVersion',
          type: 'FieldValueInvalid',
          fix: 'Use the apiVersion of the owner, such as "v1" or "apps/v1".',
        },
      ],
    },
    {
      name: 'an Event',
      after: owners({ ...owner, apiVersion: 'v1', kind: 'Event' }),
      findings: [
        {
          messageId: 'event',
          path: 'metadata.ownerReferences[0]',
          type: 'FieldValueForbidden',
          fix: 'Remove this owner reference.',
        },
      ],
    },
    {
      name: 'a second controller, listed before the first',
      before: owners(first),
      after: owners(second, first),
      findings: [
        {
          messageId: 'controllers',
          path: 'metadata.ownerReferences[1].controller',
          beside: 'metadata.ownerReferences[0].controller',
          type: 'FieldValueInvalid',
          fix: 'Set controller to false.',
          says: 'ReplicaSet "b" already is',
        },
      ],
    },
  ],
});
