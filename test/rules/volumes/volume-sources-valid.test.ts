import type { JsonObject } from '../../../src/json/json.ts';
import { volumeSourcesValid } from '../../../src/rules/volumes/volume-sources-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0]';
const volume = (source: JsonObject) => pod({ volumes: [{ name: 'a', ...source }] });
const missing = (rows: [string, string][]) =>
  rows.map(([source, name]) => ({
    name: `${name} of ${source}`,
    after: volume({ [source]: {} }),
    findings: [{ messageId: 'missing', path: `${path}.${source}.${name}`, type: 'FieldValueRequired' as const }],
  }));

testRule(volumeSourcesValid, {
  valid: [
    { name: 'sources', after: volume({ secret: { secretName: 'a', defaultMode: 420 } }) },
    { name: 'a path of the node', after: volume({ hostPath: { path: '/var/log/..data', type: 'DirectoryOrCreate' } }) },
    { name: 'a size', after: volume({ emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } }) },
    { name: 'a driver in capitals', after: volume({ csi: { driver: 'Secrets.Example.com' } }) },
    {
      name: 'a template may leave the image open before 1.37',
      kind: 'Deployment',
      after: workload('Deployment', { volumes: [{ name: 'a', image: {} }] }),
    },
    { name: 'only the source that counts is looked at', after: volume({ emptyDir: {}, secret: {} }) },
  ],
  invalid: [
    ...missing([
      ['secret', 'secretName'],
      ['configMap', 'name'],
      ['persistentVolumeClaim', 'claimName'],
      ['hostPath', 'path'],
      ['csi', 'driver'],
      ['ephemeral', 'volumeClaimTemplate'],
      ['image', 'reference'],
    ]),
    {
      name: 'an image in a template from 1.37 on',
      kind: 'Deployment',
      minor: 37,
      after: workload('Deployment', { volumes: [{ name: 'a', image: {} }] }),
      findings: [{ messageId: 'missing', path: 'spec.template.spec.volumes[0].image.reference' }],
    },
    {
      name: 'nfs',
      after: volume({ nfs: { path: 'a' } }),
      findings: [
        { messageId: 'missing', path: `${path}.nfs.server` },
        { messageId: 'absolute', path: `${path}.nfs.path`, type: 'FieldValueInvalid', to: 'a' },
      ],
    },
    ...['secret', 'configMap', 'downwardAPI', 'projected'].map((source) => ({
      name: `mode of ${source}`,
      after: volume({ [source]: { secretName: 'a', name: 'a', defaultMode: 512 } }),
      findings: [{ messageId: 'mode', path: `${path}.${source}.defaultMode`, to: 512 }],
    })),
    {
      name: 'a negative size',
      after: volume({ emptyDir: { sizeLimit: '-1' } }),
      findings: [{ messageId: 'size', path: `${path}.emptyDir.sizeLimit`, type: 'FieldValueForbidden', to: '-1' }],
    },
    {
      name: 'hostPath',
      after: volume({ hostPath: { path: '/a/../b', type: 'Dir' } }),
      findings: [
        { messageId: 'path', path: `${path}.hostPath.path`, to: '/a/../b', says: "'..'" },
        { messageId: 'hostPathType', path: `${path}.hostPath.type`, type: 'FieldValueNotSupported', to: 'Dir' },
      ],
    },
    {
      name: 'csi',
      after: volume({ csi: { driver: 'a_b', nodePublishSecretRef: {} } }),
      findings: [
        { messageId: 'malformed', path: `${path}.csi.driver` },
        { messageId: 'missing', path: `${path}.csi.nodePublishSecretRef.name` },
      ],
    },
    {
      name: 'a long driver',
      after: volume({ csi: { driver: 'x'.repeat(64) } }),
      findings: [{ messageId: 'driverLength', path: `${path}.csi.driver`, type: 'FieldValueTooLong' }],
    },
    {
      name: 'the pull policy of an image',
      after: volume({ image: { reference: 'a', pullPolicy: 'Sometimes' } }),
      findings: [{ messageId: 'pullPolicy', path: `${path}.image.pullPolicy`, type: 'FieldValueNotSupported' }],
    },
  ],
});
