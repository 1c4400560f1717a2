import type { Json } from '../../../src/json/json.ts';
import { statusVolumeHealth } from '../../../src/rules/status/status-volume-health.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const health = (...volumeHealth: Json[]) => withStatus({ volumeHealth }, spec);
const conditions = (...healthConditions: Json[]) => health({ name: 'data', healthConditions });
const condition = (status: string, reason: string, message = '') => ({ status, reason, message });
const none = withStatus({}, spec);
const change = (name: string, after: ReturnType<typeof health>) => ({
  ...update(name, none, after, 37),
  featureGates: { CSIVolumeHealth: true },
});
const at = 'status.volumeHealth[0].healthConditions';
const noTwice = 'Remove one of the two entries.';
const seventeen = Array.from({ length: 17 }, (_, i) => condition('Degraded', `Slow_${i}`));

testRule(statusVolumeHealth, {
  valid: [
    change('no status', none),
    change('a condition', conditions(condition('Degraded', 'A_b,C:d', 'x'.repeat(1024)), condition('DataLoss', 'A_'))),
    update('without the feature gate', none, health({}), 37),
  ],
  invalid: [
    {
      ...change('names', health({ name: 'dta' }, { name: 'data' }, { name: 'data' }, {})),
      findings: [
        {
          messageId: 'unknown',
          path: 'status.volumeHealth[0].name',
          type: 'FieldValueNotFound',
          fix: 'Did you mean "data"?',
          to: 'dta',
        },
        { messageId: 'twice', path: 'status.volumeHealth[2]', type: 'FieldValueDuplicate', fix: noTwice },
        {
          messageId: 'nameMissing',
          path: 'status.volumeHealth[3].name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a volume of the Pod.',
        },
      ],
    },
    {
      ...change(
        'conditions',
        conditions(
          condition('', ''),
          condition('degraded', '1x'),
          condition('Degraded', 'x'.repeat(257), 'é'.repeat(513)),
          condition('Degraded', 'x'.repeat(257)),
        ),
      ),
      findings: [
        {
          messageId: 'statusMissing',
          path: `${at}[0].status`,
          type: 'FieldValueRequired',
          fix: 'Set status to DataLoss, Degraded or Inaccessible.',
        },
        {
          messageId: 'reasonMissing',
          path: `${at}[0].reason`,
          type: 'FieldValueRequired',
          fix: 'Set reason to a word such as DiskFailure.',
        },
        {
          messageId: 'status',
          path: `${at}[1].status`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Degraded"?',
          to: 'degraded',
        },
        {
          messageId: 'reason',
          path: `${at}[1].reason`,
          type: 'FieldValueInvalid',
          fix: 'Set reason to a word such as DiskFailure, and put explanations in message.',
          to: '1x',
        },
        { messageId: 'long', path: `${at}[2].reason`, type: 'FieldValueTooLong', fix: 'Shorten reason.' },
        { messageId: 'long', path: `${at}[2].message`, type: 'FieldValueTooLong', fix: 'Shorten message.' },
        { messageId: 'long', path: `${at}[3].reason`, type: 'FieldValueTooLong', fix: 'Shorten reason.' },
        {
          messageId: 'conditionTwice',
          path: `${at}[3]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two conditions.',
        },
      ],
    },
    {
      ...change('17 conditions', conditions(...seventeen.slice(1), condition('', '1'))),
      findings: [
        {
          messageId: 'conditions',
          path: at,
          type: 'FieldValueTooMany',
          fix: 'Keep the most severe conditions.',
          says: 'a volume must have no more than 16 healthConditions, but has 17.',
        },
        {
          messageId: 'reason',
          path: `${at}[16].reason`,
          type: 'FieldValueInvalid',
          fix: 'Set reason to a word such as DiskFailure, and put explanations in message.',
        },
      ],
    },
  ],
});
