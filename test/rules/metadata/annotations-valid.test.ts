import type { JsonObject } from '../../../src/json/json.ts';
import { annotationsValid } from '../../../src/rules/metadata/annotations-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const annotations = (value: JsonObject) => pod({}, { annotations: value });
const most = 262144;

testRule(annotationsValid, {
  valid: [
    { name: 'no text in a file, of which field-types speaks', phase: 'offline', after: annotations({ a: 1, b: true }) },
    { name: 'annotations', after: annotations({ 'Example.COM/Note': 'any ünï text\n', none: null }) },
    { name: 'U+0130 is an i to the server', after: annotations({ '\u0130': '' }) },
    { name: 'as large as can be', after: annotations({ a: 'x'.repeat(most - 1) }) },
    { name: 'as large as can be in another script', after: annotations({ ab: 'ü'.repeat(most / 2 - 1) }) },
    {
      name: 'stored too large, and no larger',
      before: annotations({ a: 'x'.repeat(most) }),
      after: annotations({ a: 'y'.repeat(most) }),
    },
  ],
  invalid: [
    {
      name: 'a key',
      after: annotations({ 'a b': 'secret' }),
      findings: [{ messageId: 'key', path: 'metadata.annotations[a b]', type: 'FieldValueInvalid', hides: 'secret' }],
    },
    {
      name: 'no text',
      after: annotations({ a: true }),
      findings: [{ messageId: 'text', path: 'metadata.annotations[a]' }],
    },
    ...['x'.repeat(most), 'ü'.repeat(most / 2), '€'.repeat(most / 3), '😀'.repeat(most / 4)].map((value) => ({
      name: `too large in ${value.codePointAt(0)}`,
      after: annotations({ abc: value }),
      findings: [
        { messageId: 'size', path: 'metadata.annotations', type: 'FieldValueTooLong' as const, says: 'and are 26214' },
      ],
    })),
  ],
});
