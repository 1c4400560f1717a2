import type { JsonObject } from '../../../src/json/json.ts';
import { statusContainerUsers } from '../../../src/rules/status/status-container-users.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const user = (linux: JsonObject, spec: JsonObject = {}, list = 'containerStatuses') =>
  withStatus({ [list]: [{ name: 'web', user: { linux } }] }, spec);
const none = withStatus({});
const windows = { os: { name: 'windows' } };
const at = (field: string) => `status.containerStatuses[0].user.linux${field}`;
const fix = 'Use the ID that the container runtime reports.';

testRule(statusContainerUsers, {
  valid: [
    update('no status', none, none),
    update('no user', none, withStatus({ containerStatuses: [{ name: 'web' }, { name: 'db', user: {} }] })),
    update('a user with groups', none, user({ uid: 0, gid: 2147483647, supplementalGroups: [0] })),
    update('a 32-bit ID since 1.37', none, user({ uid: 4294967295 }), 37),
    update('an unknown os', withStatus({}, { os: { name: 'x' } }), user({ uid: -1 }, { os: { name: 'x' } })),
    update('a stored problem', user({ uid: -1 }), user({ uid: -1, gid: 1 })),
  ],
  invalid: [
    {
      ...update('IDs out of range', none, user({ uid: 2147483648, gid: -1, supplementalGroups: [1, 2147483648] })),
      findings: [
        { messageId: 'range', path: at('.uid'), type: 'FieldValueInvalid', fix, to: 2147483648 },
        { messageId: 'range', path: at('.gid'), type: 'FieldValueInvalid', fix, to: -1 },
        { messageId: 'range', path: at('.supplementalGroups[1]'), type: 'FieldValueInvalid', fix, to: 2147483648 },
      ],
    },
    {
      ...update('an ID of 33 bits', none, user({ uid: 4294967296 }, {}, 'ephemeralContainerStatuses'), 37),
      findings: [
        {
          messageId: 'range',
          path: 'status.ephemeralContainerStatuses[0].user.linux.uid',
          type: 'FieldValueInvalid',
          fix,
          says: 'must be between 0 and 4294967295.',
        },
      ],
    },
    {
      ...update('a Windows Pod', withStatus({}, windows), user({ uid: -1 }, windows)),
      findings: [
        {
          messageId: 'windows',
          path: at(''),
          beside: 'spec.os.name',
          type: 'FieldValueForbidden',
          fix: 'Remove user.linux.',
        },
      ],
    },
  ],
});
