import type { JsonObject } from '../../../src/json/json.ts';
import { volumeFilesValid } from '../../../src/rules/volumes/volume-files-valid.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0]';
const items = `${path}.downwardAPI.items`;
const item = { key: 'k', path: 'a' };
/** As long as names of containers can be. */
const many = Array.from({ length: 12 }, (_, i) => `${'c'.repeat(60)}${i + 10}`);
const volume = (source: JsonObject) => pod({ volumes: [{ name: 'a', ...source }] });

testRule(volumeFilesValid, {
  valid: [
    { name: 'keys', after: volume({ secret: { secretName: 'a', items: [{ key: 'k', path: 'a/b', mode: 0 }] } }) },
    {
      name: 'fields',
      after: volume({ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }),
    },
    {
      name: 'one path in two volumes',
      after: pod({
        volumes: [
          { name: 'a', configMap: { items: [item] } },
          { name: 'b', configMap: { items: [item] } },
        ],
      }),
    },
    {
      name: 'a duplicate path in a volume that is not projected',
      after: volume({ configMap: { name: 'a', items: [item, item] } }),
    },
    {
      name: 'only the first source of a volume is checked',
      after: volume({ emptyDir: {}, projected: { sources: [{ secret: { items: [{}] } }] } }),
    },
  ],
  invalid: [
    {
      name: 'users of files',
      minor: 37,
      featureGates: { AtomicWriteVolumeUserFields: true },
      after: volume({
        projected: {
          sources: [
            { secret: { items: [{ ...item, user: -1 }] } },
            { downwardAPI: { items: [{ path: 'b', fieldRef: { fieldPath: 'metadata.name' }, user: 2147483648 }] } },
          ],
        },
      }),
      findings: [['secret', -1] as const, ['downwardAPI', 2147483648] as const].map(([source, to], i) => ({
        messageId: 'user',
        path: `${path}.projected.sources[${i}].${source}.items[0].user`,
        type: 'FieldValueInvalid' as const,
        fix: 'Set user to the ID of a user, such as 1000.',
        to,
      })),
    },
    {
      name: 'without the gate, the server drops the users of the first source only',
      minor: 37,
      after: volume({
        projected: {
          sources: [
            { secret: { items: [{ ...item, user: -1 }] }, configMap: { items: [{ key: 'a', path: 'b', user: -1 }] } },
          ],
        },
      }),
      findings: [
        {
          messageId: 'user',
          path: `${path}.projected.sources[0].configMap.items[0].user`,
          type: 'FieldValueInvalid',
          fix: 'Set user to the ID of a user, such as 1000.',
          to: -1,
        },
      ],
    },
    {
      name: 'empty items',
      after: volume({ configMap: { name: 'a', items: [{}, null] } }),
      findings: [
        {
          messageId: 'keyMissing',
          path: `${path}.configMap.items[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of the ConfigMap that becomes the file.',
        },
        {
          messageId: 'missing',
          path: `${path}.configMap.items[0].path`,
          type: 'FieldValueRequired',
          fix: 'Set path to the path of the file in the volume, such as "app.conf".',
        },
        {
          messageId: 'keyMissing',
          path: `${path}.configMap.items[1].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of the ConfigMap that becomes the file.',
        },
        {
          messageId: 'missing',
          path: `${path}.configMap.items[1].path`,
          type: 'FieldValueRequired',
          fix: 'Set path to the path of the file in the volume, such as "app.conf".',
        },
      ],
    },
    {
      name: 'paths and modes',
      after: volume({
        secret: {
          items: [
            { key: 'k', path: '/a', mode: -1 },
            { key: 'k', path: '..a' },
            { key: 'k', path: 'a/..' },
          ],
        },
      }),
      findings: [
        {
          messageId: 'path',
          path: `${path}.secret.items[0].path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to the path of the file in the volume, such as "app.conf".',
          to: '/a',
        },
        {
          messageId: 'mode',
          path: `${path}.secret.items[0].mode`,
          type: 'FieldValueInvalid',
          fix: 'Set mode to a mode such as 0644. In JSON, write 420.',
          to: -1,
        },
        {
          messageId: 'path',
          path: `${path}.secret.items[1].path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to the path of the file in the volume, such as "app.conf".',
        },
        {
          messageId: 'path',
          path: `${path}.secret.items[2].path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to the path of the file in the volume, such as "app.conf".',
        },
      ],
    },
    {
      name: 'the key of a Secret, and a mode that is octal in YAML',
      after: volume({ secret: { items: [{ path: 'a', mode: 644 }] } }),
      findings: [
        {
          messageId: 'keyMissing',
          path: `${path}.secret.items[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of the Secret that becomes the file.',
        },
        {
          messageId: 'modeOctal',
          path: `${path}.secret.items[0].mode`,
          type: 'FieldValueInvalid',
          fix: 'Set mode to 0644 in YAML, or to 420 in JSON.',
          to: 644,
        },
      ],
    },
    {
      name: 'modes that are not octal numbers',
      after: volume({
        secret: {
          items: [888, 800, 1777, 8888, '888', '644'].map((mode, i) => ({ key: 'k', path: `file${i}`, mode })),
        },
      }),
      findings: [
        ...[0, 1].map((i) => ({
          messageId: 'modeDigits',
          path: `${path}.secret.items[${i}].mode`,
          type: 'FieldValueInvalid' as const,
          fix: 'Set mode to a mode such as 0644. In JSON, write 420.',
          says: 'octal numbers have only the digits 0 to 7.',
        })),
        ...[2, 3, 4, 5].map((i) => ({
          messageId: 'mode',
          path: `${path}.secret.items[${i}].mode`,
          type: 'FieldValueInvalid' as const,
          fix: 'Set mode to a mode such as 0644. In JSON, write 420.',
        })),
      ],
    },
    {
      name: 'no containerName, where two containers have a valid name',
      after: pod({
        containers: [container(), container({ name: 'B' })],
        initContainers: [container({ name: 'setup' })],
        ephemeralContainers: [container({ name: 'debug' })],
        volumes: [{ name: 'a', downwardAPI: { items: [{ path: 'c', resourceFieldRef: { resource: 'limits.cpu' } }] } }],
      }),
      findings: [
        {
          messageId: 'container',
          path: `${items}[0].resourceFieldRef.containerName`,
          type: 'FieldValueRequired',
          fix: 'Set containerName to one of "web", "setup".',
        },
      ],
    },
    {
      name: 'no containerName, where no container has a name',
      after: pod({
        containers: [{}],
        volumes: [{ name: 'a', downwardAPI: { items: [{ path: 'c', resourceFieldRef: { resource: 'limits.cpu' } }] } }],
      }),
      findings: [
        {
          messageId: 'container',
          path: `${items}[0].resourceFieldRef.containerName`,
          type: 'FieldValueRequired',
          fix: 'Set containerName to the name of a container.',
        },
      ],
    },
    {
      name: 'no containerName, where there are many containers',
      after: pod({
        containers: many.map((name) => container({ name })),
        volumes: [{ name: 'a', downwardAPI: { items: [{ path: 'c', resourceFieldRef: { resource: 'limits.cpu' } }] } }],
      }),
      findings: [
        {
          messageId: 'container',
          path: `${items}[0].resourceFieldRef.containerName`,
          type: 'FieldValueRequired',
          fix: 'Set containerName to a name such as "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc10".',
        },
      ],
    },
    {
      name: 'two items of a projected volume without a path',
      after: volume({ projected: { sources: [{ secret: { items: [{ key: 'a' }, { key: 'b' }] } }] } }),
      findings: [0, 1].map((i) => ({
        messageId: 'missing',
        path: `${path}.projected.sources[0].secret.items[${i}].path`,
        type: 'FieldValueRequired',
        fix: 'Set path to the path of the file in the volume, such as "app.conf".',
      })),
    },
    {
      name: 'a duplicate path',
      after: volume({ projected: { sources: [{ secret: { items: [item] } }, { configMap: { items: [item] } }] } }),
      findings: [
        {
          messageId: 'taken',
          path: `${path}.projected.sources[1].configMap.items[0].path`,
          type: 'FieldValueDuplicate',
          fix: 'Set path to another path.',
          beside: 'spec.volumes[0].projected.sources[0].secret.items[0].path',
          to: 'a',
          says: `${path}.projected.sources[0].secret.items[0] has`,
        },
      ],
    },
    {
      name: 'a duplicate path of certificates',
      minor: 37,
      after: volume({
        projected: {
          sources: [
            { secret: { items: [item] } },
            { clusterTrustBundle: { path: 'a' } },
            { podCertificate: { keyPath: 'b', certificateChainPath: 'b' } },
          ],
        },
      }),
      findings: [
        {
          messageId: 'taken',
          path: `${path}.projected.sources[1].clusterTrustBundle.path`,
          type: 'FieldValueDuplicate',
          fix: 'Set path to another path.',
          beside: `${path}.projected.sources[0].secret.items[0].path`,
          to: 'a',
        },
        {
          messageId: 'taken',
          path: `${path}.projected.sources[2].podCertificate.certificateChainPath`,
          type: 'FieldValueDuplicate',
          fix: 'Set certificateChainPath to another path.',
          beside: `${path}.projected.sources[2].podCertificate.keyPath`,
          to: 'b',
        },
      ],
    },
    {
      name: 'the downward API',
      after: volume({
        downwardAPI: {
          items: [
            { path: 'a' },
            { path: 'b', fieldRef: { fieldPath: 'metadata.uid' }, resourceFieldRef: {} },
            { path: 'c', resourceFieldRef: { resource: 'limits.cpu' } },
            { path: 'd', resourceFieldRef: { containerName: 'web' } },
            { path: 'e', resourceFieldRef: { containerName: 'web', resource: 'gpu' } },
            { path: 'f', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu', divisor: '1Ki' } },
            { path: 'g', resourceFieldRef: { containerName: 'web', resource: 'limits.memory', divisor: '2Mi' } },
          ],
        },
      }),
      findings: [
        {
          messageId: 'noRef',
          path: `${items}[0]`,
          type: 'FieldValueRequired',
          fix: 'Add a reference such as fieldRef: {fieldPath: metadata.labels}.',
        },
        {
          messageId: 'twoRefs',
          path: `${items}[1]`,
          type: 'FieldValueForbidden',
          fix: 'Move one of the two to an item of its own.',
        },
        {
          messageId: 'container',
          path: `${items}[2].resourceFieldRef.containerName`,
          type: 'FieldValueRequired',
          fix: 'Set containerName to "web".',
        },
        {
          messageId: 'resource',
          path: `${items}[3].resourceFieldRef.resource`,
          type: 'FieldValueRequired',
          fix: 'Set resource to a request or limit such as limits.cpu.',
        },
        {
          messageId: 'noResource',
          path: `${items}[4].resourceFieldRef.resource`,
          type: 'FieldValueNotSupported',
          says: 'supported values: "limits.cpu", "limits.memory"',
        },
        {
          messageId: 'divisor',
          path: `${items}[5].resourceFieldRef.divisor`,
          type: 'FieldValueInvalid',
          fix: 'Remove divisor to use 1.',
        },
        {
          messageId: 'divisorUnit',
          path: `${items}[6].resourceFieldRef.divisor`,
          type: 'FieldValueInvalid',
          fix: 'Remove divisor to use 1.',
        },
      ],
    },
    {
      name: 'fields of the downward API',
      after: volume({
        downwardAPI: {
          items: [
            { path: 'a', fieldRef: {} },
            { path: 'b', fieldRef: { fieldPath: 'spec.nodeName' } },
            { path: 'c', fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v0' } },
            { path: 'c2', fieldRef: { fieldPath: 'metadata.nam' } },
            { path: 'c3', fieldRef: { fieldPath: 'metadata.labls' } },
            { path: 'd', fieldRef: { fieldPath: "metadata.uid['a']" } },
            { path: 'e', fieldRef: { fieldPath: "metadata.annotations['a b']" } },
          ],
        },
      }),
      findings: [
        {
          messageId: 'fieldPath',
          path: `${items}[0].fieldRef.fieldPath`,
          type: 'FieldValueRequired',
          fix: 'Set fieldPath to a field such as metadata.name.',
        },
        {
          messageId: 'noField',
          path: `${items}[1].fieldRef.fieldPath`,
          type: 'FieldValueNotSupported',
          fix: 'A volume cannot contain spec.nodeName. Use an environment variable instead.',
          says: 'supported values: "metadata.name", "metadata.namespace"',
        },
        {
          messageId: 'version',
          path: `${items}[2].fieldRef.apiVersion`,
          type: 'FieldValueNotSupported',
          fix: 'Remove apiVersion.',
          says: 'supported values: "v1".',
        },
        {
          messageId: 'noField',
          path: `${items}[3].fieldRef.fieldPath`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "metadata.name"?',
        },
        {
          messageId: 'noField',
          path: `${items}[4].fieldRef.fieldPath`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "metadata.labels"?',
        },
        {
          messageId: 'noSubscript',
          path: `${items}[5].fieldRef.fieldPath`,
          type: 'FieldValueInvalid',
          fix: 'Set fieldPath to metadata.uid.',
        },
        {
          messageId: 'key',
          path: `${items}[6].fieldRef.fieldPath`,
          type: 'FieldValueInvalid',
          fix: 'Use the key of an annotation of the Pod.',
        },
      ],
    },
  ],
});
