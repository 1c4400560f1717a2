import type { JsonObject } from '../../../src/json/json.ts';
import { statusTerminatedStays } from '../../../src/rules/status/status-terminated-stays.ts';
import { container } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const running = (name = 'web'): JsonObject => ({ name, state: { running: {} } });
const ended = (exitCode = 0, name = 'web'): JsonObject => ({ name, state: { terminated: { exitCode } } });
const rule = (operator: string, values: readonly number[], action = 'Restart'): JsonObject => ({
  action,
  exitCodes: { operator, values },
});

/** A terminated container runs again, in a Pod with this spec. */
const again = (name: string, spec: JsonObject, code = 0, minor = 36, list = 'containerStatuses') =>
  update(
    name,
    withStatus({ [list]: [ended(code)] }, spec),
    withStatus({ [list]: [running()] }, { restartPolicy: 'Always' }),
    minor,
  );
const own = (extra: JsonObject): JsonObject => ({ restartPolicy: 'Never', containers: [container(extra)] });
const initOwn = (extra: JsonObject): JsonObject => ({ restartPolicy: 'Never', initContainers: [container(extra)] });
const path = 'status.containerStatuses[0].state';

testRule(statusTerminatedStays, {
  valid: [
    again('Always', { restartPolicy: 'Always' }),
    again('OnFailure, failed', { restartPolicy: 'OnFailure' }, 1),
    again('the container’s own Always', own({ restartPolicy: 'Always' })),
    again('the container’s own OnFailure, failed', own({ restartPolicy: 'OnFailure' }), 1),
    again('a rule that matches', own({ restartPolicy: 'Never', restartPolicyRules: [rule('In', [42])] }), 42),
    again('a rule for other codes', own({ restartPolicy: 'Never', restartPolicyRules: [rule('NotIn', [0])] }), 42),
    again(
      'one rule that restarts all',
      {
        restartPolicy: 'Never',
        containers: [
          container(),
          container({
            name: 'b',
            restartPolicy: 'Never',
            restartPolicyRules: [rule('In', [9], 'RestartAllContainers')],
          }),
        ],
      },
      0,
    ),
    again(
      'a rule that restarts all, which the Pod keeps in 1.35',
      own({ restartPolicy: 'Never', restartPolicyRules: [rule('In', [9], 'RestartAllContainers')] }),
      0,
      35,
    ),
    again('a sidecar', initOwn({ restartPolicy: 'Always' }), 0, 36, 'initContainerStatuses'),
    again('a sidecar before 1.35', initOwn({ restartPolicy: 'Always' }), 0, 34, 'initContainerStatuses'),
    again('an unknown container before 1.35', { containers: [container({ name: 'other' })] }, 0, 34),
    update(
      'still ended',
      withStatus({ containerStatuses: [ended()] }, { restartPolicy: 'Never' }),
      withStatus({ containerStatuses: [ended(3)] }),
    ),
    update(
      'the status is gone',
      withStatus({ containerStatuses: [ended()] }, { restartPolicy: 'Never' }),
      withStatus({ containerStatuses: [running('other')] }),
    ),
    update(
      'garbage',
      withStatus({ containerStatuses: [null, 7, { state: [] }] }, { restartPolicy: 'Never' }),
      withStatus({ containerStatuses: 'none' }),
    ),
  ],
  invalid: [
    {
      ...again('Never', { restartPolicy: 'Never' }, 1),
      findings: [
        {
          messageId: 'restarted',
          path,
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
          says: 'exit code 1 and is not restarted, because restartPolicy of the Pod is Never',
        },
      ],
    },
    {
      ...again('OnFailure, succeeded', { restartPolicy: 'OnFailure' }),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again(
        'a rule that does not match',
        own({ restartPolicy: 'Never', restartPolicyRules: [rule('In', [42])] }),
        1,
      ),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again(
        'a rule for other codes than this one',
        own({ restartPolicy: 'Never', restartPolicyRules: [rule('NotIn', [3])] }),
        3,
      ),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again('a rule of a container without restartPolicy', own({ restartPolicyRules: [rule('In', [42])] }), 42),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again('a container with the name of an earlier one', {
        restartPolicy: 'Never',
        containers: [container(), container({ restartPolicy: 'Always' })],
      }),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again('the container’s own Always before 1.35', own({ restartPolicy: 'Always' }), 0, 34),
      findings: [
        {
          messageId: 'restarted',
          path,
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
          says: 'restartPolicy of the Pod is Never',
        },
      ],
    },
    {
      ...again('the container’s own Never', {
        restartPolicy: 'Always',
        containers: [container({ restartPolicy: 'Never' })],
      }),
      findings: [
        {
          messageId: 'restarted',
          path,
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
          says: 'restartPolicy of the container is Never',
        },
      ],
    },
    {
      ...again(
        'all containers before 1.35',
        own({ restartPolicy: 'Never', restartPolicyRules: [rule('In', [0], 'RestartAllContainers')] }),
        0,
        34,
      ),
      findings: [{ messageId: 'restarted', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again('an unknown container', { containers: [container({ name: 'other' })] }),
      findings: [{ messageId: 'unknown', path, type: 'FieldValueForbidden', fix: 'Keep the terminated state.' }],
    },
    {
      ...again('an init container', initOwn({}), 0, 34, 'initContainerStatuses'),
      findings: [
        {
          messageId: 'restarted',
          path: 'status.initContainerStatuses[0].state',
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
        },
      ],
    },
    {
      ...again('an ephemeral container', { restartPolicy: 'Always' }, 1, 36, 'ephemeralContainerStatuses'),
      findings: [
        {
          messageId: 'ephemeral',
          path: 'status.ephemeralContainerStatuses[0].state',
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
        },
      ],
    },
    {
      ...update(
        'a state that is lost',
        withStatus({ containerStatuses: [ended()] }, { restartPolicy: 'Never' }),
        withStatus({ containerStatuses: [running('other'), { name: 'web' }] }),
      ),
      findings: [
        {
          messageId: 'restarted',
          path: 'status.containerStatuses[1].state',
          type: 'FieldValueForbidden',
          fix: 'Keep the terminated state.',
        },
      ],
    },
  ],
});
