import type { JsonObject } from '../../../src/json/json.ts';
import { jobSchedulingValid } from '../../../src/rules/job/job-scheduling-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = { kind: 'Job', minor: 37, featureGates: { GenericWorkload: true, WorkloadWithJob: true } } as const;
const job = (scheduling: JsonObject, own: JsonObject = {}): JsonObject =>
  workload('Job', {}, { parallelism: 3, scheduling, ...own });
const gang = (minCount: number): JsonObject => ({ schedulingPolicy: { gang: { minCount } } });
const claim = (name: string): JsonObject => ({ name, resourceClaimName: 'gpu' });

const path = 'spec.scheduling';
const type = 'FieldValueInvalid';
const oneField = 'Remove one of the two fields.';
const together = 'remove minCount to start all Pods together.';

testRule(jobSchedulingValid, {
  valid: [
    {
      name: 'everything',
      ...on,
      after: job({
        ...gang(3),
        schedulingConstraints: { topology: [{ key: 'topology.kubernetes.io/zone' }] },
        disruptionMode: { all: {} },
        resourceClaims: [claim('gpu'), { name: 'b', resourceClaimTemplateName: 'b.example' }],
      }),
    },
    { name: 'nothing', ...on, after: job({}) },
    { name: 'gang without minCount', ...on, after: job({ schedulingPolicy: { gang: {} } }, { parallelism: 0 }) },
    { name: 'anything without the feature gate, which drops the field', minor: 37, after: job(gang(0)) },
    { name: 'anything in a version without the field', ...on, minor: 36, after: job(gang(0)) },
    {
      name: 'anything in the template of a CronJob without the feature gate',
      minor: 37,
      after: workload('CronJob', {}, { jobTemplate: { spec: { scheduling: gang(0) } } }),
    },
  ],
  invalid: [
    {
      name: 'an empty policy and an empty mode',
      ...on,
      after: job({ schedulingPolicy: {}, disruptionMode: {} }),
      findings: [
        {
          messageId: 'noPolicy',
          path: `${path}.schedulingPolicy`,
          type,
          fix: 'Add "gang: {}" to start the Pods of the Job together, or remove schedulingPolicy.',
        },
        {
          messageId: 'noMode',
          path: `${path}.disruptionMode`,
          type,
          fix: 'Add "single: {}", or remove disruptionMode.',
        },
      ],
    },
    {
      name: 'two policies and two modes, in a CronJob',
      ...on,
      after: workload(
        'CronJob',
        {},
        {
          jobTemplate: {
            spec: {
              scheduling: { schedulingPolicy: { basic: {}, gang: {} }, disruptionMode: { single: {}, all: {} } },
            },
          },
        },
      ),
      findings: [
        { messageId: 'twoPolicies', path: 'spec.jobTemplate.spec.scheduling.schedulingPolicy', type, fix: oneField },
        { messageId: 'twoModes', path: 'spec.jobTemplate.spec.scheduling.disruptionMode', type, fix: oneField },
      ],
    },
    {
      name: 'a minCount of 0',
      ...on,
      after: job(gang(0)),
      findings: [
        {
          messageId: 'minCount',
          path: `${path}.schedulingPolicy.gang.minCount`,
          type,
          to: 0,
          fix: 'Set minCount to the number of Pods that must start together, or remove it to start all of them together.',
        },
      ],
    },
    {
      name: 'more than parallelism',
      ...on,
      after: job(gang(4)),
      findings: [
        {
          messageId: 'aboveParallelism',
          path: `${path}.schedulingPolicy.gang.minCount`,
          type,
          to: 4,
          says: 'no more than parallelism, 3.',
          fix: `Set parallelism to 4 or more, or ${together}`,
          beside: 'spec.parallelism',
        },
      ],
    },
    {
      name: 'a parallelism that is decreased below minCount',
      ...on,
      before: job(gang(2)),
      after: job(gang(2), { parallelism: 1 }),
      findings: [
        {
          messageId: 'aboveParallelism',
          path: `${path}.schedulingPolicy.gang.minCount`,
          type,
          to: 2,
          fix: `Set parallelism to 2 or more, or ${together}`,
          beside: 'spec.parallelism',
        },
      ],
    },
    {
      name: 'mode all without a policy, which is basic',
      ...on,
      after: job({ disruptionMode: { all: {} } }),
      findings: [
        {
          messageId: 'allOfBasic',
          path: `${path}.disruptionMode`,
          type,
          fix: 'Replace all with single, or set schedulingPolicy to "gang: {}".',
        },
      ],
    },
    {
      name: 'mode all with the policy basic',
      ...on,
      after: job({ disruptionMode: { all: {} }, schedulingPolicy: { basic: {} } }),
      findings: [
        {
          messageId: 'allOfBasic',
          path: `${path}.disruptionMode`,
          type,
          fix: 'Replace all with single, or set schedulingPolicy to "gang: {}".',
        },
      ],
    },
    {
      name: 'two topology domains',
      ...on,
      after: job({ schedulingConstraints: { topology: [{ key: 'a' }, {}] } }),
      findings: [
        {
          messageId: 'topologies',
          path: `${path}.schedulingConstraints.topology`,
          type: 'FieldValueTooMany',
          fix: 'Keep the topology domain in which the Pods must run together.',
        },
      ],
    },
    {
      name: 'a topology domain without a key',
      ...on,
      after: job({ schedulingConstraints: { topology: [{}] } }),
      findings: [
        {
          messageId: 'noKey',
          path: `${path}.schedulingConstraints.topology[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to a label of nodes, such as "topology.kubernetes.io/zone".',
        },
      ],
    },
    {
      name: 'a key that cannot be a label',
      ...on,
      after: job({ schedulingConstraints: { topology: [{ key: '/zone' }] } }),
      findings: [
        {
          messageId: 'key',
          path: `${path}.schedulingConstraints.topology[0].key`,
          type,
          to: '/zone',
          says: "the key of a topology constraint must not start with '/'.",
          fix: 'Use the key of a node label, such as "topology.kubernetes.io/zone".',
        },
      ],
    },
    {
      name: 'five claims',
      ...on,
      after: job({ resourceClaims: ['a', 'b', 'c', 'd', 'e'].map(claim) }),
      findings: [
        {
          messageId: 'claims',
          path: `${path}.resourceClaims`,
          type: 'FieldValueTooMany',
          fix: 'Keep 4 claims.',
        },
      ],
    },
    {
      name: 'claims without a valid name',
      ...on,
      after: job({ resourceClaims: [claim('gpu'), claim('gpu'), claim('GPU'), { resourceClaimName: 'gpu' }] }),
      findings: [
        {
          messageId: 'twice',
          path: `${path}.resourceClaims[1].name`,
          type: 'FieldValueDuplicate',
          to: 'gpu',
          fix: 'Remove one of the two entries.',
        },
        {
          messageId: 'name',
          path: `${path}.resourceClaims[2].name`,
          type,
          to: 'GPU',
          fix: 'Use the name of the claim in spec.resourceClaims of the Pod template.',
        },
        {
          messageId: 'noName',
          path: `${path}.resourceClaims[3].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of the claim in spec.resourceClaims of the Pod template.',
        },
      ],
    },
    {
      name: 'claims without one valid source',
      ...on,
      after: job({
        resourceClaims: [
          { name: 'a' },
          { name: 'b', resourceClaimName: 'b', resourceClaimTemplateName: 'b' },
          { name: 'c', resourceClaimTemplateName: 'C' },
        ],
      }),
      findings: [
        {
          messageId: 'noSource',
          path: `${path}.resourceClaims[0]`,
          type: 'FieldValueRequired',
          fix: 'Add the field that the claim with this name has in spec.resourceClaims of the Pod template.',
        },
        { messageId: 'twoSources', path: `${path}.resourceClaims[1]`, type, fix: oneField },
        {
          messageId: 'objectName',
          path: `${path}.resourceClaims[2].resourceClaimTemplateName`,
          type,
          to: 'C',
          fix: 'Use the name of a ResourceClaimTemplate in the namespace of the Job.',
        },
      ],
    },
  ],
});
