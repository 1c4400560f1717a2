import type { JsonObject } from '../../../src/json/json.ts';
import { gatedSchedulingTightened } from '../../../src/rules/update/gated-scheduling-tightened.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const gates = { schedulingGates: [{ name: 'example.com/quota' }] };
const selecting = (nodeSelector: JsonObject) => pod({ ...gates, nodeSelector });
const terms = (...nodeSelectorTerms: JsonObject[]) =>
  pod({
    ...gates,
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  });
const inZone = (...values: string[]) => ({ key: 'zone', operator: 'In', values });
const onSsd = { key: 'disk', operator: 'In', values: ['ssd'] };
const termsPath = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';

testRule(gatedSchedulingTightened, {
  valid: [
    {
      name: 'another node selector entry',
      before: selecting({ disk: 'ssd' }),
      after: selecting({ disk: 'ssd', zone: 'a' }),
    },
    { name: 'the first node selector', before: pod(gates), after: selecting({ disk: 'ssd' }) },
    {
      name: 'a gate removed in the same change',
      before: selecting({ disk: 'ssd' }),
      after: pod({ nodeSelector: { disk: 'ssd', zone: 'a' } }),
    },
    { name: 'the first node affinity', before: pod(gates), after: terms({ matchExpressions: [onSsd] }) },
    {
      name: 'another requirement at the end',
      before: terms({ matchExpressions: [onSsd] }),
      after: terms({ matchExpressions: [onSsd, inZone('a')], matchFields: [inZone('a')] }),
    },
    { name: 'an empty term stays empty', before: terms({}), after: terms({ matchExpressions: [] }) },
    { name: 'no terms at all before', before: terms(), after: terms({ matchExpressions: [onSsd] }) },
    {
      name: 'a Pod without gates, which pod-spec-immutable judges',
      before: pod({ nodeSelector: { disk: 'ssd' } }),
      after: pod(),
    },
  ],
  invalid: [
    {
      name: 'a node selector entry changed and one removed',
      before: selecting({ disk: 'ssd', zone: 'a' }),
      after: selecting({ disk: 'hdd' }),
      findings: [
        {
          messageId: 'selector',
          path: 'spec.nodeSelector[disk]',
          type: 'FieldValueInvalid',
          fix: 'Set disk back to "ssd".',
          from: 'ssd',
          to: 'hdd',
        },
        {
          messageId: 'selectorRemoved',
          path: 'spec.nodeSelector[zone]',
          type: 'FieldValueInvalid',
          fix: 'Put zone: "a" back into nodeSelector.',
          from: 'a',
          to: null,
        },
      ],
    },
    {
      name: 'a key with the name of a JavaScript property',
      before: selecting({ constructor: 'a' }),
      after: selecting({}),
      findings: [
        {
          messageId: 'selectorRemoved',
          path: 'spec.nodeSelector[constructor]',
          type: 'FieldValueInvalid',
          fix: 'Put constructor: "a" back into nodeSelector.',
          from: 'a',
          to: null,
        },
      ],
    },
    {
      name: 'an entry removed together with the last gate',
      before: selecting({ disk: 'ssd' }),
      after: pod(),
      findings: [
        {
          messageId: 'selectorRemoved',
          path: 'spec.nodeSelector[disk]',
          type: 'FieldValueInvalid',
          fix: 'Put disk: "ssd" back into nodeSelector.',
        },
      ],
    },
    {
      name: 'another term',
      before: terms({ matchExpressions: [onSsd] }),
      after: terms({ matchExpressions: [onSsd] }, { matchExpressions: [inZone('a')] }),
      findings: [
        {
          messageId: 'terms',
          path: termsPath,
          type: 'FieldValueInvalid',
          fix: 'Keep the existing term. To narrow a term, add requirements after the existing ones.',
        },
      ],
    },
    {
      name: 'the affinity removed',
      before: terms({ matchExpressions: [onSsd] }, { matchExpressions: [inZone('a')] }),
      after: pod(gates),
      findings: [
        {
          messageId: 'terms',
          path: termsPath,
          type: 'FieldValueInvalid',
          fix: 'Keep the existing 2 terms. To narrow a term, add requirements after the existing ones.',
        },
      ],
    },
    {
      name: 'a requirement before the existing one',
      before: terms({ matchExpressions: [onSsd] }),
      after: terms({ matchExpressions: [inZone('a'), onSsd] }),
      findings: [
        {
          messageId: 'term',
          path: `${termsPath}[0]`,
          type: 'FieldValueInvalid',
          fix: 'Keep the existing requirements, and add new ones after them.',
        },
      ],
    },
    {
      name: 'a requirement widened',
      before: terms({ matchExpressions: [inZone('a')] }),
      after: terms({ matchExpressions: [inZone('a', 'b')] }),
      findings: [
        {
          messageId: 'term',
          path: `${termsPath}[0]`,
          type: 'FieldValueInvalid',
          fix: 'Keep the existing requirements, and add new ones after them.',
        },
      ],
    },
    {
      name: 'a requirement in an empty term, which matches no node',
      before: terms({}),
      after: terms({ matchExpressions: [onSsd] }),
      findings: [
        {
          messageId: 'emptyTerm',
          path: `${termsPath}[0]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the requirements from this term.',
          from: {},
          to: { matchExpressions: [onSsd] },
        },
      ],
    },
  ],
});
