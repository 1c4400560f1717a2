import type { JsonObject } from '../../../src/json/json.ts';
import { statusPhase } from '../../../src/rules/status/status-phase.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const phase = (value: string | number | undefined): JsonObject =>
  withStatus(value === undefined ? {} : { phase: value });
const from = (a: string | undefined, b: string | number | undefined) =>
  update(`${a ?? 'none'} to ${b ?? 'none'}`, phase(a), phase(b));
const path = 'status.phase';

testRule(statusPhase, {
  valid: [
    from(undefined, 'Pending'),
    from('Pending', 'Running'),
    from('Running', 'Pending'),
    from('Running', 'Succeeded'),
    from('Running', 'Failed'),
    from('Pending', 'Failed'),
    from('Running', 'Unknown'),
    from('Unknown', 'Running'),
    from('Running', undefined),
    from('Failed', 'Failed'),
    from('Succeeded', 'Failed'),
    { ...from('Stored', 'Stored'), name: 'an unknown phase that was stored before' },
  ],
  invalid: [
    {
      ...from('Succeeded', 'Running'),
      findings: [
        {
          messageId: 'finished',
          path,
          type: 'FieldValueForbidden',
          fix: 'Set phase back to "Succeeded". To run the containers again, create a new Pod.',
          from: 'Succeeded',
          to: 'Running',
        },
      ],
    },
    {
      ...from('Failed', 'Pending'),
      findings: [
        {
          messageId: 'finished',
          path,
          type: 'FieldValueForbidden',
          fix: 'Set phase back to "Failed". To run the containers again, create a new Pod.',
        },
      ],
    },
    {
      ...from('Failed', undefined),
      findings: [
        {
          messageId: 'removed',
          path,
          type: 'FieldValueForbidden',
          fix: 'Set phase back to "Failed". To run the containers again, create a new Pod.',
          from: 'Failed',
        },
      ],
    },
    {
      ...from('Running', 'Terminating'),
      findings: [
        {
          messageId: 'shown',
          path,
          type: 'FieldValueNotSupported',
          says: 'kubectl shows "Terminating" in the STATUS column, but "Terminating" is not a phase.',
        },
      ],
    },
    {
      ...from('Running', 'running'),
      findings: [
        { messageId: 'unknown', path, type: 'FieldValueNotSupported', fix: 'Did you mean "Running"?', to: 'running' },
      ],
    },
    { ...from('Running', 3), findings: [{ messageId: 'unknown', path, type: 'FieldValueNotSupported', to: 3 }] },
    {
      ...from('Succeeded', 'CrashLoopBackOff'),
      findings: [
        {
          messageId: 'finished',
          path,
          type: 'FieldValueForbidden',
          fix: 'Set phase back to "Succeeded". To run the containers again, create a new Pod.',
        },
        { messageId: 'shown', path, type: 'FieldValueNotSupported' },
      ],
    },
  ],
});
