import type { Json } from '../../../src/json/json.ts';
import { projectedSourcesValid } from '../../../src/rules/volumes/projected-sources-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0].projected.sources';
const volumes = (entries: Json[]) => [{ name: 'a', projected: { sources: entries } }];
const sources = (...entries: Json[]) => pod({ volumes: volumes(entries) });
const template = (...entries: Json[]) => workload('Deployment', { volumes: volumes(entries) });

testRule(projectedSourcesValid, {
  valid: [
    {
      name: 'a token and a ConfigMap',
      after: sources({ serviceAccountToken: { path: 'token', expirationSeconds: 600 } }, { configMap: { name: 'a' } }),
    },
    {
      name: 'before 1.37 the server drops certificates',
      after: sources({ secret: { name: 'a' }, podCertificate: {} }),
    },
    {
      name: 'a stored path outside the volume lets others be',
      kind: 'Deployment',
      before: template({ serviceAccountToken: { path: '../a' } }),
      after: template({ serviceAccountToken: { path: '/b' } }),
    },
  ],
  invalid: [
    {
      name: 'two in one entry',
      after: sources({ secret: { name: 'a' }, configMap: { name: 'b' } }),
      findings: [
        { messageId: 'several', path: `${path}[0]`, type: 'FieldValueForbidden', says: 'secret and configMap' },
      ],
    },
    {
      name: 'with a certificate from 1.37 on',
      minor: 37,
      after: sources({ secret: { name: 'a' }, podCertificate: {} }),
      findings: [{ messageId: 'several', path: `${path}[0]` }],
    },
    {
      name: 'no name',
      after: sources({ secret: {} }, { configMap: {} }, { serviceAccountToken: {} }),
      findings: [
        { messageId: 'missing', path: `${path}[0].secret.name`, type: 'FieldValueRequired' },
        { messageId: 'missing', path: `${path}[1].configMap.name` },
        { messageId: 'missing', path: `${path}[2].serviceAccountToken.path` },
      ],
    },
    {
      name: 'tokens',
      after: sources(
        { serviceAccountToken: { path: '../token', expirationSeconds: 599 } },
        { serviceAccountToken: { path: 'token', expirationSeconds: 4294967297 } },
      ),
      findings: [
        { messageId: 'path', path: `${path}[0].serviceAccountToken.path`, to: '../token' },
        { messageId: 'short', path: `${path}[0].serviceAccountToken.expirationSeconds`, to: 599 },
        { messageId: 'long', path: `${path}[1].serviceAccountToken.expirationSeconds`, to: 4294967297 },
      ],
    },
  ],
});
