import type { Json, JsonObject } from '../../../src/json/json.ts';
import { resourceUnitMissing } from '../../../src/rules/advice/resource-unit-missing.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const limits = (amounts: JsonObject) => podWith({ resources: { limits: amounts } });
const cpu = (amount: Json) => limits({ cpu: amount });
const memory = (amount: Json) => limits({ memory: amount });
const ofPod = (amounts: JsonObject) => pod({ resources: { requests: amounts } });
const at = (name: string, list = 'limits') => ({
  path: `spec.containers[0].resources.${list}[${name}]`,
  type: 'FieldValueInvalid' as const,
});
const inCores = (example: string) => `Set cpu to an amount such as ${example}.`;
const inBytes = (example: string) => `Set memory to an amount such as ${example}.`;

testRule(resourceUnitMissing, {
  valid: [
    { name: 'usual amounts', after: limits({ cpu: '500m', memory: '64Mi' }) },
    { name: 'as many cores as a large node has', after: cpu(64) },
    { name: 'more cores that the options allow', after: cpu(100), options: { cores: 128 } },
    { name: 'a unit that says so many cores', after: limits({ cpu: '1k' }) },
    { name: 'a little memory', after: memory('4Mi') },
    { name: 'nothing', after: limits({ cpu: 0, memory: '0' }) },
    { name: 'a negative amount', after: memory(-512) },
    { name: 'a part of a byte, of which kube-apiserver warns', after: memory('512m') },
    { name: 'other resources', after: limits({ 'ephemeral-storage': 1, 'example.com/gpu': 100 }) },
    { name: 'a text that is not a quantity', after: limits({ cpu: '100 m', memory: null }) },
    { name: 'values of other types', after: podWith({ resources: { limits: 'x', requests: [] } }) },
  ],
  invalid: [
    {
      name: 'a cpu limit, and the request that follows from it',
      after: podWith({ resources: { limits: { cpu: '100' }, requests: { cpu: '100' } } }),
      findings: [
        {
          ...at('cpu'),
          messageId: 'cores',
          fix: inCores('100m'),
          to: '100',
          says: '"100" is 100 CPU cores, so the unit is most likely missing or wrong.',
        },
      ],
    },
    {
      name: 'a request that differs from the limit',
      after: podWith({ resources: { limits: { cpu: 500 }, requests: { cpu: 250 } } }),
      findings: [
        { ...at('cpu'), messageId: 'cores', fix: inCores('500m') },
        { ...at('cpu', 'requests'), messageId: 'cores', fix: inCores('250m') },
      ],
    },
    {
      name: 'M in place of m',
      after: cpu('100M'),
      findings: [{ ...at('cpu'), messageId: 'cores', fix: inCores('100m') }],
    },
    {
      name: 'a part of a core more than the options allow',
      after: cpu('2.5'),
      options: { cores: 2 },
      findings: [{ ...at('cpu'), messageId: 'cores', fix: inCores('500m'), says: 'more than 2 CPU cores' }],
    },
    {
      name: 'a number that is too long to read',
      after: cpu('9'.repeat(40)),
      findings: [{ ...at('cpu'), messageId: 'cores', fix: inCores('500m'), says: 'more than 1000000 CPU cores' }],
    },
    {
      name: 'mebibytes without a unit',
      after: memory(512),
      findings: [
        {
          ...at('memory'),
          messageId: 'bytes',
          fix: inBytes('512Mi'),
          says: '512 is 512 bytes of memory, which is less than a container needs',
        },
      ],
    },
    {
      name: 'gibibytes without a unit',
      after: memory('1'),
      findings: [{ ...at('memory'), messageId: 'bytes', fix: inBytes('1Gi'), says: '"1" is 1 byte of memory' }],
    },
    {
      name: 'a small unit',
      after: memory('512Ki'),
      findings: [{ ...at('memory'), messageId: 'bytes', fix: inBytes('256Mi'), says: '524288 bytes' }],
    },
    {
      name: 'a whole number of bytes in thousandths',
      after: memory('2000m'),
      findings: [{ ...at('memory'), messageId: 'bytes', fix: inBytes('2000Mi'), says: '2 bytes' }],
    },
    {
      name: 'pod-level resources',
      after: ofPod({ cpu: 200, memory: '512m' }),
      findings: [
        {
          messageId: 'cores',
          path: 'spec.resources.requests[cpu]',
          type: 'FieldValueInvalid',
          fix: inCores('200m'),
        },
        {
          messageId: 'bytes',
          path: 'spec.resources.requests[memory]',
          type: 'FieldValueInvalid',
          fix: inBytes('512Mi'),
          says: 'less than 1 byte',
        },
      ],
    },
    {
      name: 'an init container',
      after: pod({ initContainers: [container({ name: 'setup', resources: { requests: { memory: '128' } } })] }),
      findings: [
        {
          messageId: 'bytes',
          path: 'spec.initContainers[0].resources.requests[memory]',
          type: 'FieldValueInvalid',
          fix: inBytes('128Mi'),
          container: 'setup',
        },
      ],
    },
  ],
});
