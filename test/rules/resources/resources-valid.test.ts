import type { JsonObject } from '../../../src/json/json.ts';
import { resourcesValid } from '../../../src/rules/resources/resources-valid.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].resources';
const resources = (value: JsonObject) => podWith({ resources: value });
const template = (value: JsonObject) => workload('Deployment', { containers: [container({ resources: value })] });
const pages = (amount: string) => ({ cpu: '1', 'hugepages-2Mi': amount });

testRule(resourcesValid, {
  valid: [
    {
      name: 'requests below limits',
      after: resources({ requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: 1, memory: '64Mi' } }),
    },
    { name: 'a device', after: resources({ requests: { 'example.com/gpu': 1 }, limits: { 'example.com/gpu': '1' } }) },
    { name: 'huge pages', after: resources({ requests: pages('4Mi'), limits: pages('4Mi') }) },
    {
      name: 'a resource of Kubernetes that is not known',
      after: resources({ requests: { 'kubernetes.io/new': '1500m' } }),
    },
    { name: 'huge', after: resources({ limits: { cpu: 1e300 } }) },
    {
      name: 'stored pages that are no multiple let others be',
      kind: 'Deployment',
      before: template({ limits: pages('3Mi'), requests: pages('3Mi') }),
      after: template({ limits: pages('5Mi'), requests: pages('5Mi') }),
    },
    { name: 'overhead', after: pod({ overhead: { cpu: '250m' } }) },
    { name: 'no object', after: podWith({ resources: [] }) },
  ],
  invalid: [
    {
      name: 'names',
      after: resources({ limits: { gpu: 1, 'a b': 1, 'requests.example.com/gpu': 1, 'x/y/z': 1 } }),
      findings: [
        { messageId: 'name', path: `${path}.limits[gpu]`, type: 'FieldValueInvalid', says: 'devices have a domain' },
        { messageId: 'name', path: `${path}.limits[a b]` },
        { messageId: 'name', path: `${path}.limits[requests.example.com/gpu]` },
        { messageId: 'name', path: `${path}.limits[x/y/z]` },
      ],
    },
    {
      name: 'amounts',
      after: resources({ limits: { ...pages('3Mi'), cpu: '-1', memory: '64MB', 'example.com/gpu': '1500m' } }),
      findings: [
        { messageId: 'negative', path: `${path}.limits[cpu]`, to: '-1' },
        { messageId: 'malformed', path: `${path}.limits[memory]`, to: '64MB' },
        { messageId: 'whole', path: `${path}.limits[example.com/gpu]` },
        { messageId: 'pages', path: `${path}.limits[hugepages-2Mi]` },
      ],
    },
    {
      name: 'a limit whose request was left out and filled in is named once',
      after: resources({ limits: { gpu: 1, cpu: '-1' }, requests: { gpu: 1, cpu: '-1' } }),
      findings: [
        { messageId: 'name', path: `${path}.limits[gpu]` },
        { messageId: 'negative', path: `${path}.limits[cpu]` },
      ],
    },
    {
      name: 'a request that is wrong in another way than its limit',
      after: resources({ limits: { cpu: '-1' }, requests: { cpu: '-2' } }),
      findings: [
        { messageId: 'negative', path: `${path}.limits[cpu]` },
        { messageId: 'negative', path: `${path}.requests[cpu]` },
      ],
    },
    {
      name: 'above the limit',
      after: resources({ requests: { cpu: '1001m' }, limits: { cpu: '1' } }),
      findings: [
        {
          messageId: 'above',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          to: '1001m',
          says: 'lower it to 1',
        },
      ],
    },
    {
      name: 'what cannot be overcommitted',
      after: resources({
        requests: { 'example.com/gpu': 1, ...pages('2Mi') },
        limits: { 'example.com/gpu': 2 },
      }),
      findings: [
        { messageId: 'unequal', path: `${path}.requests[example.com/gpu]`, to: 1, says: 'set it to 2' },
        { messageId: 'noLimit', path: `${path}.limits[hugepages-2Mi]`, type: 'FieldValueRequired' },
      ],
    },
    {
      name: 'huge pages alone',
      after: resources({ limits: { 'hugepages-2Mi': '2Mi' } }),
      findings: [{ messageId: 'pagesAlone', path, type: 'FieldValueForbidden' }],
    },
    {
      name: 'overhead of huge pages alone',
      after: pod({ overhead: { 'hugepages-2Mi': '4Mi' } }),
      findings: [{ messageId: 'pagesAlone', path: 'spec.overhead', type: 'FieldValueForbidden' }],
    },
    {
      name: 'overhead that is not valid',
      after: pod({ overhead: { gpu: 1, cpu: '-1' } }),
      findings: [
        { messageId: 'name', path: 'spec.overhead[gpu]' },
        { messageId: 'negative', path: 'spec.overhead[cpu]' },
      ],
    },
  ],
});
