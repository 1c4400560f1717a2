import type { Json } from '../../../src/json/json.ts';
import { tolerationAnnotationValid } from '../../../src/rules/scheduling/toleration-annotation-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const key = 'scheduler.alpha.kubernetes.io/tolerations';
const annotated = (text: string) => pod({}, { annotations: { [key]: text } });
const tolerations = (value: Json) => annotated(JSON.stringify(value));
const comparing = { tolerations: [{ key: 'sla', operator: 'Lt', value: '1' }] };
const path = `metadata.annotations[${key}]`;
const fix = 'Remove the annotation, which Kubernetes ignores, and set tolerations in the Pod spec.';
const list = { messageId: 'list', path, type: 'FieldValueInvalid', fix } as const;

testRule(tolerationAnnotationValid, {
  valid: [
    { name: 'no annotations', after: pod() },
    { name: 'an empty text', after: annotated('') },
    { name: 'null', after: annotated('null') },
    { name: 'a toleration', after: tolerations([{ key: 'a', operator: 'Exists', tolerationSeconds: null, x: {} }]) },
    {
      name: 'names of fields in other cases',
      after: tolerations([{ KEY: 'a', Value: 'b', Effect: 'NoExecute', tolerationseconds: 5 }]),
    },
    {
      name: 'the greatest number of seconds',
      after: annotated('[{"key":"a","effect":"NoExecute","tolerationSeconds":9223372036854775807}]'),
    },
    { name: 'an unknown field with many levels', after: annotated(`[{"x":${'['.repeat(9_000)}${']'.repeat(9_000)}}]`) },
    { name: 'a text that is longer than annotations may be', after: annotated('x'.repeat(256 * 1024 + 1)) },
    {
      name: 'a comparison, if the stored tolerations have one',
      before: pod(comparing),
      after: pod(comparing, { annotations: { [key]: '[{"key":"a","operator":"Gt","value":"1"}]' } }),
    },
  ],
  invalid: [
    ...[
      ['no JSON', 'secret'],
      ['an object', '{}'],
      ['a list of texts', '["a"]'],
      ['a key that is a number', '[{"key": 1}]'],
      ['seconds with a point', '[{"key": "a", "effect": "NoExecute", "tolerationSeconds": 5.0}]'],
      ['too many seconds', '[{"key": "a", "effect": "NoExecute", "tolerationSeconds": 9223372036854775808}]'],
      ['a fraction of a second', '[{"key": "a", "effect": "NoExecute", "tolerationSeconds": 0.5}]'],
    ].map(([name = '', text = '']) => ({
      name,
      after: annotated(text),
      findings: [{ ...list, hides: 'secret' }],
    })),
    ...[
      ['an invalid key', { key: 'secret key' }],
      ['an empty entry', null],
      ['tolerationSeconds without NoExecute', { key: 'secret', TolerationSeconds: 5 }],
    ].map(([name, entry = null]) => ({
      name: name as string,
      after: tolerations([{ operator: 'Exists' }, entry]),
      findings: [
        {
          messageId: 'entry',
          path,
          type: 'FieldValueInvalid',
          fix,
          says: 'entry 1 of the list must be a valid toleration.',
          hides: 'secret',
        } as const,
      ],
    })),
  ],
});
