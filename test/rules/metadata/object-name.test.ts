import type { JsonObject } from '../../../src/json/json.ts';
import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { objectName } from '../../../src/rules/metadata/object-name.ts';
import { metadata, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const named = (meta: JsonObject) => pod({}, meta);
const made = (kind: Exclude<Kind, 'Pod'>, meta: JsonObject) => ({
  after: { ...workload(kind), metadata: metadata({ name: null, ...meta }) },
});
const deployment = (generateName: string) => ({ ...workload('Deployment'), metadata: metadata({ generateName }) });
const job = (spec: JsonObject, name: string) => ({ ...workload('Job', {}, spec), metadata: metadata({ name }) });
const indexed = (completions: number | null) => ({ completionMode: 'Indexed', completions });
const controller = (generateName: string) => ({
  ...workload('ReplicationController'),
  metadata: metadata({ generateName }),
});
/** A Deployment with fields that only a Job has. The API server drops them. */
const likeJob = (name: string | null, meta: JsonObject = {}) => ({
  ...workload('Deployment', {}, indexed(1)),
  metadata: metadata({ name, ...meta }),
});
const jobWithPrefix = (generateName: string) => ({ ...workload('Job'), metadata: metadata({ generateName }) });

testRule(objectName, {
  valid: [
    { name: 'a name', after: named({ name: 'web-1.example' }) },
    { name: 'a prefix', after: named({ name: null, generateName: 'web-' }) },
    { name: 'a long prefix, which is cut', after: named({ name: null, generateName: `${'x'.repeat(60)}-` }) },
    { name: 'a Pod template without a name', after: workload('Deployment') },
    { name: 'a stored name that is invalid', before: named({ name: 'A' }), after: named({ name: 'A' }) },
    {
      name: 'the prefix of a Job is changed, from 1.37 on',
      minor: 37,
      before: job({}, 'web'),
      after: jobWithPrefix('A'),
    },
    {
      name: 'the prefix of a Deployment is changed',
      before: deployment('a'),
      after: deployment('A_'),
    },
    {
      name: 'the prefix of a Deployment is changed in 1.34',
      minor: 34,
      before: deployment('a'),
      after: deployment('A_'),
    },
    {
      name: 'the prefix of a Pod is changed through pods/status',
      subresource: 'status',
      before: named({}),
      after: named({ generateName: 'A' }),
    },
    { name: 'an Indexed Job with a hostname of 63 characters', after: job(indexed(10), 'x'.repeat(61)) },
    { name: 'a Job with dots that is not Indexed', after: job({ completions: 10 }, 'a.b') },
    { name: 'an Indexed Job without Pods', after: job(indexed(0), 'a.b') },
    {
      name: 'an Indexed Job whose stored hostname is invalid',
      before: job(indexed(1), 'a.b'),
      after: job(indexed(2), 'a.b'),
    },
    {
      name: 'a long prefix, which is cut, of a StatefulSet',
      ...made('StatefulSet', { generateName: `${'x'.repeat(60)}-` }),
    },
    {
      name: 'a stored prefix that is invalid',
      before: named({ generateName: 'A' }),
      after: named({ generateName: 'A' }),
    },
    {
      name: 'a prefix of 254 characters of a ReplicationController, which is cut from 1.35 on',
      ...made('ReplicationController', { generateName: 'x'.repeat(254) }),
    },
    {
      name: 'the prefix of a ReplicationController is changed, from 1.35 on',
      before: controller('a'),
      after: controller('A_'),
    },
    {
      name: 'the prefix of a DaemonSet is changed, from 1.34 on',
      minor: 34,
      before: { ...workload('DaemonSet'), metadata: metadata({ generateName: 'a' }) },
      after: { ...workload('DaemonSet'), metadata: metadata({ generateName: 'A_' }) },
    },
    { name: 'fields of a Job in a Deployment', after: likeJob('a.b') },
    {
      name: 'fields of a Job in a Deployment with a prefix',
      after: likeJob(null, { generateName: 'a.b-' }),
    },
    {
      name: 'fields of a Job that are added to a Deployment',
      before: workload('Deployment'),
      after: likeJob('a.b'),
    },
    {
      name: 'an Indexed Job that has no name yet, in two files',
      before: job({}, ''),
      after: job(indexed(1), ''),
    },
    { name: 'a CronJob of 52 characters', ...made('CronJob', { name: 'x'.repeat(52) }) },
  ],
  invalid: [
    ...(
      [
        ['Web Shop', 'web-shop', "must consist of lowercase letters, digits and '-'"],
        ['a.b', 'a-b', 'must not contain dots'],
        ['x'.repeat(64), undefined, 'must be no more than 63 characters'],
        ['X'.repeat(64), 'default', 'must be no more than 63 lowercase letters'],
      ] as const
    ).map(([namespace, example, says]) => ({
      name: `the namespace ${namespace}`,
      after: named({ namespace }),
      findings: [
        {
          messageId: 'namespace',
          path: 'metadata.namespace',
          type: 'FieldValueInvalid' as const,
          fix: example === undefined ? 'Use a shorter name.' : `Use a name such as "${example}".`,
          to: namespace,
          says: `the name of a namespace ${says}`,
        },
      ],
    })),
    {
      name: 'neither name nor prefix',
      after: named({ name: '' }),
      findings: [
        {
          messageId: 'missing',
          path: 'metadata.name',
          type: 'FieldValueRequired',
          fix: 'Set metadata.name to a name such as "web".',
        },
      ],
    },
    {
      name: 'an invalid name',
      after: named({ name: 'Web_1' }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web-1".',
          to: 'Web_1',
        },
      ],
    },
    {
      name: 'a name that may be a secret, which no example shows',
      after: named({ name: 'password=hunter2' }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web".',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'a name of more than 253 characters',
      after: named({ name: 'x'.repeat(254) }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name.',
          says: 'no more than 253 characters',
        },
      ],
    },
    {
      name: 'a long and invalid name',
      after: named({ name: 'Import_of_all_orders_of_the_last_month_from_the_old_database' }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web".',
        },
      ],
    },
    {
      name: 'a prefix with capital letters',
      after: named({ name: null, generateName: 'Web-' }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "web-".',
          to: 'Web-',
        },
      ],
    },
    {
      name: 'a prefix that ends with a dot',
      after: named({ name: null, generateName: 'web.' }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "web-".',
          says: "on both sides of each '.'",
        },
      ],
    },
    ...[
      { prefix: 'web_', says: "digits, '-' and '.', and must start with", example: 'web' },
      { prefix: '_web.', says: "digits, '-' and '.', and must start with", example: 'web' },
      { prefix: 'web._', says: "digits, '-' and '.', and must start with", example: 'web' },
      { prefix: 'Web.1_a.', says: "digits, '-' and '.', and must start with", example: 'web.1-a' },
      { prefix: '-web-', says: "digits, '-' and '.', and must start with", example: 'web' },
    ].map(({ prefix, says, example }) => ({
      name: `the prefix ${prefix}`,
      after: named({ name: null, generateName: prefix }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid' as const,
          fix: `Use a prefix such as "${example}-".`,
          says,
        },
      ],
    })),
    {
      name: 'a prefix of more than 253 characters',
      after: named({ name: null, generateName: 'x'.repeat(254) }),
      findings: [
        { messageId: 'prefix', path: 'metadata.generateName', type: 'FieldValueInvalid', fix: 'Use a shorter prefix.' },
      ],
    },
    {
      name: 'the prefix of a StatefulSet',
      ...made('StatefulSet', { generateName: 'Db.' }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "db-".',
          says: "digits and '-', and must start with",
        },
      ],
    },
    {
      name: 'the prefix of a StatefulSet, with a dot',
      ...made('StatefulSet', { generateName: 'a.b-' }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-b-".',
          says: 'must not contain dots',
        },
      ],
    },
    {
      name: 'a valid prefix of which no valid name can be generated',
      after: named({ name: null, generateName: 'web_-' }),
      findings: [
        {
          messageId: 'generated',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "web-".',
          says: '"web_-xxxxx"',
        },
      ],
    },
    {
      name: 'a prefix of which too long a name is generated',
      ...made('CronJob', { generateName: 'a-cron-job-with-a-very-long-name-for-its-generated-names-' }),
      findings: [
        {
          messageId: 'generated',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter prefix.',
          says: 'no more than 52 characters',
        },
      ],
    },
    {
      name: 'the prefix of a Pod is changed',
      before: named({}),
      after: named({ generateName: 'A' }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-".',
        },
      ],
    },
    {
      name: 'the prefix of a ReplicationController in 1.34',
      ...made('ReplicationController', { generateName: 'Web-' }),
      minor: 34,
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "web-".',
        },
      ],
    },
    {
      name: 'the prefix of a ReplicaSet is changed in 1.33',
      minor: 33,
      before: { ...workload('ReplicaSet'), metadata: metadata({ generateName: 'a' }) },
      after: { ...workload('ReplicaSet'), metadata: metadata({ generateName: 'A_' }) },
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-".',
        },
      ],
    },
    {
      name: 'the prefix of a ReplicationController is changed in 1.34',
      minor: 34,
      before: controller('a'),
      after: controller('A_'),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-".',
        },
      ],
    },
    {
      name: 'the prefix of a Job is changed, until 1.36',
      minor: 36,
      before: job({}, 'web'),
      after: jobWithPrefix('A'),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-".',
        },
      ],
    },
    {
      name: 'the prefix of a Deployment is changed to one with a slash',
      before: deployment('a'),
      after: deployment('a/'),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "a-".',
          says: "must not contain '/' or '%'",
        },
      ],
    },
    {
      name: 'a StatefulSet with a dot',
      ...made('StatefulSet', { name: 'a.b' }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a-b".',
          says: 'must not contain dots',
        },
      ],
    },
    {
      name: 'a CronJob of 53 characters',
      ...made('CronJob', { name: 'x'.repeat(53) }),
      findings: [
        {
          messageId: 'name',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name.',
          says: 'no more than 52 characters',
        },
      ],
    },
    {
      name: 'an Indexed Job with a dot',
      after: job(indexed(10), 'import.daily'),
      findings: [
        {
          messageId: 'indexed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name without dots.',
          says: '"import.daily-9"',
        },
      ],
    },
    {
      name: 'an Indexed Job with too long a hostname',
      after: job(indexed(11), 'x'.repeat(61)),
      findings: [
        {
          messageId: 'indexed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name.',
          says: 'xx-10"',
        },
      ],
    },
    {
      name: 'an Indexed Job whose generated hostname has a dot',
      after: { ...job(indexed(10), ''), metadata: metadata({ name: null, generateName: 'import.' }) },
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "import-".',
        },
      ],
    },
    {
      name: 'an Indexed Job with a dot and too long a hostname',
      after: job(indexed(10), `${'x'.repeat(60)}.a`),
      findings: [
        {
          messageId: 'indexed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name without dots.',
          says: 'must be no more than 63 characters, and must not contain dots.',
        },
      ],
    },
    {
      name: 'a long prefix in upper case',
      after: named({ name: null, generateName: 'X'.repeat(254) }),
      findings: [
        {
          messageId: 'prefix',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix such as "web-".',
          says: "must be no more than 253 lowercase letters, digits, '-' and '.', and must start with a letter or digit.",
        },
      ],
    },
    {
      name: 'an Indexed Job with a dot in its prefix',
      after: { ...job(indexed(10), ''), metadata: metadata({ name: null, generateName: 'import.a-' }) },
      findings: [
        {
          messageId: 'indexed',
          path: 'metadata.generateName',
          type: 'FieldValueInvalid',
          fix: 'Use a prefix without dots.',
        },
      ],
    },
    {
      name: 'an Indexed Job with a name of 253 characters, where the message still has its end',
      after: job(indexed(11), 'x'.repeat(253)),
      findings: [
        {
          messageId: 'indexed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name.',
          says: '-10", and the hostname of a Pod must be no more than 63 characters.',
        },
      ],
    },
    {
      name: 'completions of an Indexed Job that its name leaves no room for',
      before: job(indexed(10), 'x'.repeat(61)),
      after: job(indexed(11), 'x'.repeat(61)),
      findings: [
        {
          messageId: 'indexedGrown',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Set spec.completions back to 10, or create a Job with a shorter name.',
          says: '-10"',
        },
      ],
    },
    {
      name: 'completions of an Indexed Job with a dot, which had none',
      before: job(indexed(0), 'a.b'),
      after: job(indexed(1), 'a.b'),
      findings: [
        {
          messageId: 'indexedGrown',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Set spec.completions back to 0, or create a Job with a name without dots.',
        },
      ],
    },
    {
      name: 'completions of an Indexed Job that were absent',
      before: job(indexed(null), 'a.b'),
      after: job(indexed(1), 'a.b'),
      findings: [
        { messageId: 'indexed', path: 'metadata.name', type: 'FieldValueInvalid', fix: 'Use a name without dots.' },
      ],
    },
  ],
});
