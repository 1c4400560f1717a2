import type { Json, JsonObject } from '../../../src/json/json.ts';
import { statefulSetServiceName } from '../../../src/rules/workload/stateful-set-service-name.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const statefulSet = (serviceName: Json): JsonObject => workload('StatefulSet', {}, { serviceName });
const made = (serviceName: Json) => ({
  name: JSON.stringify(serviceName),
  after: statefulSet(serviceName),
});
const invalid = { messageId: 'invalid', path: 'spec.serviceName', type: 'FieldValueInvalid' as const };
const use = (name: string): string => `Use the name of a Service, such as "${name}".`;

testRule(statefulSetServiceName, {
  valid: [
    made('web'),
    made('1web'),
    made(''),
    made(null),
    made('x'.repeat(63)),
    { ...made('Web'), name: 'an invalid name of a stored object', skipped: true, before: statefulSet('Web') },
    { ...made('Web'), name: 'a new name of a stored object', skipped: true, before: statefulSet('web') },
    { ...made('Web'), name: 'in Kubernetes 1.32', minor: 32 },
    { ...made('Web'), name: 'an object from the cluster', skipped: true, isStored: true },
  ],
  invalid: [
    {
      ...made('web.shop.svc'),
      findings: [
        {
          ...invalid,
          messageId: 'dots',
          fix: 'Use only the name of the Service, such as "web".',
          says: 'must not contain dots.',
        },
      ],
    },
    { ...made('My_Web'), findings: [{ ...invalid, fix: use('my-web') }] },
    {
      ...made('x'.repeat(64)),
      findings: [{ ...invalid, fix: use('web'), says: 'must be no more than 63 characters.' }],
    },
    { ...made('.'), findings: [{ ...invalid, fix: use('web') }] },
  ],
});
