import type { Json } from '../../../src/json/json.ts';
import { duplicateEnvNames } from '../../../src/rules/warnings/duplicate-env-names.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const env = (...values: Json[]) => podWith({ env: values });
const fix = 'Remove one of the two entries.';

testWarning(duplicateEnvNames, {
  valid: [
    { name: 'two names', after: env({ name: 'A', value: '1' }, { name: 'B', value: '1' }) },
    {
      name: 'a value that extends the earlier one',
      after: env({ name: 'A', value: '1' }, { name: 'A', value: '$(A):2' }),
    },
    {
      name: 'two containers',
      after: pod({ containers: ['a', 'b'].map((name) => container({ name, env: [{ name: 'A', value: '1' }] })) }),
    },
    {
      name: 'an updated Pod',
      before: pod(),
      after: env({ name: 'A', value: '1' }, { name: 'A', value: '2' }),
    },
  ],
  invalid: [
    {
      name: 'another value',
      after: env({ name: 'A', value: 'secret-1' }, { name: 'B', value: '1' }, { name: 'A', value: 'secret-2' }),
      findings: [
        {
          messageId: 'hidden',
          path: 'spec.containers[0].env[2]',
          beside: 'spec.containers[0].env[0]',
          fix,
          container: 'web',
          says: 'env already has a variable "A", which this entry replaces,',
          hides: 'secret',
        },
      ],
    },
    {
      name: 'only the earlier value, no value, and a source',
      after: workload('Job', {
        containers: [],
        initContainers: [
          container({
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '$(A)' },
              { name: 'A' },
              { name: 'A', value: '$(A)1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            ],
          }),
        ],
      }),
      findings: [1, 2, 3].map((i) => ({
        messageId: 'hidden',
        path: `spec.template.spec.initContainers[0].env[${i}]`,
        beside: 'spec.template.spec.initContainers[0].env[0]',
        fix,
      })),
    },
  ],
});
