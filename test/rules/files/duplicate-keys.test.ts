import { duplicateKeys } from '../../../src/rules/files/duplicate-keys.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const written = (way: readonly (string | number)[], spelled?: readonly [string, string]) => ({
  object: pod(),
  duplicates: [{ way, firstLine: 3, ...(spelled === undefined ? {} : { spelled }) }],
});
const type = 'FieldValueDuplicate' as const;
const fix = 'Remove one of the two entries.';

testRule(duplicateKeys, {
  valid: [
    { name: 'no file', phase, after: pod() },
    { name: 'each key once', phase, after: pod(), written: { object: pod(), duplicates: [] } },
  ],
  invalid: [
    {
      name: 'a field',
      phase,
      after: pod(),
      written: written(['spec', 'containers', 0, 'image']),
      findings: [
        {
          messageId: 'twice',
          path: 'spec.containers[0].image',
          isOfKey: true,
          type,
          fix,
          says: 'Duplicate value: "image": this key is also set on line 3',
        },
      ],
    },
    {
      name: 'a label',
      phase,
      after: pod(),
      written: written(['metadata', 'labels', 'app']),
      findings: [{ messageId: 'twice', path: 'metadata.labels[app]', isOfKey: true, type, fix }],
    },
    {
      name: 'a limit of a container',
      phase,
      after: pod(),
      written: written(['spec', 'containers', 0, 'resources', 'limits', 'cpu']),
      findings: [{ messageId: 'twice', path: 'spec.containers[0].resources.limits[cpu]', isOfKey: true, type, fix }],
    },
    {
      name: 'two words that YAML reads as the same key',
      phase,
      after: pod(),
      written: written(['metadata', 'labels', 'true'], ['y', 'yes']),
      findings: [
        {
          messageId: 'readAs',
          path: 'metadata.labels[true]',
          type,
          fix: 'Put "y" and "yes" in quotes.',
          isOfKey: true,
          says: 'Duplicate value: "true": YAML reads "y" on line 3 and "yes" here as the same key, "true"',
        },
      ],
    },
    {
      name: 'a word that YAML reads as another key, used twice',
      phase,
      after: pod(),
      written: written(['metadata', 'labels', 'false'], ['n', 'n']),
      findings: [
        { messageId: 'readAs', path: 'metadata.labels[false]', isOfKey: true, type, fix: 'Put "n" in quotes.' },
      ],
    },
  ],
});
