import type { Json, JsonObject } from '../../../src/json/json.ts';
import { deploymentStrategyValid } from '../../../src/rules/workload/deployment-strategy-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const deployment = (strategy: Json): JsonObject => workload('Deployment', {}, { strategy });
const made = (strategy: Json) => ({
  name: JSON.stringify(strategy),
  after: deployment(strategy),
});
const changed = (from: Json, to: Json) => ({
  name: `from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
  before: deployment(from),
  after: deployment(to),
});
const rolling = (maxSurge: Json, maxUnavailable: Json) =>
  made({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } });

const at = 'spec.strategy.rollingUpdate';
const surge = { path: `${at}.maxSurge`, type: 'FieldValueInvalid' as const };
const unavailable = { path: `${at}.maxUnavailable`, type: 'FieldValueInvalid' as const };
const negative = { messageId: 'negative', fix: 'Use a number of Pods, or a percentage such as "25%".' };
const text = { messageId: 'text', fix: 'Use a number without quotes, such as 1, or a percentage such as "25%".' };
const quoted = {
  messageId: 'quoted',
  fix: 'For a number of Pods, write 5 without quotes. For a percentage, write "5%".',
};
const noPods = {
  ...unavailable,
  messageId: 'noPods',
  fix: 'Set maxUnavailable or maxSurge to 1 or more.',
  beside: `${at}.maxSurge`,
};
const over = { ...unavailable, messageId: 'over', fix: 'Set maxUnavailable to "100%" or less.' };
const recreate = {
  path: at,
  messageId: 'recreate',
  type: 'FieldValueForbidden' as const,
  fix: 'Remove rollingUpdate, or set type to RollingUpdate.',
  beside: 'spec.strategy.type',
};

testRule(deploymentStrategyValid, {
  valid: [
    made(null),
    made({}),
    made({ type: 'Recreate' }),
    made({ type: 'Recreate', rollingUpdate: null }),
    made({ type: 'RollingUpdate' }),
    made({ rollingUpdate: {} }),
    rolling(1, 0),
    rolling('0%', '1%'),
    rolling('150%', '100%'),
    rolling(0, null),
    rolling(2147483647, '00%'),
    made({ type: 'RollingUpdate', rollingUpdate: 'fast' }),
    changed({ type: 'Rolling' }, { type: 'Rolling', rollingUpdate: { maxSurge: 'abc' } }),
  ],
  invalid: [
    {
      ...made({ type: 'Rollingupdate' }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.strategy.type',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "RollingUpdate"?',
          to: 'Rollingupdate',
        },
      ],
    },
    { ...made({ type: 'Recreate', rollingUpdate: {} }), findings: [recreate] },
    {
      ...changed({ type: 'RollingUpdate' }, { type: 'Recreate', rollingUpdate: { maxSurge: 1 } }),
      findings: [recreate],
    },
    {
      ...changed(
        { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
        { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
      ),
      findings: [
        {
          ...recreate,
          messageId: 'recreateKept',
          fix: 'Remove rollingUpdate. If the manifest does not contain it, write rollingUpdate: null to remove the existing value.',
        },
      ],
    },
    { ...rolling(-1, 0), findings: [{ ...surge, ...negative, to: -1 }] },
    { ...rolling(0, -1), findings: [{ ...unavailable, ...negative, to: -1 }] },
    {
      ...rolling('5', '05'),
      findings: [
        { ...surge, ...quoted },
        { ...unavailable, ...quoted },
      ],
    },
    {
      ...rolling('1.5%', '-1%'),
      findings: [
        { ...surge, ...text },
        { ...unavailable, ...text },
      ],
    },
    {
      ...rolling('', '9999999999'),
      findings: [
        { ...surge, ...text },
        { ...unavailable, ...text },
      ],
    },
    { ...rolling('abc', 0), findings: [{ ...surge, ...text }] },
    { ...rolling(0, 0), findings: [noPods] },
    { ...rolling('0%', '00%'), findings: [noPods] },
    { ...rolling(1, '101%'), findings: [over] },
    { ...rolling(1, `${'9'.repeat(400)}%`), findings: [over] },
    {
      ...changed(
        { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
      ),
      findings: [noPods],
    },
  ],
});
