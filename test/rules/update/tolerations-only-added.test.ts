import type { JsonObject } from '../../../src/json/json.ts';
import { tolerationsOnlyAdded } from '../../../src/rules/update/tolerations-only-added.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tolerating = (...tolerations: JsonObject[]) => pod({ tolerations });
const gpu = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' };
const spot = { key: 'spot', operator: 'Equal', value: 'yes', effect: 'NoExecute', tolerationSeconds: 60 };
const notReady = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};
const lenient = { strict: false };

testRule(tolerationsOnlyAdded, {
  valid: [
    { name: 'nothing changes', before: tolerating(gpu, spot), after: tolerating(gpu, spot) },
    { name: 'one added', before: tolerating(gpu), after: tolerating(gpu, spot) },
    { name: 'one put in front', before: tolerating(gpu), after: tolerating(spot, gpu) },
    { name: 'reordered', before: tolerating(gpu, spot), after: tolerating(spot, gpu) },
    { name: 'duplicates collapsed', before: tolerating(gpu, gpu), after: tolerating(gpu) },
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
    { name: 'an empty value is no value', before: tolerating(gpu), after: tolerating({ ...gpu, value: '' }) },
    {
      name: 'a plain manifest lacks the default ones, of which pod-spec-immutable speaks',
      before: pod({ nodeName: 'node-1', tolerations: [gpu, notReady] }),
      after: tolerating(gpu),
    },
  ],
  invalid: [
    {
      name: 'removed',
      before: tolerating(gpu, spot),
      after: tolerating(spot),
      findings: [
        { messageId: 'removed', path: 'spec.tolerations[0]', type: 'FieldValueForbidden', from: gpu, to: null },
      ],
    },
    {
      name: 'all removed',
      before: tolerating(gpu, spot),
      after: pod(),
      findings: [
        { messageId: 'removed', path: 'spec.tolerations[0]' },
        { messageId: 'removed', path: 'spec.tolerations[1]' },
      ],
    },
    {
      name: 'another value',
      before: tolerating(spot),
      after: tolerating({ ...spot, value: 'no' }),
      findings: [{ messageId: 'removed', path: 'spec.tolerations[0]', to: { ...spot, value: 'no' } }],
    },
    {
      name: 'an absent operator is not Equal, though it means the same',
      before: tolerating({ key: 'spot', value: 'yes' }),
      after: tolerating({ key: 'spot', operator: 'Equal', value: 'yes' }),
      findings: [{ messageId: 'removed', path: 'spec.tolerations[0]' }],
    },
    {
      name: 'another effect',
      before: tolerating(gpu),
      after: tolerating({ ...gpu, effect: 'NoExecute' }),
      findings: [{ messageId: 'removed', path: 'spec.tolerations[0]', to: null }],
    },
    {
      name: 'other seconds',
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: 90 }),
      findings: [
        {
          messageId: 'seconds',
          path: 'spec.tolerations[0].tolerationSeconds',
          from: 60,
          to: 90,
          says: ['strict: false', 'set it to 60'],
        },
      ],
    },
    {
      name: 'seconds removed',
      before: tolerating(spot),
      after: tolerating({ ...spot, tolerationSeconds: null }),
      findings: [{ messageId: 'seconds', path: 'spec.tolerations[0].tolerationSeconds', from: 60, to: null }],
    },
    {
      name: 'collapsed to one of two that differ in seconds',
      before: tolerating(spot, { ...spot, tolerationSeconds: 90 }),
      after: tolerating(spot),
      findings: [{ messageId: 'seconds', path: 'spec.tolerations[1].tolerationSeconds', from: 90, to: 60 }],
    },
    {
      name: 'a user’s own toleration that a plain manifest lacks',
      before: pod({ nodeName: 'node-1', tolerations: [notReady, { ...notReady, tolerationSeconds: 20 }] }),
      after: pod(),
      findings: [{ messageId: 'removed', path: 'spec.tolerations[1]' }],
    },
  ],
});
