import { statusQosClassImmutable } from '../../../src/rules/status/status-qos-class-immutable.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const burstable = withStatus({ qosClass: 'Burstable' });
const path = 'status.qosClass';

testRule(statusQosClassImmutable, {
  valid: [
    update('kept', burstable, withStatus({ qosClass: 'Burstable', phase: 'Running' })),
    update('left out', burstable, withStatus({})),
    update('empty', burstable, withStatus({ qosClass: '' })),
    update('changed in 1.31', burstable, withStatus({ qosClass: 'Guaranteed' }), 31),
  ],
  invalid: [
    {
      ...update('changed', burstable, withStatus({ qosClass: 'Guaranteed' })),
      findings: [
        {
          messageId: 'changed',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove qosClass.',
          from: 'Burstable',
          to: 'Guaranteed',
        },
      ],
    },
    {
      ...update('set where there was none', withStatus({}), withStatus({ qosClass: 'BestEffort' })),
      findings: [
        {
          messageId: 'set',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove qosClass.',
          to: 'BestEffort',
        },
      ],
    },
  ],
});
