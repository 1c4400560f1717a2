import type { JsonObject } from '../../../src/json/json.ts';
import { mirrorAnnotationImmutable } from '../../../src/rules/update/mirror-annotation-immutable.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const annotated = (annotations: JsonObject) => pod({ nodeName: 'node-1' }, { annotations });
const mirror = (value: string) => annotated({ 'kubernetes.io/config.mirror': value });
const path = 'metadata.annotations[kubernetes.io/config.mirror]';
const changed = {
  messageId: 'changed',
  path,
  type: 'FieldValueForbidden',
  fix: 'Change the manifest of the static Pod on node "node-1", usually in /etc/kubernetes/manifests.',
} as const;

testRule(mirrorAnnotationImmutable, {
  valid: [
    { name: 'nothing changes', before: mirror('1'), after: mirror('1') },
    { name: 'another annotation', before: pod(), after: annotated({ 'example.com/a': 'b' }) },
    { name: 'a mirror Pod is created', skipped: true, after: mirror('1') },
  ],
  invalid: [
    {
      name: 'added',
      before: annotated({}),
      after: mirror('1'),
      findings: [
        { messageId: 'added', path, type: 'FieldValueForbidden', fix: 'Remove the annotation from the manifest.' },
      ],
    },
    {
      name: 'added through pods/status',
      subresource: 'status',
      before: annotated({}),
      after: mirror('1'),
      findings: [
        { messageId: 'added', path, type: 'FieldValueForbidden', fix: 'Remove the annotation from the manifest.' },
      ],
    },
    {
      name: 'changed',
      before: mirror('1'),
      after: mirror('2'),
      findings: [
        {
          messageId: 'changed',
          path,
          says: 'the annotation of a mirror Pod cannot be changed.',
          type: 'FieldValueForbidden',
          fix: 'Change the manifest of the static Pod on node "node-1", usually in /etc/kubernetes/manifests.',
        },
      ],
    },
    {
      name: 'removed',
      before: mirror('1'),
      after: annotated({}),
      findings: [
        {
          messageId: 'changed',
          path,
          says: 'the annotation of a mirror Pod cannot be removed.',
          type: 'FieldValueForbidden',
          fix: 'Change the manifest of the static Pod on node "node-1", usually in /etc/kubernetes/manifests.',
        },
      ],
    },
    {
      name: 'an empty one removed',
      before: mirror(''),
      after: annotated({}),
      findings: [changed],
    },
  ],
});
