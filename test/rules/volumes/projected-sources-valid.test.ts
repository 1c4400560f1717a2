import type { Json } from '../../../src/json/json.ts';
import { projectedSourcesValid } from '../../../src/rules/volumes/projected-sources-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0].projected.sources';
const volumes = (entries: Json[]) => [{ name: 'a', projected: { sources: entries } }];
const sources = (...entries: Json[]) => pod({ serviceAccountName: 'default', volumes: volumes(entries) });
const template = (...entries: Json[]) => workload('Deployment', { volumes: volumes(entries) });

testRule(projectedSourcesValid, {
  valid: [
    {
      name: 'the server drops the user of a token',
      minor: 37,
      after: sources({ serviceAccountToken: { path: 'token', user: -1 } }),
    },
    {
      name: 'a token and a ConfigMap',
      after: sources({ serviceAccountToken: { path: 'token', expirationSeconds: 600 } }, { configMap: { name: 'a' } }),
    },
    {
      name: 'the longest lifetime of a token',
      after: sources({ serviceAccountToken: { path: 'token', expirationSeconds: 4294967296 } }),
    },
    {
      name: 'only the first source of a volume is checked',
      after: pod({ volumes: [{ name: 'a', emptyDir: {}, projected: { sources: [{ secret: {} }] } }] }),
    },
    {
      name: 'the ServiceAccount plugin sets the service account of a Pod in a file',
      phase: 'offline',
      after: pod({ volumes: volumes([{ serviceAccountToken: { path: 'token' } }]) }),
    },
    {
      name: 'a template without a service account',
      after: template({ serviceAccountToken: { path: 'token' } }),
    },
    {
      name: 'the server drops a certificate whose gate is off',
      minor: 37,
      featureGates: { PodCertificateRequest: false },
      after: sources({ clusterTrustBundle: { name: 'a', path: 'b' }, podCertificate: {} }),
    },
    {
      name: 'before 1.37 the server drops certificates',
      after: sources({ secret: { name: 'a' }, podCertificate: {} }),
    },
    {
      name: 'with a stored path outside the volume, others are accepted',
      before: workload('Deployment', {
        volumes: [
          { name: 'b', projected: { sources: [{ configMap: { name: 'a' } }] } },
          ...volumes([{ configMap: { name: 'a' } }, { serviceAccountToken: { path: '../a' } }]),
        ],
      }),
      after: template({ serviceAccountToken: { path: '/b' } }),
    },
  ],
  invalid: [
    {
      name: 'the user of a token',
      minor: 37,
      featureGates: { AtomicWriteVolumeUserFields: true },
      after: sources({ serviceAccountToken: { path: 'token', user: -1 } }),
      findings: [
        {
          messageId: 'user',
          path: `${path}[0].serviceAccountToken.user`,
          type: 'FieldValueInvalid',
          fix: 'Set user to the ID of a user, such as 1000.',
          to: -1,
        },
      ],
    },
    {
      name: 'a token without a service account, also in a source that does not count',
      after: pod({
        volumes: [
          ...volumes([{ serviceAccountToken: { path: 'token' } }]),
          { name: 'b', emptyDir: {}, projected: { sources: [{ serviceAccountToken: {} }] } },
        ],
      }),
      findings: [`${path}[0]`, 'spec.volumes[1].projected.sources[0]'].map((at) => ({
        messageId: 'noAccount',
        path: `${at}.serviceAccountToken`,
        type: 'FieldValueForbidden',
        fix: 'Set serviceAccountName to the name of a ServiceAccount in the namespace of the Pod, such as default.',
      })),
    },
    {
      name: 'two in one entry',
      after: sources({ secret: { name: 'a' }, configMap: { name: 'b' } }),
      findings: [
        {
          messageId: 'several',
          path: `${path}[0]`,
          type: 'FieldValueForbidden',
          fix: 'Move each source to an entry of its own.',
          says: 'has secret and configMap.',
        },
      ],
    },
    {
      name: 'with a certificate from 1.37 on',
      minor: 37,
      after: sources({ secret: { name: 'a' }, podCertificate: {} }),
      findings: [
        {
          messageId: 'several',
          path: `${path}[0]`,
          type: 'FieldValueForbidden',
          fix: 'Move each source to an entry of its own.',
        },
      ],
    },
    {
      name: 'no name',
      after: sources({ secret: {} }, { configMap: {} }, { serviceAccountToken: {} }),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].secret.name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
        },
        {
          messageId: 'missing',
          path: `${path}[1].configMap.name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a ConfigMap in the namespace of the Pod.',
        },
        {
          messageId: 'pathMissing',
          path: `${path}[2].serviceAccountToken.path`,
          type: 'FieldValueRequired',
          fix: 'Set path to the name of a file in the volume, such as "token".',
        },
      ],
    },
    {
      name: 'three in one entry',
      after: sources({ secret: { name: 'a' }, configMap: { name: 'b' }, downwardAPI: {} }),
      findings: [
        {
          messageId: 'several',
          path: `${path}[0]`,
          type: 'FieldValueForbidden',
          fix: 'Move each source to an entry of its own.',
          says: 'has secret, configMap and downwardAPI.',
        },
      ],
    },
    {
      name: 'a path outside the volume, where the stored one is inside',
      before: template({ serviceAccountToken: { path: 'a' } }),
      after: template({ serviceAccountToken: { path: '/b' } }),
      findings: [
        {
          messageId: 'path',
          path: 'spec.template.spec.volumes[0].projected.sources[0].serviceAccountToken.path',
          type: 'FieldValueInvalid',
          fix: 'Set path to the name of a file in the volume, such as "token".',
        },
      ],
    },
    {
      name: 'tokens',
      after: sources(
        { serviceAccountToken: { path: '../token', expirationSeconds: 599 } },
        { serviceAccountToken: { path: 'token', expirationSeconds: 4294967297 } },
        { serviceAccountToken: { path: 'token', expirationSeconds: '3600' } },
      ),
      findings: [
        {
          messageId: 'path',
          path: `${path}[0].serviceAccountToken.path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to the name of a file in the volume, such as "token".',
          to: '../token',
        },
        {
          messageId: 'short',
          path: `${path}[0].serviceAccountToken.expirationSeconds`,
          type: 'FieldValueInvalid',
          fix: 'Remove expirationSeconds to use the default, 3600.',
          to: 599,
        },
        {
          messageId: 'long',
          path: `${path}[1].serviceAccountToken.expirationSeconds`,
          type: 'FieldValueInvalid',
          fix: 'Remove expirationSeconds to use the default, 3600.',
          to: 4294967297,
        },
        {
          messageId: 'short',
          path: `${path}[2].serviceAccountToken.expirationSeconds`,
          type: 'FieldValueInvalid',
          fix: 'Remove expirationSeconds to use the default, 3600.',
          to: '3600',
        },
      ],
    },
  ],
});
