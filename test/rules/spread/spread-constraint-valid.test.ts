import type { Json } from '../../../src/json/json.ts';
import { spreadConstraintValid } from '../../../src/rules/spread/spread-constraint-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const fine = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

testRule(spreadConstraintValid, {
  valid: [
    { name: 'none', after: pod({ topologySpreadConstraints: [] }) },
    {
      name: 'fine',
      after: spread(fine, { ...fine, whenUnsatisfiable: 'ScheduleAnyway', nodeAffinityPolicy: 'Ignore' }),
    },
  ],
  invalid: [
    {
      name: 'empty',
      kind: 'Deployment',
      after: workload('Deployment', { topologySpreadConstraints: [{}] }),
      findings: [
        {
          messageId: 'maxSkew',
          path: 'spec.template.spec.topologySpreadConstraints[0].maxSkew',
          type: 'FieldValueInvalid',
          to: 0,
        },
        {
          messageId: 'topologyKey',
          path: 'spec.template.spec.topologySpreadConstraints[0].topologyKey',
          type: 'FieldValueRequired',
        },
        {
          messageId: 'whenUnsatisfiable',
          path: 'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable',
          type: 'FieldValueNotSupported',
        },
      ],
    },
    {
      name: 'policies',
      after: spread({ ...fine, nodeAffinityPolicy: 'honor', nodeTaintsPolicy: '' }),
      findings: [
        {
          messageId: 'policy',
          path: 'spec.topologySpreadConstraints[0].nodeAffinityPolicy',
          type: 'FieldValueNotSupported',
          to: 'honor',
        },
        { messageId: 'policy', path: 'spec.topologySpreadConstraints[0].nodeTaintsPolicy', to: '' },
      ],
    },
    {
      name: 'no object',
      after: spread('zone'),
      findings: [
        { messageId: 'maxSkew', path: 'spec.topologySpreadConstraints[0].maxSkew' },
        { messageId: 'topologyKey', path: 'spec.topologySpreadConstraints[0].topologyKey' },
        { messageId: 'whenUnsatisfiable', path: 'spec.topologySpreadConstraints[0].whenUnsatisfiable' },
      ],
    },
  ],
});
