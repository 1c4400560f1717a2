import type { JsonObject } from '../../../src/json/json.ts';
import { volumeFilesValid } from '../../../src/rules/volumes/volume-files-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.volumes[0]';
const items = `${path}.downwardAPI.items`;
const item = { key: 'k', path: 'a' };
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
      name: 'one path twice where it is not projected',
      after: volume({ configMap: { name: 'a', items: [item, item] } }),
    },
  ],
  invalid: [
    {
      name: 'empty items',
      after: volume({ configMap: { name: 'a', items: [{}, null] } }),
      findings: [
        { messageId: 'missing', path: `${path}.configMap.items[0].key`, type: 'FieldValueRequired' },
        { messageId: 'missing', path: `${path}.configMap.items[0].path` },
        { messageId: 'missing', path: `${path}.configMap.items[1].key` },
        { messageId: 'missing', path: `${path}.configMap.items[1].path` },
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
          to: '/a',
          says: 'relative',
        },
        { messageId: 'mode', path: `${path}.secret.items[0].mode`, to: -1 },
        { messageId: 'path', path: `${path}.secret.items[1].path` },
        { messageId: 'path', path: `${path}.secret.items[2].path` },
      ],
    },
    {
      name: 'a path that is taken',
      after: volume({ projected: { sources: [{ secret: { items: [item] } }, { configMap: { items: [item] } }] } }),
      findings: [{ messageId: 'taken', path: `${path}.projected.sources[1].configMap.items[0].path`, to: 'a' }],
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
          ],
        },
      }),
      findings: [
        { messageId: 'noRef', path: `${items}[0]`, type: 'FieldValueRequired' },
        { messageId: 'twoRefs', path: `${items}[1]`, type: 'FieldValueInvalid' },
        { messageId: 'container', path: `${items}[2].resourceFieldRef.containerName`, type: 'FieldValueRequired' },
        { messageId: 'resource', path: `${items}[3].resourceFieldRef.resource` },
        { messageId: 'noResource', path: `${items}[4].resourceFieldRef.resource` },
        { messageId: 'divisor', path: `${items}[5].resourceFieldRef.divisor` },
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
            { path: 'd', fieldRef: { fieldPath: "metadata.uid['a']" } },
            { path: 'e', fieldRef: { fieldPath: "metadata.annotations['a b']" } },
          ],
        },
      }),
      findings: [
        { messageId: 'fieldPath', path: `${items}[0].fieldRef.fieldPath` },
        { messageId: 'noField', path: `${items}[1].fieldRef.fieldPath`, type: 'FieldValueNotSupported' },
        { messageId: 'version', path: `${items}[2].fieldRef.fieldPath` },
        { messageId: 'noSubscript', path: `${items}[3].fieldRef.fieldPath` },
        { messageId: 'key', path: `${items}[4].fieldRef.fieldPath` },
      ],
    },
  ],
});
