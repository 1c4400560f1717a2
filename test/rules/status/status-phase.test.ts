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
          from: 'Succeeded',
          to: 'Running',
          says: ['has succeeded', 'set it to "Succeeded"'],
        },
      ],
    },
    { ...from('Failed', 'Pending'), findings: [{ messageId: 'finished', path, says: 'has failed' }] },
    { ...from('Failed', undefined), findings: [{ messageId: 'finished', path, says: '"Failed" → absent' }] },
    {
      ...from('Running', 'Terminating'),
      findings: [{ messageId: 'shown', path, type: 'FieldValueNotSupported', says: 'a word that kubectl shows' }],
    },
    { ...from('Running', 'running'), findings: [{ messageId: 'unknown', path, to: 'running' }] },
    { ...from('Running', 3), findings: [{ messageId: 'unknown', path, to: 3 }] },
    {
      ...from('Succeeded', 'CrashLoopBackOff'),
      findings: [
        { messageId: 'finished', path },
        { messageId: 'shown', path },
      ],
    },
  ],
});
