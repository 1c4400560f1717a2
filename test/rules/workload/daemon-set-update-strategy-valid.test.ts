import type { Json } from '../../../src/json/json.ts';
import { daemonSetUpdateStrategyValid } from '../../../src/rules/workload/daemon-set-update-strategy-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (updateStrategy: Json) => ({
  name: JSON.stringify(updateStrategy),
  after: workload('DaemonSet', {}, { updateStrategy }),
});
const rolling = (maxSurge: Json, maxUnavailable: Json) =>
  made({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } });

const at = 'spec.updateStrategy.rollingUpdate';
const surge = { path: `${at}.maxSurge`, type: 'FieldValueInvalid' as const };
const unavailable = { path: `${at}.maxUnavailable`, type: 'FieldValueInvalid' as const };
const negative = { messageId: 'negative', fix: 'Use a number of Pods, or a percentage such as "25%".' };
const text = { messageId: 'text', fix: 'Use a number without quotes, such as 1, or a percentage such as "25%".' };
const both = {
  ...surge,
  messageId: 'both',
  fix: 'Set maxUnavailable to 0 to start each new Pod before its old Pod stops, or remove maxSurge.',
  beside: `${at}.maxUnavailable`,
};
const neither = {
  ...unavailable,
  messageId: 'neither',
  fix: 'Set maxUnavailable to 1 or more.',
  beside: `${at}.maxSurge`,
};

testRule(daemonSetUpdateStrategyValid, {
  valid: [
    made(null),
    made({}),
    made({ type: 'OnDelete' }),
    made({ type: 'OnDelete', rollingUpdate: { maxSurge: -1 } }),
    made({ type: 'RollingUpdate', rollingUpdate: [] }),
    made({ type: 'RollingUpdate', rollingUpdate: {} }),
    rolling(1, 0),
    rolling('0%', '100%'),
    rolling('10%', '0%'),
    rolling(null, 3),
  ],
  invalid: [
    {
      ...made({ type: 'Recreate' }),
      findings: [
        { messageId: 'type', path: 'spec.updateStrategy.type', type: 'FieldValueNotSupported', to: 'Recreate' },
      ],
    },
    {
      ...rolling('10%', '20%'),
      findings: [{ ...both, says: 'must be 0 when maxUnavailable is not 0, but maxUnavailable is "20%".' }],
    },
    { ...rolling(1, null), findings: [{ ...both, messageId: 'bothByDefault' }] },
    { ...rolling(1, 1), findings: [{ ...both, messageId: 'bothByDefault' }] },
    { ...rolling(0, 0), findings: [neither] },
    { ...rolling(null, '0%'), findings: [neither] },
    {
      ...rolling('-1', -1),
      findings: [
        { ...surge, ...text },
        { ...unavailable, ...negative },
      ],
    },
    {
      ...rolling('5', 1),
      findings: [
        {
          ...surge,
          messageId: 'quoted',
          fix: 'For a number of Pods, write 5 without quotes. For a percentage, write "5%".',
        },
      ],
    },
    { ...rolling('abc', 0), findings: [{ ...surge, ...text }] },
    {
      ...rolling('101%', '150%'),
      findings: [
        { ...surge, messageId: 'over', fix: 'Set maxSurge to "100%" or less.' },
        { ...unavailable, messageId: 'over', fix: 'Set maxUnavailable to "100%" or less.' },
        both,
      ],
    },
  ],
});
