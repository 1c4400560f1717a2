import { fieldTypes } from '../../../src/rules/files/field-types.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;

testRule(fieldTypes, {
  valid: [
    { name: 'a Pod', phase, after: pod() },
    { name: 'a CronJob', phase, kind: 'CronJob', after: workload('CronJob') },
    { name: 'null, which says nothing', phase, after: podWith({ env: null, ports: null }) },
    {
      name: 'a port by name or number',
      phase,
      after: podWith({ livenessProbe: { httpGet: { port: 'http' }, tcpSocket: { port: 80 } } }),
    },
    { name: 'a quantity as a number', phase, after: podWith({ resources: { limits: { cpu: 1 } } }) },
    {
      name: 'a time with a fraction and a zone',
      phase,
      after: pod({}, { deletionTimestamp: '2026-01-02T03:04:05.678+01:00' }),
    },
    { name: 'a cluster has decoded the object', phase: 'mutate', after: podWith({ image: 7 }) },
  ],
  invalid: [
    {
      name: 'a number that should be quoted',
      phase,
      after: podWith({ env: [{ name: 'PORT', value: 8080 }], workingDir: 7 }),
      findings: [
        { messageId: 'type', path: 'spec.containers[0].env[0].value', hides: '8080', says: 'put it in quotes' },
        { messageId: 'type', path: 'spec.containers[0].workingDir', to: 7, says: 'must be a string' },
      ],
    },
    {
      name: 'a text where a number belongs, in a template',
      phase,
      kind: 'Deployment',
      after: workload('Deployment', {}, { replicas: '3' }),
      findings: [{ messageId: 'type', path: 'spec.replicas', to: '3', says: 'a whole number' }],
    },
    {
      name: 'what the file says, and not what is made of it',
      phase,
      after: pod(),
      written: { object: pod({ hostname: 0 }), duplicates: [] },
      findings: [{ messageId: 'type', path: 'spec.hostname', to: 0, says: 'put it in quotes' }],
    },
    {
      name: 'a time without a zone',
      phase,
      after: pod({}, { deletionTimestamp: '2026-01-02T03:04:05' }),
      findings: [{ messageId: 'type', path: 'metadata.deletionTimestamp' }],
    },
    {
      name: 'lists, objects and times',
      phase,
      after: pod(
        { containers: { a: container() }, securityContext: [] },
        { deletionTimestamp: 'tomorrow', labels: { a: true } },
      ),
      findings: [
        { messageId: 'type', path: 'spec.containers', says: 'a list' },
        { messageId: 'type', path: 'spec.securityContext', says: 'an object' },
        { messageId: 'type', path: 'metadata.deletionTimestamp', says: 'a time' },
        { messageId: 'type', path: 'metadata.labels[a]', to: true },
      ],
    },
  ],
});
