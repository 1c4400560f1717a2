import type { JsonObject } from '../../../src/json/json.ts';
import { resizeKeepsQos } from '../../../src/rules/update/resize-keeps-qos.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'resize';
const byUpdate = { minor: 31, featureGates: { InPlacePodVerticalScaling: true } } as const;
const sized = (requests: JsonObject, limits: JsonObject) => podWith({ resources: { requests, limits } });
const both = { cpu: '1', memory: '1Gi' };

testRule(resizeKeepsQos, {
  valid: [
    {
      name: 'Guaranteed stays',
      subresource,
      before: sized(both, both),
      after: sized({ cpu: '2', memory: '1Gi' }, { cpu: '2', memory: '1Gi' }),
    },
    {
      name: 'amounts that pod-spec-immutable refuses, in 1.31',
      minor: 31,
      before: podWith({}),
      after: sized({ cpu: '1' }, {}),
    },
    {
      name: 'the class in the status is not that of the spec, and 1.31 drops what is added',
      minor: 31,
      before: { ...podWith({}), status: { qosClass: 'Burstable' } },
      after: podWith({ resources: { claims: [{ name: 'gpu' }] } }),
    },
    { name: 'Burstable stays', subresource, before: sized({ cpu: '1' }, {}), after: sized({ cpu: '2' }, {}) },
    {
      name: 'BestEffort stays',
      subresource,
      before: podWith({}),
      after: podWith({ resources: { requests: { cpu: '0' } } }),
    },
    {
      name: 'empty resources of the Pod, from 1.37 on',
      subresource,
      minor: 37,
      before: sized({ cpu: '1' }, {}),
      after: podWith({ resources: { requests: { cpu: '1' } } }, { resources: {} }),
    },
    { name: 'an update, which cannot resize', before: sized(both, both), after: sized({ cpu: '2' }, {}) },
    {
      name: 'an update in 1.31 that resizes, and keeps the class',
      ...byUpdate,
      before: sized({ cpu: '1' }, {}),
      after: sized({ cpu: '2' }, {}),
    },
    {
      name: 'an update in 1.31 of metadata alone, with an odd class',
      ...byUpdate,
      before: { ...sized({ cpu: '1' }, {}), status: { qosClass: 'Guaranteed' } },
      after: { ...sized({ cpu: '1' }, {}), status: { qosClass: 'Guaranteed' } },
    },
    {
      name: 'equal by value',
      subresource,
      before: sized(both, both),
      after: sized({ cpu: '1000m', memory: '1Gi' }, both),
    },
  ],
  invalid: [
    {
      name: 'Guaranteed becomes Burstable',
      subresource,
      before: sized(both, both),
      after: sized({ cpu: '500m', memory: '1Gi' }, both),
      findings: [
        {
          messageId: 'changed',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Keep each request of cpu and memory equal to its limit.',
        },
      ],
    },
    {
      name: 'an update in 1.31 that resizes',
      ...byUpdate,
      before: sized(both, both),
      after: sized({ cpu: '500m', memory: '1Gi' }, both),
      findings: [
        {
          messageId: 'changed',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Keep each request of cpu and memory equal to its limit.',
        },
      ],
    },
    {
      name: 'BestEffort becomes Burstable',
      subresource,
      before: podWith({}),
      after: sized({ cpu: '1' }, {}),
      findings: [
        {
          messageId: 'bestEffort',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'the class in the status is not that of the spec, in 1.31',
      minor: 31,
      before: { ...podWith({}), status: { qosClass: 'Burstable' } },
      after: pod({ containers: [container()], activeDeadlineSeconds: 600 }),
      findings: [
        {
          messageId: 'stored',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'the class in the status counts',
      subresource,
      before: { ...podWith({}), status: { qosClass: 'Burstable' } },
      after: podWith({}),
      findings: [
        {
          messageId: 'noAmounts',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Keep at least one request or limit of cpu or memory.',
        },
      ],
    },
    {
      name: 'empty resources of the Pod, in 1.36',
      subresource,
      minor: 36,
      before: sized({ cpu: '1' }, {}),
      after: podWith({ resources: { requests: { cpu: '1' } } }, { resources: {} }),
      findings: [
        {
          messageId: 'noAmounts',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Keep at least one request or limit of cpu or memory.',
          says: 'from Burstable to BestEffort',
        },
      ],
    },
    {
      name: 'Burstable becomes Guaranteed',
      subresource,
      before: sized({ cpu: '500m', memory: '1Gi' }, both),
      after: sized(both, both),
      findings: [
        {
          messageId: 'burstable',
          path: 'spec',
          type: 'FieldValueInvalid',
          fix: 'Keep at least one request of cpu or memory lower than its limit.',
        },
      ],
    },
  ],
});
