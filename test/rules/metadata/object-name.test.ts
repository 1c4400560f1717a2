import type { JsonObject } from '../../../src/json/json.ts';
import { objectName } from '../../../src/rules/metadata/object-name.ts';
import { metadata, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const named = (meta: JsonObject) => pod({}, meta);
const deployment = (generateName: string) => ({ ...workload('Deployment'), metadata: metadata({ generateName }) });
const job = (spec: JsonObject, name: string) => ({ ...workload('Job', {}, spec), metadata: metadata({ name }) });

testRule(objectName, {
  valid: [
    { name: 'a name', after: named({ name: 'web-1.example' }) },
    { name: 'a prefix', after: named({ name: null, generateName: 'web-' }) },
    { name: 'a long prefix is cut off', after: named({ name: null, generateName: `${'x'.repeat(60)}-` }) },
    { name: 'a template has no name', kind: 'Deployment', after: workload('Deployment') },
    { name: 'a stored name is not looked at', before: named({ name: 'A' }), after: named({ name: 'A' }) },
    {
      name: 'the prefix of a Job, from 1.37 on',
      kind: 'Job',
      minor: 37,
      before: job({}, 'web'),
      after: { ...job({}, 'web'), metadata: metadata({ generateName: 'A' }) },
    },
    { name: 'the prefix of a Deployment, later', kind: 'Deployment', before: deployment('a'), after: deployment('A_') },
    {
      name: 'the host name of the last Pod',
      kind: 'Job',
      after: job({ completionMode: 'Indexed', completions: 10 }, 'x'.repeat(61)),
    },
    { name: 'not Indexed', kind: 'Job', after: job({ completions: 10 }, 'a.b') },
  ],
  invalid: [
    {
      name: 'none',
      after: named({ name: '' }),
      findings: [{ messageId: 'missing', path: 'metadata.name', type: 'FieldValueRequired' }],
    },
    {
      name: 'malformed',
      after: named({ name: 'Web_1' }),
      findings: [{ messageId: 'name', path: 'metadata.name', type: 'FieldValueInvalid', to: 'Web_1', says: 'a-z' }],
    },
    {
      name: 'too long',
      after: named({ name: 'x'.repeat(254) }),
      findings: [{ messageId: 'name', path: 'metadata.name', says: '253' }],
    },
    {
      name: 'a prefix in capitals',
      after: named({ name: null, generateName: 'Web-' }),
      findings: [{ messageId: 'prefix', path: 'metadata.generateName', to: 'Web-' }],
    },
    {
      name: 'a prefix that no name passes with',
      after: named({ name: null, generateName: 'web_-' }),
      findings: [{ messageId: 'generated', path: 'metadata.generateName' }],
    },
    {
      name: 'a changed prefix',
      before: named({}),
      after: named({ generateName: 'A' }),
      findings: [{ messageId: 'prefix', path: 'metadata.generateName' }],
    },
    {
      name: 'a changed prefix of a Job, until 1.36',
      kind: 'Job',
      minor: 36,
      before: job({}, 'web'),
      after: { ...job({}, 'web'), metadata: metadata({ generateName: 'A' }) },
      findings: [{ messageId: 'prefix', path: 'metadata.generateName' }],
    },
    {
      name: 'an Indexed Job that outgrows its name',
      kind: 'Job',
      before: job({ completionMode: 'Indexed', completions: 10 }, 'x'.repeat(61)),
      after: job({ completionMode: 'Indexed', completions: 11 }, 'x'.repeat(61)),
      findings: [{ messageId: 'indexed', path: 'metadata.name', says: '-10' }],
    },
    {
      name: 'a changed prefix of a Deployment',
      kind: 'Deployment',
      before: deployment('a'),
      after: deployment('a/'),
      findings: [{ messageId: 'prefix', path: 'metadata.generateName', says: "'/'" }],
    },
    {
      name: 'a StatefulSet',
      kind: 'StatefulSet',
      after: { ...workload('StatefulSet'), metadata: metadata({ name: 'a.b' }) },
      findings: [{ messageId: 'name', path: 'metadata.name', says: 'dots' }],
    },
    {
      name: 'a CronJob',
      kind: 'CronJob',
      after: { ...workload('CronJob'), metadata: metadata({ name: 'x'.repeat(53) }) },
      findings: [{ messageId: 'name', path: 'metadata.name', says: 'at most 52' }],
    },
    {
      name: 'an Indexed Job',
      kind: 'Job',
      after: job({ completionMode: 'Indexed', completions: 11 }, 'x'.repeat(61)),
      findings: [{ messageId: 'indexed', path: 'metadata.name', says: 'with the index of its last Pod' }],
    },
    {
      name: 'an Indexed Job of a long name, whose limit is told all the same',
      kind: 'Job',
      after: job({ completionMode: 'Indexed', completions: 11 }, 'x'.repeat(253)),
      findings: [
        { messageId: 'indexed', path: 'metadata.name', says: '-10, it must be at most 63 characters; choose' },
      ],
    },
  ],
});
