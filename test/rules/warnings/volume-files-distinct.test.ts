import type { Json, JsonObject } from '../../../src/json/json.ts';
import { volumeFilesDistinct } from '../../../src/rules/warnings/volume-files-distinct.ts';
import { pod } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const fix = 'Use another path for one of the two.';
const items = (...paths: Json[]) => paths.map((path) => ({ key: 'a', path }));
const configMap = (...paths: Json[]) => pod({ volumes: [{ name: 'config', configMap: { items: items(...paths) } }] });
const projected = (...sources: Json[]) => pod({ volumes: [{ name: 'all', projected: { sources } }] });
const source = (name: string, ...paths: Json[]): JsonObject => ({ [name]: { name: 'x', items: items(...paths) } });
const sources = 'spec.volumes[0].projected.sources';

testWarning(volumeFilesDistinct, {
  valid: [
    { name: 'different paths', after: configMap('a', 'b/c', 'b/d', 'bc', 'a-b') },
    { name: 'a version without this warning', minor: 31, after: configMap('a', 'a') },
    { name: 'paths that are empty or too long', after: configMap('', '/', null, 1, 'a'.repeat(5000), 'a') },
    {
      name: 'the same path in two volumes',
      after: pod({ volumes: [1, 2].map((n) => ({ name: `v${n}`, secret: { items: items('a') } })) }),
    },
    { name: 'a source that contains all keys', after: projected({ secret: { name: 'x' } }, { configMap: {} }) },
    {
      name: 'two equal paths of a projected volume, which are refused',
      after: projected(source('secret', 'a'), source('configMap', 'a')),
    },
  ],
  invalid: [
    {
      name: 'the same path twice',
      after: configMap('a/b', 'x', 'a/b/'),
      findings: [
        {
          messageId: 'same',
          path: 'spec.volumes[0].configMap.items[2].path',
          beside: 'spec.volumes[0].configMap.items[0].path',
          fix,
          says: 'has the same path, "a/b/"',
        },
      ],
    },
    {
      name: 'a path inside another one',
      after: pod({ volumes: [{ name: 'tls', secret: { items: items('a', 'a/b/c') } }] }),
      findings: [
        {
          messageId: 'inside',
          path: 'spec.volumes[0].secret.items[1].path',
          beside: 'spec.volumes[0].secret.items[0].path',
          fix,
          says: 'the file "a/b/c" is inside the path of another file of the volume, "a".',
        },
      ],
    },
    {
      name: 'a path around another one',
      after: pod({ volumes: [{ name: 'info', downwardAPI: { items: items('a/b/c', 'a/b') } }] }),
      findings: [
        {
          messageId: 'around',
          path: 'spec.volumes[0].downwardAPI.items[1].path',
          beside: 'spec.volumes[0].downwardAPI.items[0].path',
          fix,
          says: 'another file of the volume, "a/b/c", is inside the path of this one, "a/b".',
        },
      ],
    },
    {
      name: 'sources of a projected volume',
      after: projected(
        source('secret', 'token/a'),
        { serviceAccountToken: { path: 'token' } },
        { downwardAPI: { items: items('b') } },
        source('configMap', 'b/c'),
      ),
      findings: [
        {
          messageId: 'around',
          path: `${sources}[1].serviceAccountToken.path`,
          beside: `${sources}[0].secret.items[0].path`,
          fix,
        },
        {
          messageId: 'inside',
          path: `${sources}[3].configMap.items[0].path`,
          beside: `${sources}[2].downwardAPI.items[0].path`,
          fix,
        },
      ],
    },
    {
      name: 'a token with the path of another file, which kube-apiserver permits',
      after: projected(source('secret', 'a'), { serviceAccountToken: { path: 'a' } }),
      findings: [
        {
          messageId: 'same',
          path: `${sources}[1].serviceAccountToken.path`,
          beside: `${sources}[0].secret.items[0].path`,
          fix,
        },
      ],
    },
    {
      name: 'certificates',
      minor: 37,
      after: projected(
        { clusterTrustBundle: { path: 'ca' } },
        { podCertificate: { certificateChainPath: 'chain', keyPath: 'ca/key', credentialBundlePath: 'bundle' } },
      ),
      findings: [
        {
          messageId: 'inside',
          path: `${sources}[1].podCertificate.keyPath`,
          beside: `${sources}[0].clusterTrustBundle.path`,
          fix,
        },
      ],
    },
    {
      name: 'an entry without a source',
      after: projected({}),
      findings: [
        {
          messageId: 'empty',
          path: `${sources}[0]`,
          fix: 'Add a source such as configMap, or remove the entry.',
        },
      ],
    },
    {
      name: 'entries with a source that the version drops',
      minor: 36,
      after: projected({ clusterTrustBundle: { path: 'ca' } }, { podCertificate: {} }),
      findings: [
        ['clusterTrustBundle', 'ClusterTrustBundleProjection'],
        ['podCertificate', 'PodCertificateRequest'],
      ].map(([name, gate], i) => ({
        messageId: 'dropped',
        path: `${sources}[${i}]`,
        says: `the API server ignores ${name}, because the feature gate ${gate} is not on.`,
        fix: 'Turn on the feature gate, or use another source.',
      })),
    },
  ],
});
