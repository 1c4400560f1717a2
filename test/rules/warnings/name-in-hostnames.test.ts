import { nameInHostnames } from '../../../src/rules/warnings/name-in-hostnames.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const named = (name: string, more: JsonObject = {}) => pod({}, { name, ...more });
const use = (example: string) => `Use a name such as "${example}".`;

testWarning(nameInHostnames, {
  valid: [
    { name: 'a DNS label', after: named('web-1') },
    { name: 'a name that is refused', after: named('Web.1') },
    {
      name: 'a CronJob with a name that is refused because of its length',
      after: { ...workload('CronJob'), metadata: { name: 'w'.repeat(64) } },
    },
    { name: 'a prefix', after: named('', { generateName: 'web-' }) },
    { name: 'neither a name nor a prefix', after: named('') },
    { name: 'an updated Pod', skipped: true, before: named('web.1'), after: named('web.1') },
    {
      name: 'an Indexed Job, whose name is refused',
      after: {
        ...workload('Job', {}, { completionMode: 'Indexed', completions: 2 }),
        metadata: { name: 'web.1' },
      },
    },
  ],
  invalid: [
    {
      name: 'a dot',
      after: named('web.1'),
      findings: [
        {
          messageId: 'pod',
          path: 'metadata.name',
          fix: use('web-1'),
          to: 'web.1',
          says: 'uses its name as its hostname, and a hostname must not contain dots.',
        },
      ],
    },
    {
      name: 'a prefix with a dot',
      after: { ...workload('CronJob'), metadata: { generateName: 'web.' } },
      findings: [{ messageId: 'workload', path: 'metadata.generateName', fix: use('web'), to: 'web.' }],
    },
    {
      name: 'a long name',
      after: { ...workload('Deployment'), metadata: { name: 'w'.repeat(64) } },
      findings: [
        {
          messageId: 'workload',
          path: 'metadata.name',
          fix: use('web'),
          says: 'a hostname must be no more than 63 characters',
        },
      ],
    },
    {
      name: 'a Job that is not an Indexed Job',
      after: { ...workload('Job', {}, { completions: 2 }), metadata: { name: 'web.1' } },
      findings: [{ messageId: 'workload', path: 'metadata.name', fix: use('web-1') }],
    },
  ],
});
