import type { JsonObject } from '../../../src/json/json.ts';
import { tolerationsOnlyAdded } from '../../../src/rules/update/tolerations-only-added.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tolerating = (...tolerations: JsonObject[]) => pod({ tolerations });
const gpu = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' };
const taint = { key: 'spot', effect: 'NoExecute' };
const spot = { key: 'spot', operator: 'Equal', value: 'yes', effect: 'NoExecute', tolerationSeconds: 60 };
const preemptible = { ...spot, key: 'example.com/preemptible-instance' };
const notReady = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};
const lenient = { strict: false };
const removed = {
  messageId: 'removed',
  path: 'spec.tolerations[0]',
  type: 'FieldValueForbidden',
  fix: 'Put the toleration back into spec.tolerations, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
} as const;
const changed = {
  messageId: 'changed',
  path: 'spec.tolerations[0]',
  type: 'FieldValueForbidden',
  fix: 'Keep the existing toleration, and add the new toleration as another entry.',
} as const;

testRule(tolerationsOnlyAdded, {
  valid: [
    { name: 'nothing changes', before: tolerating(gpu, spot), after: tolerating(gpu, spot) },
    { name: 'one added', before: tolerating(gpu), after: tolerating(gpu, spot) },
    { name: 'one added before the others', before: tolerating(gpu), after: tolerating(spot, gpu) },
    { name: 'reordered', before: tolerating(gpu, spot), after: tolerating(spot, gpu) },
    { name: 'one of two equal tolerations removed', before: tolerating(gpu, gpu), after: tolerating(gpu) },
    {
      name: 'collapsed to one of two that differ in seconds, as kube-apiserver permits',
      options: lenient,
      before: tolerating(spot, { ...spot, tolerationSeconds: 90 }),
      after: tolerating(spot),
    },
    {
      name: 'other seconds, as kube-apiserver permits',
      options: lenient,
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: 1 }),
    },
    {
      name: 'seconds removed, as kube-apiserver permits',
      options: lenient,
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: null }),
    },
    { name: 'an empty value and none', before: tolerating(gpu), after: tolerating({ ...gpu, value: '' }) },
    {
      name: 'a plain manifest without the default tolerations, which pod-spec-immutable reports',
      before: pod({ nodeName: 'node-1', tolerations: [gpu, notReady] }),
      after: tolerating(gpu),
    },
  ],
  invalid: [
    {
      name: 'removed',
      before: tolerating(gpu, spot),
      after: tolerating(spot),
      findings: [{ ...removed, from: gpu, to: null }],
    },
    {
      name: 'all removed',
      before: tolerating(gpu, spot),
      after: pod(),
      findings: [removed, { ...removed, path: 'spec.tolerations[1]' }],
    },
    {
      name: 'another value',
      before: tolerating(spot),
      after: tolerating({ ...spot, value: 'no' }),
      findings: [
        {
          ...changed,
          to: { ...taint, operator: 'Equal', value: 'no' },
        },
      ],
    },
    {
      name: 'another value, behind another toleration: the path is that in the new list',
      before: tolerating(spot),
      after: tolerating(gpu, { ...spot, value: 'no' }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.tolerations[1]',
          type: 'FieldValueForbidden',
          fix: 'Keep the existing toleration, and add the new toleration as another entry.',
        },
      ],
    },
    {
      name: 'removed, with another existing toleration for the same taint',
      before: tolerating({ ...taint, operator: 'Exists' }, spot),
      after: tolerating(spot),
      findings: [{ ...removed, to: null }],
    },
    {
      name: 'Equal in place of no operator, which means the same',
      before: tolerating({ key: 'spot', value: 'yes' }),
      after: tolerating({ key: 'spot', operator: 'Equal', value: 'yes' }),
      findings: [
        {
          messageId: 'operatorAdded',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueForbidden',
          fix: 'Remove operator from this toleration.',
          from: null,
          to: 'Equal',
        },
      ],
    },
    {
      name: 'an empty operator in place of Equal',
      before: tolerating({ key: 'spot', operator: 'Equal', value: 'yes' }),
      after: tolerating({ key: 'spot', operator: '', value: 'yes' }),
      findings: [
        {
          messageId: 'operator',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueForbidden',
          fix: 'Set operator back to "Equal".',
          from: 'Equal',
          to: null,
        },
      ],
    },
    {
      name: 'Equal in place of no operator, with another value',
      before: tolerating({ key: 'spot', value: 'yes' }),
      after: tolerating({ key: 'spot', operator: 'Equal', value: 'no' }),
      findings: [changed],
    },
    {
      name: 'Exists in place of no operator',
      before: tolerating({ key: 'spot' }),
      after: tolerating({ key: 'spot', operator: 'Exists' }),
      findings: [changed],
    },
    {
      name: 'another effect',
      before: tolerating(gpu),
      after: tolerating({ ...gpu, effect: 'NoExecute' }),
      findings: [{ ...removed, to: null }],
    },
    {
      name: 'other tolerationSeconds',
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: 90 }),
      findings: [
        {
          messageId: 'seconds',
          path: 'spec.tolerations[0].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set tolerationSeconds back to 60, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: 60,
          to: 90,
        },
      ],
    },
    {
      name: 'other seconds, behind another toleration: the path is that in the new list',
      before: tolerating(spot),
      after: tolerating(gpu, { ...spot, tolerationSeconds: 90 }),
      findings: [
        {
          messageId: 'seconds',
          path: 'spec.tolerations[1].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set tolerationSeconds back to 60, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
        },
      ],
    },
    {
      name: 'other seconds of one of two that differ in seconds',
      before: tolerating(spot, { ...spot, tolerationSeconds: 90 }),
      after: tolerating(spot, { ...spot, tolerationSeconds: 120 }),
      findings: [
        {
          messageId: 'seconds',
          path: 'spec.tolerations[1].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set tolerationSeconds back to 90, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: 90,
          to: 120,
        },
      ],
    },
    {
      name: 'seconds added',
      before: tolerating(taint),
      after: tolerating({ ...taint, tolerationSeconds: 60 }),
      findings: [
        {
          messageId: 'secondsAdded',
          path: 'spec.tolerations[0].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Remove tolerationSeconds from this toleration, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: null,
          to: 60,
        },
      ],
    },
    {
      name: 'seconds removed',
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: null }),
      findings: [
        {
          messageId: 'secondsRemoved',
          path: 'spec.tolerations[0].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Set tolerationSeconds back to 60, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: 60,
          to: null,
        },
      ],
    },
    {
      name: 'collapsed to one of two that differ in seconds',
      before: tolerating(spot, { ...spot, tolerationSeconds: 90 }),
      after: tolerating(spot),
      findings: [
        {
          messageId: 'oneOfTwo',
          path: 'spec.tolerations[1].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Put the toleration with {key: "spot", tolerationSeconds: 90} back, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: 90,
          to: null,
          says: 'a toleration that differs from another only in tolerationSeconds cannot be removed in this cluster.',
        },
      ],
    },
    {
      name: 'the one without seconds of two tolerations',
      before: tolerating(preemptible, { ...preemptible, tolerationSeconds: null }),
      after: tolerating(preemptible),
      findings: [
        {
          messageId: 'oneOfTwo',
          path: 'spec.tolerations[1].tolerationSeconds',
          type: 'FieldValueForbidden',
          fix: 'Put the toleration with {key: "example.com/preemptible-instance"} back, or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.',
          from: null,
          to: null,
        },
      ],
    },
    {
      name: 'a toleration that the cluster did not add, removed by a plain manifest',
      before: pod({ nodeName: 'node-1', tolerations: [notReady, { ...notReady, tolerationSeconds: 20 }] }),
      after: pod(),
      findings: [{ ...removed, path: 'spec.tolerations[1]' }],
    },
  ],
});
