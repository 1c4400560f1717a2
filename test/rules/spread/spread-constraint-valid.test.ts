import type { Json } from '../../../src/json/json.ts';
import { spreadConstraintValid } from '../../../src/rules/spread/spread-constraint-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (...topologySpreadConstraints: Json[]) => pod({ topologySpreadConstraints });
const fine = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

testRule(spreadConstraintValid, {
  valid: [
    { name: 'no constraints', after: pod({ topologySpreadConstraints: [] }) },
    {
      name: 'valid constraints',
      after: spread(fine, { ...fine, whenUnsatisfiable: 'ScheduleAnyway', nodeAffinityPolicy: 'Ignore' }),
    },
  ],
  invalid: [
    {
      name: 'an empty constraint',
      after: workload('Deployment', { topologySpreadConstraints: [{}] }),
      findings: [
        {
          messageId: 'maxSkewMissing',
          path: 'spec.template.spec.topologySpreadConstraints[0].maxSkew',
          type: 'FieldValueRequired',
          fix: 'Set maxSkew to 1 for the most even spread.',
        },
        {
          messageId: 'topologyKey',
          path: 'spec.template.spec.topologySpreadConstraints[0].topologyKey',
          type: 'FieldValueRequired',
          fix: 'Use topology.kubernetes.io/zone to spread the Pods over zones, or kubernetes.io/hostname to spread them over nodes.',
        },
        {
          messageId: 'whenMissing',
          path: 'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable',
          type: 'FieldValueRequired',
          fix: 'Use DoNotSchedule to keep Pods pending, or ScheduleAnyway to allow an uneven spread.',
        },
      ],
    },
    {
      name: 'unsupported policies',
      after: spread({ ...fine, nodeAffinityPolicy: 'honor', nodeTaintsPolicy: '' }),
      findings: [
        {
          messageId: 'policy',
          path: 'spec.topologySpreadConstraints[0].nodeAffinityPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Honor"?',
          to: 'honor',
        },
        {
          messageId: 'policy',
          path: 'spec.topologySpreadConstraints[0].nodeTaintsPolicy',
          type: 'FieldValueNotSupported',
          to: '',
        },
      ],
    },
    {
      name: 'a constraint that is not an object',
      after: spread('zone'),
      findings: [
        {
          messageId: 'maxSkewMissing',
          path: 'spec.topologySpreadConstraints[0].maxSkew',
          type: 'FieldValueRequired',
          fix: 'Set maxSkew to 1 for the most even spread.',
        },
        {
          messageId: 'topologyKey',
          path: 'spec.topologySpreadConstraints[0].topologyKey',
          type: 'FieldValueRequired',
          fix: 'Use topology.kubernetes.io/zone to spread the Pods over zones, or kubernetes.io/hostname to spread them over nodes.',
        },
        {
          messageId: 'whenMissing',
          path: 'spec.topologySpreadConstraints[0].whenUnsatisfiable',
          type: 'FieldValueRequired',
          fix: 'Use DoNotSchedule to keep Pods pending, or ScheduleAnyway to allow an uneven spread.',
        },
      ],
    },
    {
      name: 'unsupported values',
      after: spread({ ...fine, maxSkew: -1, whenUnsatisfiable: 'Schedule' }, { ...fine, maxSkew: '1' }),
      findings: [
        {
          messageId: 'maxSkew',
          path: 'spec.topologySpreadConstraints[0].maxSkew',
          type: 'FieldValueInvalid',
          fix: 'Set maxSkew to 1 for the most even spread.',
          to: -1,
        },
        {
          messageId: 'maxSkew',
          path: 'spec.topologySpreadConstraints[1].maxSkew',
          type: 'FieldValueInvalid',
          fix: 'Set maxSkew to 1 for the most even spread.',
          to: '1',
        },
        {
          messageId: 'whenUnsatisfiable',
          path: 'spec.topologySpreadConstraints[0].whenUnsatisfiable',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "ScheduleAnyway"?',
          to: 'Schedule',
        },
      ],
    },
  ],
});
