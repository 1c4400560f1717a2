import type { CauseType } from '../../../src/text/field-error.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { envValid } from '../../../src/rules/env/env-valid.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].env';
const at = `${path}[0].valueFrom`;
const env = (...variables: Json[]) => podWith({ env: variables });
const fromFile = { fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } };
const from = (valueFrom: JsonObject) => env({ name: 'A', valueFrom });
const fields = (rows: [string, string, CauseType, string?][]) =>
  rows.map(([fieldPath, messageId, type, fix]) => ({
    name: `the field ${JSON.stringify(fieldPath)}`,
    after: from({ fieldRef: { fieldPath } }),
    findings: [{ messageId, path: `${at}.fieldRef.fieldPath`, type, ...(fix === undefined ? {} : { fix }) }],
  }));

testRule(envValid, {
  valid: [
    {
      name: 'names and values',
      after: env({ name: 'A', value: '1' }, { name: 'with spaces', value: '' }, { name: '1st.a-b' }),
    },
    { name: 'a field', after: from({ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }) },
    { name: 'a label', after: from({ fieldRef: { fieldPath: "metadata.labels['example.com/app']" } }) },
    {
      name: 'an annotation key in uppercase',
      after: from({ fieldRef: { fieldPath: "metadata.annotations['Example.com/App']" } }),
    },
    { name: 'spec.host, the former name of spec.nodeName', after: from({ fieldRef: { fieldPath: 'spec.host' } }) },
    { name: 'an empty apiVersion', after: from({ fieldRef: { apiVersion: '', fieldPath: 'metadata.name' } }) },
    ...['1', '1m', 1, '1000m', '0.0009765625Ki'].map((divisor) => ({
      name: `the divisor ${JSON.stringify(divisor)} of a cpu`,
      after: from({ resourceFieldRef: { resource: 'requests.cpu', divisor } }),
    })),
    ...[1, '1', '1k', '1M', '1E', '1Ki', '1Ei'].map((divisor) => ({
      name: `the divisor ${JSON.stringify(divisor)} of memory`,
      after: from({ resourceFieldRef: { resource: 'requests.memory', divisor } }),
    })),
    {
      name: 'a divisor with an exponent',
      after: from({ resourceFieldRef: { resource: 'limits.memory', divisor: '10e-1' } }),
    },
    { name: 'a resource', after: from({ resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } }) },
    { name: 'huge pages', after: from({ resourceFieldRef: { resource: 'limits.hugepages-2Mi', divisor: '0' } }) },
    { name: 'a key', after: from({ configMapKeyRef: { name: 'settings', key: 'log.level' } }) },
    { name: 'a file', after: from({ fileKeyRef: { volumeName: 'data', path: 'a/env', key: 'A' } }) },
    { name: 'valueFrom: null', after: env({ name: 'A', valueFrom: null }) },
    {
      name: 'a fileKeyRef beside a stored one, with EnvFiles off',
      featureGates: { EnvFiles: false },
      before: env({ name: 'A', valueFrom: fromFile }),
      after: env({ name: 'A', valueFrom: fromFile }, { name: 'B', valueFrom: fromFile }),
    },
    {
      name: 'a relaxed name beside a stored one, with RelaxedEnvironmentVariableValidation off',
      minor: 33,
      featureGates: { RelaxedEnvironmentVariableValidation: false },
      before: env({ name: 'with spaces' }),
      after: env({ name: 'with spaces' }, { name: '1st' }),
    },
    {
      name: 'a relaxed name beside a stored prefix, with RelaxedEnvironmentVariableValidation off',
      minor: 33,
      featureGates: { RelaxedEnvironmentVariableValidation: false },
      before: podWith({ envFrom: [{ prefix: '1' }] }),
      after: podWith({ envFrom: [{ prefix: '1' }], env: [{ name: '1st' }] }),
    },
  ],
  invalid: [
    {
      name: 'missing and invalid names',
      after: env({ value: '1' }, { name: 'DB_PASSWORD=hunter2' }, { name: 'GRÖSSE' }, 1),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to a name such as "LOG_LEVEL".',
        },
        {
          messageId: 'assignment',
          path: `${path}[1].name`,
          type: 'FieldValueInvalid',
          fix: "Set name to the text before the first '=', and value to the text after it.",
          says: '"DB_PASSWORD…"',
          hides: 'hunter2',
        },
        {
          messageId: 'name',
          path: `${path}[2].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "LOG_LEVEL".',
        },
        {
          messageId: 'missing',
          path: `${path}[3].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to a name such as "LOG_LEVEL".',
        },
      ],
    },
    {
      name: 'no source',
      after: from({}),
      findings: [
        {
          messageId: 'noSource',
          path: 'spec.containers[0].env[0].valueFrom',
          type: 'FieldValueRequired',
          fix: 'Add one of these sources, or remove valueFrom and set value.',
        },
      ],
    },
    {
      name: 'a fileKeyRef before 1.35, which the server drops',
      minor: 34,
      after: from({ fileKeyRef: { volumeName: 'data', path: 'a', key: 'A' } }),
      findings: [
        {
          messageId: 'noSource',
          path: 'spec.containers[0].env[0].valueFrom',
          type: 'FieldValueRequired',
          fix: 'Add one of these sources, or remove valueFrom and set value.',
          hides: 'fileKeyRef',
        },
      ],
    },
    {
      name: 'value and valueFrom',
      after: env({ name: 'A', value: 'hunter2', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }),
      findings: [
        {
          messageId: 'both',
          path: at,
          beside: 'spec.containers[0].env[0].value',
          type: 'FieldValueForbidden',
          fix: 'Remove value or valueFrom.',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'two sources',
      after: from({ secretKeyRef: { name: 's', key: 'k' }, configMapKeyRef: { name: 's', key: 'k' } }),
      findings: [
        { messageId: 'twoSources', path: at, type: 'FieldValueForbidden', fix: 'Remove all but one of these sources.' },
      ],
    },
    {
      name: 'three sources of a variable with a value in its name',
      after: env({
        name: 'TOKEN=hunter2',
        valueFrom: {
          secretKeyRef: { name: 's', key: 'k' },
          configMapKeyRef: { name: 's', key: 'k' },
          fieldRef: { fieldPath: 'metadata.name' },
        },
      }),
      findings: [
        {
          messageId: 'assignment',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: "Set name to the text before the first '=', and value to the text after it.",
          hides: 'hunter2',
        },
        {
          messageId: 'twoSources',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Remove all but one of these sources.',
          says: 'fieldRef, configMapKeyRef and secretKeyRef',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'missing and invalid names and keys',
      after: from({ secretKeyRef: { name: '', key: '' }, configMapKeyRef: { name: 'A', key: '..a' } }),
      findings: [
        { messageId: 'twoSources', path: at, type: 'FieldValueForbidden', fix: 'Remove all but one of these sources.' },
        {
          messageId: 'empty',
          path: 'spec.containers[0].env[0].valueFrom.secretKeyRef.name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
        },
        {
          messageId: 'empty',
          path: 'spec.containers[0].env[0].valueFrom.secretKeyRef.key',
          type: 'FieldValueRequired',
          fix: 'Set key to a key of the Secret.',
        },
        {
          messageId: 'malformed',
          path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef.name',
          type: 'FieldValueInvalid',
          fix: 'Set name to the name of a ConfigMap in the namespace of the Pod.',
          to: 'A',
        },
        {
          messageId: 'malformed',
          path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
          type: 'FieldValueInvalid',
          fix: 'Set key to a key of the ConfigMap.',
          to: '..a',
        },
      ],
    },
    {
      name: 'a fileKeyRef without a key, to a file outside the volume',
      after: from({ fileKeyRef: { volumeName: 'A', path: '../a' } }),
      findings: [
        {
          messageId: 'empty',
          path: `${at}.fileKeyRef.key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the name of a variable in the file.',
        },
        {
          messageId: 'malformed',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName',
          type: 'FieldValueInvalid',
          fix: 'Set volumeName to the name of an emptyDir volume of the Pod.',
        },
        {
          messageId: 'malformed',
          path: 'spec.containers[0].env[0].valueFrom.fileKeyRef.path',
          type: 'FieldValueInvalid',
          fix: 'Set path to the path of the file in the volume.',
        },
      ],
    },
    ...fields([
      ['', 'fieldPath', 'FieldValueRequired', 'Set fieldPath to a field such as metadata.name.'],
      ['metadata.labels', 'noField', 'FieldValueNotSupported', `Did you mean "metadata.labels['KEY']"?`],
      ['status.phase', 'noField', 'FieldValueNotSupported'],
      ['metadata.id', 'noField', 'FieldValueNotSupported'],
      ["metadata.labels[']", 'noField', 'FieldValueNotSupported', `Did you mean "metadata.labels['KEY']"?`],
      ['metadata.label', 'noField', 'FieldValueNotSupported', `Did you mean "metadata.labels['KEY']"?`],
      ['status.podIp', 'noField', 'FieldValueNotSupported', 'Did you mean "status.podIP"?'],
      ['spec.replicas', 'noField', 'FieldValueNotSupported'],
      ['metadata.labls', 'noField', 'FieldValueNotSupported', `Did you mean "metadata.labels['KEY']"?`],
      ['metdata.name', 'noField', 'FieldValueNotSupported', 'Did you mean "metadata.name"?'],
      ['podIP', 'noField', 'FieldValueNotSupported', 'Did you mean "status.podIP"?'],
      ['metadata.nodeName', 'noField', 'FieldValueNotSupported', 'Did you mean "spec.nodeName"?'],
      ['metadata.ownerReferences.uid', 'noField', 'FieldValueNotSupported'],
      ["metadata.lables['a']", 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.labels['a']."],
      ["metadata.anotations['Example.com/a']", 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.annotations['Example.com/a']."], // prettier-ignore
      ["metadata.label['a b']", 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.labels['KEY']."],
      ["metadata.label['-a']", 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.labels['KEY']."],
      ["metadata.label['password=a']", 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.labels['KEY']."],
      [`metadata.label['${'a.'.repeat(60)}a/b']`, 'noSubscript', 'FieldValueInvalid', "Set fieldPath to metadata.labels['KEY']."], // prettier-ignore
      ["metadata.name['a']", 'noSubscript', 'FieldValueInvalid', 'Set fieldPath to metadata.name.'],
      ["status.phase['a']", 'noSubscript', 'FieldValueInvalid', 'Set fieldPath to a field such as metadata.name.'],
      ["metadata.labels['a b']", 'key', 'FieldValueInvalid', 'Use the key of a label of the Pod.'],
      ["metadata.labels['Example.com/app']", 'key', 'FieldValueInvalid', 'Use the key of a label of the Pod.'],
      ["metadata.labels['']", 'key', 'FieldValueInvalid', 'Use the key of a label of the Pod.'],
      ["metadata.annotations['a b']", 'key', 'FieldValueInvalid', 'Use the key of an annotation of the Pod.'],
      ["['a']", 'noField', 'FieldValueNotSupported'],
    ]),
    {
      name: 'an apiVersion other than v1',
      after: from({ fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } }),
      findings: [
        {
          messageId: 'version',
          path: `${at}.fieldRef.apiVersion`,
          type: 'FieldValueNotSupported',
          fix: 'Remove apiVersion.',
        },
      ],
    },
    {
      name: 'a resourceFieldRef without a resource',
      after: from({ resourceFieldRef: {} }),
      findings: [
        {
          messageId: 'resource',
          path: `${at}.resourceFieldRef.resource`,
          type: 'FieldValueRequired',
          fix: 'Set resource to a request or limit such as limits.cpu.',
        },
      ],
    },
    {
      name: 'an unknown resource',
      after: from({ resourceFieldRef: { resource: 'limits.gpu', divisor: '7' } }),
      findings: [
        {
          messageId: 'noResource',
          path: `${at}.resourceFieldRef.resource`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "limits.cpu"?',
        },
      ],
    },
    {
      name: 'a misspelled resource',
      after: from({ resourceFieldRef: { resource: 'limit.cpu' } }),
      findings: [
        {
          messageId: 'noResource',
          path: `${at}.resourceFieldRef.resource`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "limits.cpu"?',
          says: 'Unsupported value: "limit.cpu"',
        },
      ],
    },
    {
      name: 'a resource with the name of huge pages at its end',
      after: from({ resourceFieldRef: { resource: 'containers[0].resources.limits.hugepages-2Mi' } }),
      findings: [
        {
          messageId: 'noResource',
          path: `${at}.resourceFieldRef.resource`,
          type: 'FieldValueNotSupported',
          says: '"limits.hugepages-SIZE", "requests.hugepages-SIZE".',
        },
      ],
    },
    ...['1e3', '1e+3', '1024', '2', '1m'].map((divisor) => ({
      name: `the divisor ${divisor} of limits.memory`,
      after: from({ resourceFieldRef: { resource: 'limits.memory', divisor } }),
      findings: [
        {
          messageId: 'divisorUnit',
          path: `${at}.resourceFieldRef.divisor`,
          type: 'FieldValueInvalid' as const,
          fix: 'Remove divisor to use 1.',
          to: divisor,
        },
      ],
    })),
    {
      name: 'the divisor 100m of limits.cpu',
      after: from({ resourceFieldRef: { resource: 'limits.cpu', divisor: '100m' } }),
      findings: [
        {
          messageId: 'divisor',
          path: `${at}.resourceFieldRef.divisor`,
          type: 'FieldValueInvalid',
          fix: 'Remove divisor to use 1.',
          to: '100m',
        },
      ],
    },
    {
      name: 'a fileKeyRef that is added, with EnvFiles off',
      featureGates: { EnvFiles: false },
      before: env({ name: 'A', value: 'b' }),
      after: env({ name: 'A', valueFrom: fromFile }),
      findings: [
        {
          messageId: 'noSource',
          path: at,
          type: 'FieldValueRequired',
          fix: 'Add one of these sources, or remove valueFrom and set value.',
        },
      ],
    },
    {
      name: 'a relaxed name in place of a stored one, with RelaxedEnvironmentVariableValidation off',
      minor: 33,
      featureGates: { RelaxedEnvironmentVariableValidation: false },
      before: env({ name: 'with spaces' }),
      after: env({ name: '1st' }),
      findings: [
        {
          messageId: 'name',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "LOG_LEVEL".',
          to: '1st',
        },
      ],
    },
  ],
});
