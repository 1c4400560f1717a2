import { tolerationsAnnotationValid } from '../../../src/rules/scheduling/tolerations-annotation-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const annotation = 'scheduler.alpha.kubernetes.io/tolerations';
const withText = (text: string) => pod({}, { annotations: { [annotation]: text } });

testRule(tolerationsAnnotationValid, {
  valid: [
    { name: 'no annotation', after: pod() },
    ...[
      '',
      'null',
      '[]',
      '[{"key":"a","operator":"Exists"}]',
      '[{"KEY":"a","Operator":"Equal","other":1}]',
      '[{"key":"a","effect":"NoExecute","tolerationSeconds":300}]',
      '[{"key":"a","value":null}]',
      '[{"key":"a","effect":"NoExecute","tolerationSeconds":9223372036854775807}]',
    ].map((text) => ({ name: `the text ${text}`, after: withText(text) })),
  ],
  invalid: [
    'x',
    '{}',
    '"a"',
    '[1]',
    '[null]',
    '[{"key":1}]',
    '[{"key":"bad key"}]',
    '[{"key":"a","operator":"x"}]',
    '[{"key":"a","effect":"NoExecute","tolerationSeconds":300.0}]',
    '[{"key":"a","effect":"NoExecute","tolerationSeconds":9223372036854775808}]',
    `${'['.repeat(100_000)}`,
  ].map((text) => ({
    name: `the text ${text.slice(0, 80)}`,
    after: withText(text),
    findings: [
      {
        messageId: 'tolerations',
        path: `metadata.annotations[${annotation}]`,
        type: 'FieldValueInvalid',
        fix: 'Remove the annotation, which nothing reads, and use spec.tolerations.',
      },
    ],
  })),
});
