import type { JsonObject } from '../../../src/json/json.ts';
import { ephemeralContainersAppendOnly } from '../../../src/rules/update/ephemeral-containers-append-only.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'ephemeralcontainers';
const debug = { name: 'debug', image: 'registry.example.com/tools:1' };
const shell = { name: 'shell', image: 'registry.example.com/shell:1' };
const looked = (...ephemeralContainers: JsonObject[]) => pod({ ephemeralContainers });
const mirrored = pod({ nodeName: 'node-1' }, { annotations: { 'kubernetes.io/config.mirror': 'hash' } });

testRule(ephemeralContainersAppendOnly, {
  valid: [
    { name: 'the first one', subresource, before: pod(), after: looked(debug) },
    { name: 'another one', subresource, before: looked(debug), after: looked(shell, debug) },
    { name: 'reordered', subresource, before: looked(debug, shell), after: looked(shell, debug) },
    {
      name: 'fields that the subresource restores',
      subresource,
      before: looked(debug),
      after: pod({ ephemeralContainers: [debug], hostNetwork: true }, { labels: { a: 'b' } }),
    },
  ],
  invalid: [
    {
      name: 'one removed',
      subresource,
      before: looked(debug, shell),
      after: looked(shell),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.ephemeralContainers[0]',
          type: 'FieldValueForbidden',
          fix: 'Put the entry for "debug" back into spec.ephemeralContainers.',
          to: null,
        },
      ],
    },
    {
      name: 'one changed',
      subresource,
      before: looked(debug),
      after: looked({ ...debug, image: 'registry.example.com/tools:2', tty: true }),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.ephemeralContainers[0].image',
          type: 'FieldValueForbidden',
          fix: 'Add another ephemeral container with a new name: kubectl debug -it web -n default --image=busybox.',
          to: 'registry.example.com/tools:2',
        },
        {
          messageId: 'changed',
          path: 'spec.ephemeralContainers[0].tty',
          type: 'FieldValueForbidden',
          fix: 'Add another ephemeral container with a new name: kubectl debug -it web -n default --image=busybox.',
          to: true,
        },
      ],
    },
    {
      name: 'a static Pod',
      subresource,
      before: mirrored,
      after: { ...looked(debug), metadata: mirrored['metadata']! },
      findings: [
        {
          messageId: 'mirror',
          path: 'spec.ephemeralContainers',
          type: 'FieldValueForbidden',
          fix: 'Inspect the Pod from its node: kubectl debug node/node-1 -it --image=busybox.',
        },
      ],
    },
  ],
});
