import { duplicateKeys } from '../../../src/rules/files/duplicate-keys.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const written = (...way: (string | number)[]) => ({ object: pod(), duplicates: [{ way, firstLine: 3, lastLine: 9 }] });

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
      written: written('spec', 'containers', 0, 'image'),
      findings: [
        {
          messageId: 'twice',
          path: 'spec.containers[0].image',
          type: 'FieldValueDuplicate',
          says: ['"image"', 'line 3', 'line 9'],
        },
      ],
    },
    {
      name: 'twice in one line',
      phase,
      after: pod(),
      written: { object: pod(), duplicates: [{ way: ['spec', 'hostname'], firstLine: 5, lastLine: 5 }] },
      findings: [{ messageId: 'twiceInLine', path: 'spec.hostname', says: ['"hostname" is given twice in line 5'] }],
    },
    {
      name: 'a label',
      phase,
      after: pod(),
      written: written('metadata', 'labels', 'app'),
      findings: [{ messageId: 'twice', path: 'metadata.labels[app]' }],
    },
  ],
});
