import type { JsonObject } from '../../../src/json/json.ts';
import { volumeSourcesValid } from '../../../src/rules/volumes/volume-sources-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0]';
const volume = (source: JsonObject) => pod({ volumes: [{ name: 'a', ...source }] });
const missing = (rows: [source: string, name: string, fix: string][]) =>
  rows.map(([source, name, fix]) => ({
    name: `${name} of ${source}`,
    after: volume({ [source]: {} }),
    findings: [{ messageId: 'missing', path: `${path}.${source}.${name}`, type: 'FieldValueRequired' as const, fix }],
  }));

testRule(volumeSourcesValid, {
  valid: [
    {
      name: 'the server drops the default user',
      minor: 37,
      after: volume({ secret: { secretName: 'a', defaultUser: -1 } }),
    },
    { name: 'the server drops the mode of emptyDir', minor: 37, after: volume({ emptyDir: { mode: -1 } }) },
    {
      name: 'the largest default user, and the largest mode of emptyDir',
      minor: 37,
      featureGates: { AtomicWriteVolumeUserFields: true, EmptyDirVolumeMode: true },
      after: pod({
        volumes: [
          { name: 'a', secret: { secretName: 'a', defaultUser: 2147483647 } },
          { name: 'b', emptyDir: { mode: 1023 } },
        ],
      }),
    },
    { name: 'sources', after: volume({ secret: { secretName: 'a', defaultMode: 420 } }) },
    { name: 'a path of the node', after: volume({ hostPath: { path: '/var/log/..data', type: 'DirectoryOrCreate' } }) },
    { name: 'a size of 0', after: volume({ emptyDir: { sizeLimit: 0 } }) },
    { name: 'the path of an NFS server', after: volume({ nfs: { server: 'a', path: '/exports' } }) },
    { name: 'the longest driver', after: volume({ csi: { driver: 'x'.repeat(63) } }) },
    { name: 'the template of a claim', after: volume({ ephemeral: { volumeClaimTemplate: { spec: {} } } }) },
    { name: 'the source of a single storage system', after: volume({ iscsi: {} }) },
    { name: 'a size', after: volume({ emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } }) },
    { name: 'a driver in capitals', after: volume({ csi: { driver: 'Secrets.Example.com' } }) },
    {
      name: 'another open image in a template that was stored with one',
      minor: 37,
      before: workload('Deployment', { volumes: [{ name: 'a', image: {} }] }),
      after: workload('Deployment', { volumes: ['a', 'b'].map((name) => ({ name, image: {} })) }),
    },
    {
      name: 'a template may leave the image open before 1.37',
      after: workload('Deployment', { volumes: [{ name: 'a', image: {} }] }),
    },
    { name: 'only the first source is checked', after: volume({ emptyDir: {}, secret: {} }) },
  ],
  invalid: [
    ...['secret', 'configMap', 'downwardAPI', 'projected'].map((source) => ({
      name: `default user of ${source}`,
      minor: 37,
      featureGates: { AtomicWriteVolumeUserFields: true },
      after: volume({ [source]: { secretName: 'a', name: 'a', defaultUser: 2147483648 } }),
      findings: [
        {
          messageId: 'user',
          path: `${path}.${source}.defaultUser`,
          type: 'FieldValueInvalid' as const,
          fix: 'Set defaultUser to the ID of a user, such as 1000.',
          to: 2147483648,
        },
      ],
    })),
    {
      name: 'the server drops the default user of the ConfigMap only',
      minor: 37,
      after: volume({ downwardAPI: { defaultUser: -1 }, configMap: { defaultUser: -1 } }),
      findings: [
        {
          messageId: 'user',
          path: `${path}.downwardAPI.defaultUser`,
          type: 'FieldValueInvalid',
          fix: 'Set defaultUser to the ID of a user, such as 1000.',
          to: -1,
        },
      ],
    },
    {
      name: 'a mode of emptyDir',
      minor: 37,
      featureGates: { EmptyDirVolumeMode: true },
      after: volume({ emptyDir: { mode: 1024 } }),
      findings: [
        {
          messageId: 'emptyDirMode',
          path: `${path}.emptyDir.mode`,
          type: 'FieldValueInvalid',
          fix: 'Set mode to a mode such as 01777. In JSON, write 1023.',
          to: 1024,
        },
      ],
    },
    ...missing([
      ['secret', 'secretName', 'Set secretName to the name of a Secret in the namespace of the Pod.'],
      ['configMap', 'name', 'Set name to the name of a ConfigMap in the namespace of the Pod.'],
      [
        'persistentVolumeClaim',
        'claimName',
        'Set claimName to the name of a PersistentVolumeClaim in the namespace of the Pod.',
      ],
      ['hostPath', 'path', 'Set path to the full path on the node.'],
      ['csi', 'driver', 'Set driver to a name that kubectl get csidrivers lists.'],
      [
        'ephemeral',
        'volumeClaimTemplate',
        'Set volumeClaimTemplate to a template with the spec of a PersistentVolumeClaim.',
      ],
      ['image', 'reference', 'Set reference to an image, such as "registry.example.com/data:1.0".'],
    ]),
    {
      name: 'an image in a template from 1.37 on',
      minor: 37,
      after: workload('Deployment', { volumes: [{ name: 'a', image: {} }] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.template.spec.volumes[0].image.reference',
          type: 'FieldValueRequired',
          fix: 'Set reference to an image, such as "registry.example.com/data:1.0".',
        },
      ],
    },
    {
      name: 'an NFS server and a type of a path on the node, both without a path',
      after: pod({
        volumes: [
          { name: 'a', nfs: { server: 'a' } },
          { name: 'b', hostPath: { type: 'Dir' } },
        ],
      }),
      findings: [
        {
          messageId: 'missing',
          path: `${path}.nfs.path`,
          type: 'FieldValueRequired',
          fix: 'Set path to the path that the NFS server exports, such as "/exports/data".',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[1].hostPath.path',
          type: 'FieldValueRequired',
          fix: 'Set path to the full path on the node.',
        },
      ],
    },
    {
      name: 'nfs',
      after: volume({ nfs: { path: 'a' } }),
      findings: [
        {
          messageId: 'missing',
          path: `${path}.nfs.server`,
          type: 'FieldValueRequired',
          fix: 'Set server to the hostname or IP address of the NFS server.',
        },
        {
          messageId: 'absolute',
          path: `${path}.nfs.path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to "/a".',
          to: 'a',
        },
      ],
    },
    ...['secret', 'configMap', 'downwardAPI', 'projected'].map((source) => ({
      name: `mode of ${source}`,
      after: volume({ [source]: { secretName: 'a', name: 'a', defaultMode: 1000 } }),
      findings: [
        {
          messageId: 'mode',
          path: `${path}.${source}.defaultMode`,
          type: 'FieldValueInvalid' as const,
          fix: 'Set defaultMode to a mode such as 0644. In JSON, write 420.',
          to: 1000,
        },
      ],
    })),
    {
      name: 'a negative size',
      after: volume({ emptyDir: { sizeLimit: '-1' } }),
      findings: [
        {
          messageId: 'size',
          path: `${path}.emptyDir.sizeLimit`,
          type: 'FieldValueInvalid',
          fix: 'Set sizeLimit to a quantity such as 500Mi, or remove it.',
          to: '-1',
        },
      ],
    },
    {
      name: 'a mode that is octal in YAML',
      after: volume({ secret: { secretName: 'a', defaultMode: 755 } }),
      findings: [
        {
          messageId: 'modeOctal',
          path: `${path}.secret.defaultMode`,
          type: 'FieldValueInvalid',
          fix: 'Set defaultMode to 0755 in YAML, or to 493 in JSON.',
          to: 755,
        },
      ],
    },
    {
      name: 'a mode with a digit that is not octal',
      after: volume({ secret: { secretName: 'a', defaultMode: 689 } }),
      findings: [
        {
          messageId: 'modeDigits',
          path: `${path}.secret.defaultMode`,
          type: 'FieldValueInvalid',
          fix: 'Set defaultMode to a mode such as 0644. In JSON, write 420.',
          to: 689,
        },
      ],
    },
    {
      name: 'hostPath',
      after: volume({ hostPath: { path: '/a/../b', type: 'Dir' } }),
      findings: [
        {
          messageId: 'path',
          path: `${path}.hostPath.path`,
          type: 'FieldValueInvalid',
          fix: 'Set path to the full path on the node.',
          to: '/a/../b',
        },
        {
          messageId: 'hostPathType',
          path: `${path}.hostPath.type`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Directory"?',
          to: 'Dir',
        },
      ],
    },
    {
      name: 'csi',
      after: volume({ csi: { driver: 'a_b', nodePublishSecretRef: {} } }),
      findings: [
        {
          messageId: 'malformed',
          path: `${path}.csi.driver`,
          type: 'FieldValueInvalid',
          fix: 'Set driver to a name that kubectl get csidrivers lists.',
        },
        {
          messageId: 'missing',
          path: `${path}.csi.nodePublishSecretRef.name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
        },
      ],
    },
    {
      name: 'the Secret of csi',
      after: volume({ csi: { driver: 'a', nodePublishSecretRef: { name: 'a_b' } } }),
      findings: [
        {
          messageId: 'malformed',
          path: `${path}.csi.nodePublishSecretRef.name`,
          type: 'FieldValueInvalid',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
          to: 'a_b',
        },
      ],
    },
    {
      name: 'a driver is shown as it is written',
      after: volume({ csi: { driver: 'A_B' } }),
      findings: [
        {
          messageId: 'malformed',
          path: `${path}.csi.driver`,
          type: 'FieldValueInvalid',
          fix: 'Set driver to a name that kubectl get csidrivers lists.',
          to: 'A_B',
        },
      ],
    },
    {
      name: 'a long driver',
      after: volume({ csi: { driver: 'x'.repeat(64) } }),
      findings: [
        {
          messageId: 'driverLength',
          path: `${path}.csi.driver`,
          type: 'FieldValueTooLong',
          fix: 'Set driver to a name that kubectl get csidrivers lists.',
        },
      ],
    },
    {
      name: 'the pull policy of an image',
      after: volume({ image: { reference: 'a', pullPolicy: 'Sometimes' } }),
      findings: [
        {
          messageId: 'pullPolicy',
          path: `${path}.image.pullPolicy`,
          type: 'FieldValueNotSupported',
          says: 'supported values: "Always", "IfNotPresent", "Never".',
        },
      ],
    },
    {
      name: 'no pull policy of an image that was stored before the gate was turned off',
      minor: 34,
      before: volume({ image: { reference: 'a', pullPolicy: 'Always' } }),
      after: volume({ image: { reference: 'a' } }),
      findings: [
        {
          messageId: 'pullPolicyMissing',
          path: `${path}.image.pullPolicy`,
          type: 'FieldValueRequired',
          fix: 'Set pullPolicy to Always, IfNotPresent or Never.',
        },
      ],
    },
  ],
});
