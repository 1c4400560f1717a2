import type { Json, JsonObject } from '../../../src/json/json.ts';
import { statefulSetUpdateStrategyValid } from '../../../src/rules/workload/stateful-set-update-strategy-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const statefulSet = (updateStrategy: Json): JsonObject => workload('StatefulSet', {}, { updateStrategy });
const made = (updateStrategy: Json, minor = 37) => ({
  name: `${JSON.stringify(updateStrategy)} in 1.${minor}`,
  minor,
  after: statefulSet(updateStrategy),
});
const rolling = (rollingUpdate: JsonObject, minor?: number) => made({ type: 'RollingUpdate', rollingUpdate }, minor);
const withRecreate = { StatefulSetRecreateStrategy: true };

const at = 'spec.updateStrategy.rollingUpdate';
const unavailable = { path: `${at}.maxUnavailable`, type: 'FieldValueInvalid' as const };
const onDelete = {
  path: at,
  messageId: 'rollingUpdate',
  type: 'FieldValueInvalid' as const,
  fix: 'Remove rollingUpdate, or set type to RollingUpdate.',
  beside: 'spec.updateStrategy.type',
};
const noPods = {
  ...unavailable,
  messageId: 'noPods',
  fix: 'Set maxUnavailable to 1 or more, or remove it to replace one Pod at a time.',
};

testRule(statefulSetUpdateStrategyValid, {
  valid: [
    made(null),
    made({}),
    made({ type: 'OnDelete' }),
    made({ type: 'OnDelete', rollingUpdate: null }),
    rolling({}),
    rolling({ partition: 0, maxUnavailable: 1 }),
    rolling({ partition: 5, maxUnavailable: '100%' }),
    rolling({ maxUnavailable: 0 }, 36),
    rolling({ maxUnavailable: 'abc' }, 34),
    made({ type: 'RollingUpdate', rollingUpdate: 1 }),
    { ...made({ type: 'Recreate' }), name: 'Recreate with its gate', featureGates: withRecreate },
    {
      ...made({ type: 'Recreate', rollingUpdate: null }),
      name: 'Recreate of a stored object',
      before: statefulSet({ type: 'Recreate', rollingUpdate: {} }),
    },
  ],
  invalid: [
    {
      ...made({ type: 'Recreate' }),
      findings: [
        { messageId: 'type', path: 'spec.updateStrategy.type', type: 'FieldValueNotSupported', to: 'Recreate' },
      ],
    },
    {
      ...made({ type: 'recreate' }),
      name: 'recreate with the gate of Recreate',
      featureGates: withRecreate,
      findings: [
        {
          messageId: 'type',
          path: 'spec.updateStrategy.type',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Recreate"?',
        },
      ],
    },
    {
      ...made({ type: 'Recreate', rollingUpdate: {} }),
      name: 'Recreate with rollingUpdate',
      featureGates: withRecreate,
      findings: [{ ...onDelete, says: 'when type is Recreate.' }],
    },
    { ...made({ type: 'OnDelete', rollingUpdate: { partition: -1 } }), findings: [onDelete] },
    {
      ...made({ type: 'OnDelete', rollingUpdate: { partition: 0 } }),
      name: 'OnDelete with the rollingUpdate of the stored object',
      before: statefulSet({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } }),
      findings: [
        {
          ...onDelete,
          messageId: 'rollingUpdateKept',
          fix: 'Remove rollingUpdate. If the manifest does not contain it, write rollingUpdate: null to remove the existing value.',
        },
      ],
    },
    {
      ...rolling({ partition: -1 }, 34),
      findings: [
        {
          messageId: 'partition',
          path: `${at}.partition`,
          type: 'FieldValueInvalid',
          fix: 'Set partition to the lowest ordinal to update, or to 0 to update all Pods.',
          to: -1,
        },
      ],
    },
    { ...rolling({ maxUnavailable: 0 }), findings: [noPods] },
    { ...rolling({ maxUnavailable: '0%' }), findings: [noPods] },
    {
      ...rolling({ maxUnavailable: -1 }),
      findings: [
        { ...unavailable, messageId: 'negative', fix: 'Use a number of Pods, or a percentage such as "25%".' },
      ],
    },
    {
      ...rolling({ maxUnavailable: '0' }),
      findings: [
        {
          ...unavailable,
          messageId: 'text',
          fix: 'Use a number without quotes, such as 1, or a percentage such as "25%".',
        },
      ],
    },
    {
      ...rolling({ maxUnavailable: '2' }),
      findings: [
        {
          ...unavailable,
          messageId: 'quoted',
          fix: 'For a number of Pods, write 2 without quotes. For a percentage, write "2%".',
        },
      ],
    },
    {
      ...rolling({ maxUnavailable: 'abc' }),
      findings: [
        {
          ...unavailable,
          messageId: 'text',
          fix: 'Use a number without quotes, such as 1, or a percentage such as "25%".',
        },
      ],
    },
    {
      ...rolling({ maxUnavailable: '101%' }),
      findings: [{ ...unavailable, messageId: 'over', fix: 'Set maxUnavailable to "100%" or less.' }],
    },
  ],
});
