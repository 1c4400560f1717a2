import { containersFixed } from '../../../src/rules/update/containers-fixed.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const named = (...names: string[]) => names.map((name) => container({ name }));
const podOf = (...names: string[]) => pod({ containers: named(...names) });

testRule(containersFixed, {
  valid: [
    { name: 'nothing changes', before: podOf('a', 'b'), after: podOf('a', 'b') },
    {
      name: 'another image',
      before: pod(),
      after: pod({ containers: [container({ image: 'registry.example.com/web:2' })] }),
    },
    { name: 'an empty list of init containers', before: pod(), after: pod({ initContainers: [] }) },
    {
      name: 'an ephemeral container, which another rule judges',
      before: pod(),
      after: pod({ ephemeralContainers: named('debug') }),
    },
  ],
  invalid: [
    {
      name: 'one added',
      before: podOf('a'),
      after: podOf('a', 'b'),
      findings: [
        {
          messageId: 'added',
          path: 'spec.containers[1]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
          from: null,
          to: { name: 'b', image: 'registry.example.com/web:1' },
        },
      ],
    },
    {
      name: 'one added before the others',
      before: podOf('a'),
      after: podOf('b', 'a'),
      findings: [
        {
          messageId: 'added',
          path: 'spec.containers[0]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
        },
      ],
    },
    {
      name: 'the environment of an added one, which must stay hidden',
      before: pod(),
      after: pod({
        containers: [container(), container({ name: 'b', env: [{ name: 'PASSWORD', value: 'hunter2' }] })],
      }),
      findings: [
        {
          messageId: 'added',
          path: 'spec.containers[1]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'one removed',
      before: podOf('a', 'b'),
      after: podOf('b'),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.containers[0]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          to: null,
        },
      ],
    },
    {
      name: 'renamed',
      before: podOf('a', 'b'),
      after: podOf('a', 'c'),
      findings: [
        {
          messageId: 'renamed',
          path: 'spec.containers[1].name',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: 'b',
          to: 'c',
        },
      ],
    },
    {
      name: 'one removed, and another one added elsewhere',
      before: podOf('a', 'b'),
      after: podOf('b', 'c'),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.containers[0]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
        {
          messageId: 'added',
          path: 'spec.containers[1]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
        },
      ],
    },
    {
      name: 'reordered',
      before: podOf('a', 'b'),
      after: podOf('b', 'a'),
      findings: [
        {
          messageId: 'reordered',
          path: 'spec.containers',
          type: 'FieldValueForbidden',
          fix: 'List the containers in the order of the existing Pod: "a", "b".',
        },
      ],
    },
    {
      name: 'init containers too',
      before: pod({ initContainers: named('setup') }),
      after: pod(),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.initContainers[0]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a container that becomes an init container',
      before: podOf('a', 'b'),
      after: pod({ containers: named('a'), initContainers: named('b') }),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.containers[1]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
        {
          messageId: 'added',
          path: 'spec.initContainers[0]',
          type: 'FieldValueForbidden',
          fix: 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE. To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.',
        },
      ],
    },
  ],
});
