import type { Json } from '../../../src/json/json.ts';
import { projectedCertificatesValid } from '../../../src/rules/volumes/projected-certificates-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { malformedSelector, selectorFindings } from './claim-cases.ts';

const volume = (...sources: Json[]) => pod({ volumes: [{ name: 'a', projected: { sources } }] });
const certificate = { signerName: 'example.com/signer', keyType: 'ED25519', credentialBundlePath: 'a.pem' };

testRule(projectedCertificatesValid, {
  valid: [
    {
      name: 'a trust bundle',
      minor: 37,
      after: volume(
        { clusterTrustBundle: { name: 'example.com:signer:roots', path: 'a' } },
        { clusterTrustBundle: { name: 'roots', path: 'b' } },
      ),
    },
    {
      name: 'the trust bundles of a signer',
      minor: 37,
      after: volume({
        clusterTrustBundle: { signerName: 'a.kubernetes.io/b', labelSelector: { matchLabels: { a: 'b' } }, path: 'a' },
      }),
    },
    {
      name: 'a certificate',
      minor: 37,
      after: volume({
        podCertificate: { ...certificate, userAnnotations: { 'Example.com/A': 'b' }, maxExpirationSeconds: 7862400 },
      }),
    },
    {
      name: 'an hour',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, keyType: 'RSA4096', maxExpirationSeconds: 3600 } }),
    },
    {
      name: 'a day from Kubernetes',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, signerName: 'kubernetes.io/a', maxExpirationSeconds: 86400 } }),
    },
    { name: 'another source', minor: 37, after: volume({ secret: {} }) },
    { name: 'the server drops the user', minor: 37, after: volume({ podCertificate: { ...certificate, user: -1 } }) },
    {
      name: 'the server drops a source whose gate is off',
      minor: 37,
      featureGates: { ClusterTrustBundleProjection: false },
      after: volume(
        { clusterTrustBundle: {} },
        { clusterTrustBundle: {}, podCertificate: { ...certificate, user: -1 } },
      ),
    },
    { name: 'the server drops the fields before 1.37', after: volume({ clusterTrustBundle: {}, podCertificate: {} }) },
    {
      name: 'only the first source is checked',
      minor: 37,
      after: pod({ volumes: [{ name: 'a', secret: {}, projected: { sources: [{ podCertificate: {} }] } }] }),
    },
  ],
  invalid: [
    {
      name: 'empty sources',
      minor: 37,
      after: volume({ clusterTrustBundle: {} }, { podCertificate: {} }),
      findings: [
        {
          messageId: 'noBundle',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle',
          type: 'FieldValueRequired',
          fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
        },
        {
          messageId: 'pathMissing',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.path',
          type: 'FieldValueRequired',
          fix: 'Set path to the name of a file in the volume, such as "ca.pem".',
        },
        {
          messageId: 'noPath',
          path: 'spec.volumes[0].projected.sources[1].podCertificate',
          type: 'FieldValueRequired',
          fix: 'Set credentialBundlePath to the name of a file in the volume, such as "credentials.pem".',
        },
        {
          messageId: 'noKeyType',
          path: 'spec.volumes[0].projected.sources[1].podCertificate.keyType',
          type: 'FieldValueNotSupported',
          fix: 'Set keyType to a type that the signer supports, such as ECDSAP256.',
          to: '',
        },
        {
          messageId: 'signerMissing',
          path: 'spec.volumes[0].projected.sources[1].podCertificate.signerName',
          type: 'FieldValueRequired',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
        },
      ],
    },
    {
      name: 'a bundle and a signer',
      minor: 37,
      after: volume({ clusterTrustBundle: { name: '', signerName: '', path: 'a' } }),
      findings: [
        {
          messageId: 'bundleAndSigner',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.signerName',
          type: 'FieldValueForbidden',
          fix: 'Remove signerName to use one ClusterTrustBundle, or remove name to use those of the signer.',
          beside: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.name',
        },
      ],
    },
    {
      name: 'an empty name',
      minor: 37,
      after: volume({ clusterTrustBundle: { name: '', path: '/a' } }),
      findings: [
        {
          messageId: 'bundleName',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.name',
          type: 'FieldValueInvalid',
          fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
          to: '',
        },
        {
          messageId: 'path',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.path',
          type: 'FieldValueInvalid',
          fix: 'Set path to the name of a file in the volume, such as "ca.pem".',
          to: '/a',
        },
      ],
    },
    {
      name: 'a name with a slash',
      minor: 37,
      after: volume({ clusterTrustBundle: { name: 'example.com/signer:roots', path: 'a' } }),
      findings: [
        {
          messageId: 'bundleName',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.name',
          type: 'FieldValueInvalid',
          fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
          to: 'example.com/signer:roots',
        },
      ],
    },
    {
      name: 'a name without a signer',
      minor: 37,
      after: volume({ clusterTrustBundle: { name: ':roots', path: 'a' } }),
      findings: [
        {
          messageId: 'bundleName',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.name',
          type: 'FieldValueInvalid',
          fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
          to: ':roots',
        },
      ],
    },
    {
      name: 'a name in capitals',
      minor: 37,
      after: volume({ clusterTrustBundle: { name: 'example.com:signer:Roots', path: 'a', labelSelector: {} } }),
      findings: [
        {
          messageId: 'selectorBesideName',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.labelSelector',
          type: 'FieldValueForbidden',
          fix: 'Remove labelSelector, or set signerName instead of name.',
        },
        {
          messageId: 'bundleName',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.name',
          type: 'FieldValueInvalid',
          fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
          to: 'example.com:signer:Roots',
        },
      ],
    },
    {
      name: 'an empty signer',
      minor: 37,
      after: volume({ clusterTrustBundle: { signerName: '', path: 'a' } }),
      findings: [
        {
          messageId: 'signerMissing',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.signerName',
          type: 'FieldValueRequired',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
        },
      ],
    },
    {
      name: 'a selector',
      minor: 37,
      after: volume({
        clusterTrustBundle: {
          signerName: 'a.b/c',
          path: '..a',
          labelSelector: malformedSelector,
        },
      }),
      findings: [
        ...selectorFindings(
          'spec.volumes[0].projected.sources[0].clusterTrustBundle.labelSelector',
          'ClusterTrustBundles',
          'app.kubernetes.io/name',
        ),
        {
          messageId: 'path',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.path',
          type: 'FieldValueInvalid',
          fix: 'Set path to the name of a file in the volume, such as "ca.pem".',
          to: '..a',
        },
      ],
    },
    {
      name: 'a signer without a path',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, signerName: 'example.com' } }),
      findings: [
        {
          messageId: 'signer',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.signerName',
          type: 'FieldValueInvalid',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
          to: 'example.com',
        },
      ],
    },
    {
      name: 'a signer with two slashes',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, signerName: 'example.com/a/b' } }),
      findings: [
        {
          messageId: 'signer',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.signerName',
          type: 'FieldValueInvalid',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
          to: 'example.com/a/b',
        },
      ],
    },
    {
      name: 'a signer without a domain',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, signerName: 'example/a' } }),
      findings: [
        {
          messageId: 'signer',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.signerName',
          type: 'FieldValueInvalid',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
          to: 'example/a',
        },
      ],
    },
    {
      name: 'a signer with a malformed path',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, signerName: 'example.com/a..b' } }),
      findings: [
        {
          messageId: 'signer',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.signerName',
          type: 'FieldValueInvalid',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
          to: 'example.com/a..b',
        },
      ],
    },
    {
      name: 'a long signer',
      minor: 37,
      after: volume({
        podCertificate: {
          ...certificate,
          signerName: `example.com/${'x'.repeat(253)}.${'x'.repeat(253)}.${'x'.repeat(60)}`,
        },
      }),
      findings: [
        {
          messageId: 'signer',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.signerName',
          type: 'FieldValueInvalid',
          fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
        },
      ],
    },
    {
      name: 'a certificate for too short and too long a time',
      minor: 37,
      after: volume(
        { podCertificate: { ...certificate, maxExpirationSeconds: 3599 } },
        { podCertificate: { ...certificate, maxExpirationSeconds: 7862401 } },
        { podCertificate: { ...certificate, signerName: 'a.kubernetes.io/b', maxExpirationSeconds: 86401 } },
      ),
      findings: [
        {
          messageId: 'short',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.maxExpirationSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove maxExpirationSeconds to use the default, 86400.',
          to: 3599,
        },
        {
          messageId: 'long',
          path: 'spec.volumes[0].projected.sources[1].podCertificate.maxExpirationSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove maxExpirationSeconds to use the default, 86400.',
          to: 7862401,
        },
        {
          messageId: 'long',
          path: 'spec.volumes[0].projected.sources[2].podCertificate.maxExpirationSeconds',
          type: 'FieldValueInvalid',
          fix: 'Remove maxExpirationSeconds to use the default, 86400.',
          to: 86401,
        },
      ],
    },
    {
      name: 'the type of the key',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, keyType: 'RSA' } }),
      findings: [
        {
          messageId: 'keyType',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.keyType',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "RSA3072"?',
          to: 'RSA',
        },
      ],
    },
    {
      name: 'paths',
      minor: 37,
      after: volume({
        podCertificate: { ...certificate, credentialBundlePath: '/a', keyPath: '../a', certificateChainPath: '..a' },
      }),
      findings: [
        {
          messageId: 'path',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.certificateChainPath',
          type: 'FieldValueInvalid',
          fix: 'Set certificateChainPath to the name of a file in the volume, such as "certificates.pem".',
          to: '..a',
        },
        {
          messageId: 'path',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.credentialBundlePath',
          type: 'FieldValueInvalid',
          fix: 'Set credentialBundlePath to the name of a file in the volume, such as "credentials.pem".',
          to: '/a',
        },
        {
          messageId: 'path',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.keyPath',
          type: 'FieldValueInvalid',
          fix: 'Set keyPath to the name of a file in the volume, such as "key.pem".',
          to: '../a',
        },
      ],
    },
    {
      name: 'users',
      minor: 37,
      featureGates: { AtomicWriteVolumeUserFields: true },
      after: volume(
        { clusterTrustBundle: { name: 'a', path: 'b', user: -1 } },
        { podCertificate: { ...certificate, user: 2147483648 } },
      ),
      findings: [
        {
          messageId: 'user',
          path: 'spec.volumes[0].projected.sources[0].clusterTrustBundle.user',
          type: 'FieldValueInvalid',
          fix: 'Set user to the ID of a user, such as 1000.',
          to: -1,
        },
        {
          messageId: 'user',
          path: 'spec.volumes[0].projected.sources[1].podCertificate.user',
          type: 'FieldValueInvalid',
          fix: 'Set user to the ID of a user, such as 1000.',
          to: 2147483648,
        },
      ],
    },
    {
      name: 'the user of the second source is not dropped',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, user: -1 }, secret: { name: 'a' } }),
      findings: [
        {
          messageId: 'user',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.user',
          type: 'FieldValueInvalid',
          fix: 'Set user to the ID of a user, such as 1000.',
          to: -1,
        },
      ],
    },
    {
      name: 'annotations',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, userAnnotations: { a: 'b', 'A B/c': '' } } }),
      findings: [
        {
          messageId: 'userAnnotation',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.userAnnotations[A B/c]',
          type: 'FieldValueInvalid',
          fix: 'Use a key with the domain of the signer, such as example.com/key.',
          isOfKey: true,
        },
        {
          messageId: 'userAnnotation',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.userAnnotations[a]',
          type: 'FieldValueInvalid',
          fix: 'Use a key with the domain of the signer, such as example.com/key.',
          isOfKey: true,
        },
      ],
    },
    {
      name: 'large annotations',
      minor: 37,
      after: volume({ podCertificate: { ...certificate, userAnnotations: { 'a.b/c': 'x'.repeat(262144) } } }),
      findings: [
        {
          messageId: 'userAnnotations',
          path: 'spec.volumes[0].projected.sources[0].podCertificate.userAnnotations',
          type: 'FieldValueTooLong',
          fix: 'Remove large userAnnotations.',
        },
      ],
    },
    {
      name: 'in a template',
      minor: 37,
      after: workload('Deployment', {
        volumes: [{ name: 'a', projected: { sources: [{ clusterTrustBundle: { name: 'a' } }] } }],
      }),
      findings: [
        {
          messageId: 'pathMissing',
          path: 'spec.template.spec.volumes[0].projected.sources[0].clusterTrustBundle.path',
          type: 'FieldValueRequired',
          fix: 'Set path to the name of a file in the volume, such as "ca.pem".',
        },
      ],
    },
  ],
});
