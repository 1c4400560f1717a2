import type { Json } from '../../../src/json/json.ts';
import { ownerReferencesValid } from '../../../src/rules/metadata/owner-references-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1' };
const first = { ...owner, controller: true };
const second = { ...owner, name: 'b', uid: '2', controller: true };
const owners = (...ownerReferences: Json[]) => pod({}, { ownerReferences });

testRule(ownerReferencesValid, {
  valid: [
    { name: 'an owner', after: owners({ ...owner, controller: true }, owner) },
    { name: 'stored and incomplete', before: owners({ kind: 'A' }), after: owners({ kind: 'A' }, owner) },
    { name: 'two stored controllers', before: owners(first, second), after: owners(first, second, owner) },
  ],
  invalid: [
    {
      name: 'empty',
      after: owners({}, null),
      findings: [0, 1].flatMap((i) =>
        ['apiVersion', 'kind', 'name', 'uid'].map((name) => ({
          messageId: 'empty',
          path: `metadata.ownerReferences[${i}].${name}`,
          type: 'FieldValueInvalid' as const,
        })),
      ),
    },
    {
      name: 'empty, from 1.37 on',
      minor: 37,
      after: owners({ ...owner, uid: '' }),
      findings: [{ messageId: 'empty', path: 'metadata.ownerReferences[0].uid', type: 'FieldValueRequired' }],
    },
    {
      name: 'two controllers, by a resize whose containers do not match',
      subresource: 'resize',
      before: owners(first),
      after: { ...owners(second, first), spec: {} },
      findings: [{ messageId: 'controllers', path: 'metadata.ownerReferences[1].controller' }],
    },
    {
      name: 'no version',
      after: owners({ ...owner, apiVersion: 'apps/' }, { ...owner, apiVersion: 'a/b/c' }),
      findings: [
        { messageId: 'version', path: 'metadata.ownerReferences[0].apiVersion', to: 'apps/' },
        { messageId: 'version', path: 'metadata.ownerReferences[1].apiVersion' },
      ],
    },
    {
      name: 'an Event',
      after: owners({ ...owner, apiVersion: 'v1', kind: 'Event' }),
      findings: [{ messageId: 'event', path: 'metadata.ownerReferences[0]' }],
    },
    {
      name: 'a second controller, before the first',
      before: owners(first),
      after: owners(second, first),
      findings: [
        {
          messageId: 'controllers',
          path: 'metadata.ownerReferences[1].controller',
          says: 'ReplicaSet/b is the controller',
        },
      ],
    },
  ],
});
