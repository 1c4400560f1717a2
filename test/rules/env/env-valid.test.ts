import type { CauseType } from '../../../src/rules/finding.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { envValid } from '../../../src/rules/env/env-valid.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].env';
const at = `${path}[0].valueFrom`;
const env = (...variables: Json[]) => podWith({ env: variables });
const from = (valueFrom: JsonObject) => env({ name: 'A', valueFrom });
const fields = (rows: [string, string, CauseType][]) =>
  rows.map(([fieldPath, messageId, type]) => ({
    name: `the field ${JSON.stringify(fieldPath)}`,
    after: from({ fieldRef: { fieldPath } }),
    findings: [{ messageId, path: `${at}.fieldRef.fieldPath`, type }],
  }));

testRule(envValid, {
  valid: [
    { name: 'values', after: env({ name: 'A', value: '1' }, { name: 'with spaces', value: '' }, { name: '1st.a-b' }) },
    { name: 'a field', after: from({ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }) },
    { name: 'a label', after: from({ fieldRef: { fieldPath: "metadata.labels['example.com/app']" } }) },
    {
      name: 'an annotation in capitals',
      after: from({ fieldRef: { fieldPath: "metadata.annotations['Example.com/App']" } }),
    },
    { name: 'the former name of the node', after: from({ fieldRef: { fieldPath: 'spec.host' } }) },
    { name: 'a resource', after: from({ resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } }) },
    { name: 'huge pages', after: from({ resourceFieldRef: { resource: 'limits.hugepages-2Mi', divisor: '0' } }) },
    { name: 'a key', after: from({ configMapKeyRef: { name: 'settings', key: 'log.level' } }) },
    { name: 'a file', after: from({ fileKeyRef: { volumeName: 'data', path: 'a/env', key: 'A' } }) },
    { name: 'null is no source', after: env({ name: 'A', valueFrom: null }) },
  ],
  invalid: [
    {
      name: 'names',
      after: env({ value: '1' }, { name: 'A=B' }, { name: 'ü' }, 1),
      findings: [
        { messageId: 'missing', path: `${path}[0].name`, type: 'FieldValueRequired' },
        { messageId: 'name', path: `${path}[1].name`, type: 'FieldValueInvalid', to: 'A=B' },
        { messageId: 'name', path: `${path}[2].name` },
        { messageId: 'missing', path: `${path}[3].name` },
      ],
    },
    {
      name: 'no source',
      after: from({}),
      findings: [{ messageId: 'noSource', path: at, type: 'FieldValueInvalid', says: 'fileKeyRef' }],
    },
    {
      name: 'a file before 1.35',
      minor: 34,
      after: from({ fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } }),
      findings: [{ messageId: 'noSource', path: at, hides: 'fileKeyRef' }],
    },
    {
      name: 'a value and a source',
      after: env({ name: 'A', value: 'hunter2', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }),
      findings: [{ messageId: 'both', path: at, hides: 'hunter2' }],
    },
    {
      name: 'two sources',
      after: from({ secretKeyRef: { name: 's', key: 'k' }, configMapKeyRef: { name: 's', key: 'k' } }),
      findings: [{ messageId: 'twoSources', path: at }],
    },
    {
      name: 'keys',
      after: from({ secretKeyRef: { name: '', key: '' }, configMapKeyRef: { name: 'A', key: '..a' } }),
      findings: [
        { messageId: 'twoSources', path: at },
        { messageId: 'empty', path: `${at}.secretKeyRef.name`, type: 'FieldValueInvalid' },
        { messageId: 'empty', path: `${at}.secretKeyRef.key`, type: 'FieldValueRequired' },
        { messageId: 'malformed', path: `${at}.configMapKeyRef.name`, to: 'A' },
        { messageId: 'malformed', path: `${at}.configMapKeyRef.key`, to: '..a' },
      ],
    },
    {
      name: 'a file outside the volume',
      after: from({ fileKeyRef: { volumeName: 'A', path: '../a' } }),
      findings: [
        { messageId: 'empty', path: `${at}.fileKeyRef.key` },
        { messageId: 'malformed', path: `${at}.fileKeyRef.volumeName` },
        { messageId: 'malformed', path: `${at}.fileKeyRef.path` },
      ],
    },
    ...fields([
      ['', 'fieldPath', 'FieldValueRequired'],
      ['metadata.labels', 'noField', 'FieldValueNotSupported'],
      ['status.phase', 'noField', 'FieldValueNotSupported'],
      ['spec.replicas', 'noField', 'FieldValueInvalid'],
      ["metadata.name['a']", 'noSubscript', 'FieldValueInvalid'],
      ["metadata.labels['a b']", 'key', 'FieldValueInvalid'],
      ["metadata.labels['']", 'key', 'FieldValueInvalid'],
      ["['a']", 'noField', 'FieldValueInvalid'],
    ]),
    {
      name: 'another version of the Pod',
      after: from({ fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } }),
      findings: [{ messageId: 'version', path: `${at}.fieldRef.fieldPath` }],
    },
    {
      name: 'no resource',
      after: from({ resourceFieldRef: {} }),
      findings: [{ messageId: 'resource', path: `${at}.resourceFieldRef.resource`, type: 'FieldValueRequired' }],
    },
    {
      name: 'an unknown resource',
      after: from({ resourceFieldRef: { resource: 'limits.gpu', divisor: '7' } }),
      findings: [{ messageId: 'noResource', path: `${at}.resourceFieldRef.resource`, type: 'FieldValueNotSupported' }],
    },
    ...['1e3', '1024', '1024Mi1', '2', '1m'].map((divisor) => ({
      name: `memory in units of ${divisor}`,
      after: from({ resourceFieldRef: { resource: 'limits.memory', divisor } }),
      findings: [{ messageId: 'divisor', path: `${at}.resourceFieldRef.divisor`, to: divisor }],
    })),
  ],
});
