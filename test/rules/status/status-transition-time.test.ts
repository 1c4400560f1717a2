import { statusTransitionTime } from '../../../src/rules/status/status-transition-time.ts';
import { testRule } from '../rule-tester.ts';
import { update, withCondition, withStatus } from './with-status.ts';

const noon = '2026-01-02T12:00:00Z';
const later = '2026-01-02T12:30:00Z';
const ready = (status: string, lastTransitionTime: string | null) =>
  withCondition({ type: 'Ready', status, lastTransitionTime });
const started = (lastTransitionTime: string | number) =>
  withCondition({ type: 'PodReadyToStartContainers', status: 'True', lastTransitionTime });
const gate = (status: string, lastTransitionTime: string) =>
  withCondition({ type: 'example.com/InLoadBalancer', status, lastTransitionTime });
const path = 'status.conditions[0].lastTransitionTime';

testRule(statusTransitionTime, {
  valid: [
    update('a new condition', withStatus({}), ready('True', noon)),
    update('moved with the status', ready('True', noon), ready('False', later)),
    update('a status that changes in no time', ready('True', noon), ready('False', noon)),
    update('filled in', ready('True', null), ready('True', noon)),
    update(
      'another reason',
      ready('True', noon),
      withCondition({
        type: 'Ready',
        status: 'True',
        lastTransitionTime: noon,
        reason: 'Other',
      }),
    ),
    update('turned twice before the kubelet sent it', ready('True', noon), ready('True', later)),
    update(
      'two conditions of one type, each with its own time',
      withCondition({ type: 'Ready', lastTransitionTime: later }, { type: 'Ready', lastTransitionTime: noon }),
      withCondition({ type: 'Ready', lastTransitionTime: later }, { type: 'Ready', lastTransitionTime: noon }),
    ),
    update('the condition is gone', ready('True', noon), withStatus({})),
  ],
  invalid: [
    {
      ...update('moved alone', gate('True', noon), gate('True', later)),
      findings: [
        {
          messageId: 'moved',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set lastTransitionTime back to "2026-01-02T12:00:00Z".',
          from: noon,
          to: later,
        },
      ],
    },
    {
      ...update('moved back', ready('True', later), ready('True', noon)),
      findings: [
        {
          messageId: 'moved',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set lastTransitionTime back to "2026-01-02T12:30:00Z".',
          from: later,
          to: noon,
        },
      ],
    },
    {
      ...update('lost with a new status', ready('True', noon), ready('False', null)),
      findings: [
        {
          messageId: 'lostInTransition',
          path,
          type: 'FieldValueRequired',
          fix: 'Set lastTransitionTime to the current time, because the status of the condition changes.',
          from: noon,
        },
      ],
    },
    {
      ...update('lost while the status stays', ready('True', noon), ready('True', null)),
      findings: [
        {
          messageId: 'lost',
          path,
          type: 'FieldValueRequired',
          fix: 'Set lastTransitionTime back to "2026-01-02T12:00:00Z".',
          from: noon,
        },
      ],
    },
    {
      ...update('moved to a number', started(noon), started(2027)),
      findings: [
        {
          messageId: 'moved',
          path,
          type: 'FieldValueInvalid',
          fix: 'Set lastTransitionTime back to "2026-01-02T12:00:00Z".',
          to: 2027,
        },
      ],
    },
  ],
});
