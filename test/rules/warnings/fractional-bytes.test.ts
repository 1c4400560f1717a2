import type { Json, JsonObject } from '../../../src/json/json.ts';
import { fractionalBytes } from '../../../src/rules/warnings/fractional-bytes.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const memory = (amount: Json) => podWith({ resources: { limits: { memory: amount } } });
const unit = (example: string) => `Use a unit of bytes, such as ${example}.`;
const whole = (example: string) => `Use ${example}, or an amount with a unit such as Mi.`;
const claims = (storage: Json) => ({
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }],
});
const equal = (name: string, amount: Json) => ({ limits: { [name]: amount }, requests: { [name]: amount } });
const claimVolume = (resources: JsonObject) => ({
  volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { resources } } } }],
});
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container()] } };
const cronJob = (spec: JsonObject): JsonObject =>
  workload(
    'CronJob',
    {},
    {
      jobTemplate: { spec: { template: { spec: { containers: [container()], overhead: { memory: '1m' } } }, ...spec } },
    },
  );

testWarning(fractionalBytes, {
  valid: [
    {
      name: 'a negative amount in the template of a StatefulSet, which is refused from 1.34 on',
      after: workload('StatefulSet', { overhead: { memory: '-1m' } }),
    },
    {
      name: 'a negative amount in a claim template, which is refused from 1.34 on',
      after: workload('StatefulSet', {}, claims('-1.5')),
    },
    { name: 'whole bytes', after: memory('64Mi') },
    { name: 'whole bytes in thousandths', after: memory('64000m') },
    { name: 'a part of a byte that is lost when the server rounds', after: memory('0.9999999') },
    { name: 'cpu', after: podWith({ resources: { requests: { cpu: '500m' } } }) },
    { name: 'pod-level resources', after: pod({ resources: { limits: { memory: '512m' } } }) },
    { name: 'a text that is not a quantity', after: memory('512 m') },
    { name: 'a negative amount', after: memory('-1m') },
    { name: 'an absent amount', after: memory(null) },
    { name: 'an updated Pod', before: memory('64Mi'), after: memory('512m') },
    {
      name: 'a Deployment whose template and spec do not change',
      before: workload('Deployment', { containers: [container({ resources: { limits: { memory: '512m' } } })] }),
      after: {
        ...workload('Deployment', { containers: [container({ resources: { limits: { memory: '512m' } } })] }),
        metadata: { name: 'web', labels: { new: 'label' } },
      },
    },
    {
      name: 'a StatefulSet to which only a field is added that the server drops',
      before: workload('StatefulSet', { overhead: { memory: '1m' } }, { updateStrategy: { rollingUpdate: {} } }),
      after: workload(
        'StatefulSet',
        { overhead: { memory: '1m' }, schedulingGroup: {} },
        { updateStrategy: { rollingUpdate: { maxUnavailable: 2 } } },
      ),
    },
    {
      name: 'a StatefulSet to which only a field is added that the server drops without its feature gate',
      minor: 31,
      featureGates: { StatefulSetAutoDeletePVC: false },
      before: workload('StatefulSet', { overhead: { memory: '1m' } }),
      after: workload(
        'StatefulSet',
        { overhead: { memory: '1m' } },
        { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      ),
    },
    {
      name: 'a Job to which only a field is added that the server drops',
      before: workload('Job', { overhead: { memory: '1m' } }),
      after: workload('Job', { overhead: { memory: '1m' } }, { scheduling: { disruptionMode: 'x' } }),
    },
    {
      name: 'a Job to which only a field is added that the server drops without its feature gate',
      minor: 32,
      featureGates: { JobSuccessPolicy: false, JobBackoffLimitPerIndex: false },
      before: workload('Job', { overhead: { memory: '1m' } }),
      after: workload('Job', { overhead: { memory: '1m' } }, { successPolicy: {}, maxFailedIndexes: 1 }),
    },
    {
      name: 'a CronJob to which only a field is added that the server drops',
      before: cronJob({}),
      after: cronJob({ scheduling: {} }),
    },
    {
      name: 'a DaemonSet whose template does not change',
      before: workload('DaemonSet', { containers: [container({ resources: { limits: { memory: '512m' } } })] }),
      after: workload(
        'DaemonSet',
        { containers: [container({ resources: { limits: { memory: '512m' } } })] },
        { minReadySeconds: 5 },
      ),
    },
  ],
  invalid: [
    {
      name: 'thousandths of a byte',
      after: memory('512m'),
      findings: [
        {
          messageId: 'thousandths',
          path: 'spec.containers[0].resources.limits[memory]',
          fix: unit('512Mi'),
          to: '512m',
          says: '"512m" is less than 1 byte, because the suffix m stands for thousandths.',
        },
      ],
    },
    {
      name: 'a limit, and the request that follows from it',
      after: podWith({ resources: { limits: { memory: '2500m' }, requests: { memory: '2500m' } } }),
      findings: [
        {
          messageId: 'thousandths',
          path: 'spec.containers[0].resources.limits[memory]',
          fix: unit('2500Mi'),
          says: 'is less than 3 bytes',
        },
      ],
    },
    {
      name: 'a limit and an equal request of a template, in which requests have no default',
      after: workload('Deployment', { containers: [container({ resources: equal('memory', '2500m') })] }),
      findings: [
        {
          messageId: 'thousandths',
          path: 'spec.template.spec.containers[0].resources.limits[memory]',
          fix: unit('2500Mi'),
        },
        {
          messageId: 'thousandths',
          path: 'spec.template.spec.containers[0].resources.requests[memory]',
          fix: unit('2500Mi'),
        },
      ],
    },
    {
      name: 'a limit and an equal request of a claim, in which requests have no default',
      after: pod(claimVolume(equal('storage', '1500m'))),
      findings: ['limits', 'requests'].map((list) => ({
        messageId: 'thousandths',
        path: `spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.${list}[storage]`,
        fix: unit('1500Mi'),
      })),
    },
    {
      name: 'a limit and an equal request of a claim template',
      after: workload(
        'StatefulSet',
        {},
        { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: equal('storage', '1500m') } }] },
      ),
      findings: ['limits', 'requests'].map((list) => ({
        messageId: 'thousandths',
        path: `spec.volumeClaimTemplates[0].spec.resources.${list}[storage]`,
        fix: unit('1500Mi'),
      })),
    },
    {
      name: 'ephemeral storage and overhead',
      after: pod({
        overhead: { memory: 0.5, 'ephemeral-storage': '0.1' },
        containers: [container({ resources: { requests: { 'ephemeral-storage': '1.5' } } })],
      }),
      findings: [
        { messageId: 'fraction', path: 'spec.overhead[memory]', fix: whole('1'), to: 0.5 },
        { messageId: 'fraction', path: 'spec.overhead[ephemeral-storage]', fix: whole('1') },
        {
          messageId: 'fraction',
          path: 'spec.containers[0].resources.requests[ephemeral-storage]',
          fix: whole('2'),
        },
      ],
    },
    {
      name: 'an ephemeral volume',
      after: pod({
        volumes: [
          {
            name: 'scratch',
            ephemeral: { volumeClaimTemplate: { spec: { resources: { limits: { storage: '100u' } } } } },
          },
          { name: 'other', emptyDir: {} },
        ],
      }),
      findings: [
        {
          messageId: 'fraction',
          path: 'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.limits[storage]',
          fix: whole('1'),
        },
      ],
    },
    {
      name: 'the claim template of a StatefulSet',
      after: workload('StatefulSet', {}, claims('10m')),
      findings: [
        {
          messageId: 'thousandths',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          fix: unit('10Mi'),
        },
      ],
    },
    {
      name: 'a negative amount in a claim template, which is not validated before 1.34',
      minor: 33,
      after: workload('StatefulSet', {}, claims('-1.5')),
      findings: [
        {
          messageId: 'fraction',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          fix: whole('2'),
        },
      ],
    },
    {
      name: 'negative amounts in the template of a StatefulSet, which is not validated before 1.34',
      minor: 33,
      after: workload('StatefulSet', {
        overhead: { memory: '-1m' },
        containers: [container({ resources: { limits: { memory: '-0.5' } } })],
        ...claimVolume({ requests: { storage: '-0.0000000001' } }),
      }),
      findings: [
        { messageId: 'fraction', path: 'spec.template.spec.overhead[memory]', fix: whole('1') },
        {
          messageId: 'fraction',
          path: 'spec.template.spec.containers[0].resources.limits[memory]',
          fix: whole('1'),
        },
        {
          messageId: 'fraction',
          path: 'spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]',
          fix: whole('1'),
        },
      ],
    },
    {
      name: 'an update of a StatefulSet that changes nothing',
      before: workload('StatefulSet', {}, claims('10m')),
      after: workload('StatefulSet', {}, { ...claims('10m'), paused: null }),
      findings: [
        {
          messageId: 'thousandths',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          fix: unit('10Mi'),
        },
      ],
    },
    {
      name: 'a stored problem, in a changed spec',
      before: workload('Deployment', { overhead: { memory: '1m' } }),
      after: workload('Deployment', { overhead: { memory: '1m' } }, { replicas: 3 }),
      findings: [{ messageId: 'thousandths', path: 'spec.template.spec.overhead[memory]', fix: unit('1Mi') }],
    },
    {
      name: 'a stored problem of a Deployment whose annotations change',
      before: workload('Deployment', { overhead: { memory: '1m' } }),
      after: {
        ...workload('Deployment', { overhead: { memory: '1m' } }),
        metadata: { name: 'web', annotations: { new: 'annotation' } },
      },
      findings: [{ messageId: 'thousandths', path: 'spec.template.spec.overhead[memory]', fix: unit('1Mi') }],
    },
    {
      name: 'a changed template of a PodTemplate',
      before: { metadata: { name: 'web' }, template },
      after: {
        kind: 'PodTemplate',
        metadata: { name: 'web' },
        template: { ...template, spec: { overhead: { memory: '1m' } } },
      },
      findings: [{ messageId: 'thousandths', path: 'template.spec.overhead[memory]', fix: unit('1Mi') }],
    },
    {
      name: 'a stored Pod',
      isStored: true,
      after: memory('512m'),
      findings: [{ messageId: 'thousandths', path: 'spec.containers[0].resources.limits[memory]', fix: unit('512Mi') }],
    },
  ],
});
