import type { JsonObject } from '../../../src/json/json.ts';
import { nonConvertibleAnnotations } from '../../../src/rules/workload/non-convertible-annotations.ts';
import { metadata, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const controller = (annotations: JsonObject, own: JsonObject = {}) => ({
  ...workload('ReplicationController', {}, own),
  metadata: metadata({ annotations }),
});
const ofSelector = { 'non-convertible.kubernetes.io/spec.selector': '{}' };
const ofField = { 'non-convertible.kubernetes.io/spec.replicas': '1' };
const change = (name: string, before: JsonObject, after: JsonObject) => ({
  name,
  before,
  after,
});
const found = {
  messageId: 'field',
  path: 'metadata.annotations[non-convertible.kubernetes.io/spec.replicas]',
  type: 'FieldValueForbidden' as const,
  isOfKey: true,
  fix: 'Run kubectl delete replicationcontroller web -n default, and create the ReplicationController without the annotation.',
};

testRule(nonConvertibleAnnotations, {
  valid: [
    change('other annotations', controller({ a: 'b' }), controller({})),
    change('the annotation is added', controller({}), controller(ofField)),
    change('the selector does not change', controller(ofSelector), controller(ofSelector, { replicas: 2 })),
    change(
      'names that the API server ignores',
      controller({ 'non-convertible.kubernetes.io': '', 'non-convertible.kubernetes.io/a/b': '' }),
      controller({}),
    ),
  ],
  invalid: [
    { ...change('nothing else changes', controller(ofField), controller(ofField)), findings: [found] },
    { ...change('the annotation is removed', controller(ofField), controller({})), findings: [found] },
    {
      ...change(
        'the selector changes',
        controller({ ...ofSelector, 'non-convertible.kubernetes.io/selector': '' }),
        controller(ofSelector, { selector: { app: 'shop' } }),
      ),
      findings: [
        {
          messageId: 'selector',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Undo the change of the selector, or run kubectl delete replicationcontroller web -n default and create the ReplicationController without the annotation.',
        },
      ],
    },
  ],
});
