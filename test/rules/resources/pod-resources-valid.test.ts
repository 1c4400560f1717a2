import type { JsonObject } from '../../../src/json/json.ts';
import { podResourcesValid } from '../../../src/rules/resources/pod-resources-valid.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.resources';
const needs = (cpu: string, name = 'web', extra: JsonObject = {}) =>
  container({ name, resources: { requests: { cpu } }, ...extra });
const whole = (resources: JsonObject, own: JsonObject) =>
  pod({ resources, containers: [container({ resources: own })] });

testRule(podResourcesValid, {
  valid: [
    { name: 'none', after: pod({ resources: null }) },
    {
      name: 'as much as the containers',
      after: whole({ requests: { cpu: '2' }, limits: { cpu: '3' } }, { requests: { cpu: '1' }, limits: { cpu: '3' } }),
    },
    {
      name: 'an init container runs before the others',
      after: pod({
        resources: { requests: { cpu: '2' } },
        initContainers: [needs('2', 'init')],
        containers: [needs('2')],
      }),
    },
    {
      name: 'a template says nothing of requests',
      kind: 'Deployment',
      after: workload('Deployment', { resources: { limits: { cpu: '1' } }, containers: [needs('2')] }),
    },
  ],
  invalid: [
    {
      name: 'what a Pod as a whole has not is not added up',
      after: pod({
        resources: { limits: { 'ephemeral-storage': '1' } },
        containers: [container({ resources: { requests: { 'ephemeral-storage': '1Gi' } } })],
      }),
      findings: [{ messageId: 'name', path: `${path}.limits[ephemeral-storage]` }],
    },
    {
      name: 'on Windows',
      after: pod({ os: { name: 'windows' }, resources: { limits: { gpu: 1 } } }),
      findings: [{ messageId: 'windows', path, type: 'FieldValueForbidden' }],
    },
    {
      name: 'claims, names and amounts',
      after: pod({
        resources: { claims: [{ name: 'a' }], limits: { 'example.com/gpu': '1.5', cpu: 'x', memory: -1 } },
      }),
      findings: [
        { messageId: 'claims', path: `${path}.claims`, type: 'FieldValueForbidden' },
        { messageId: 'name', path: `${path}.limits[example.com/gpu]` },
        { messageId: 'whole', path: `${path}.limits[example.com/gpu]` },
        { messageId: 'malformed', path: `${path}.limits[cpu]` },
        { messageId: 'negative', path: `${path}.limits[memory]` },
      ],
    },
    {
      name: 'requests and limits',
      after: pod({
        resources: {
          requests: { cpu: '2', 'hugepages-2Mi': '2Mi', 'hugepages-1Gi': '1Gi' },
          limits: { cpu: '1', 'hugepages-2Mi': '4Mi' },
        },
      }),
      findings: [
        { messageId: 'above', path: `${path}.requests[cpu]` },
        { messageId: 'unequal', path: `${path}.requests[hugepages-2Mi]` },
        { messageId: 'noLimit', path: `${path}.limits[hugepages-1Gi]` },
      ],
    },
    {
      name: 'huge pages',
      after: pod({ resources: { limits: { 'hugepages-2Mi': '1Mi' } } }),
      findings: [
        { messageId: 'pages', path: `${path}.limits[hugepages-2Mi]` },
        { messageId: 'pagesAlone', path },
      ],
    },
    {
      name: 'below the sum of containers and sidecars',
      after: pod({
        resources: { requests: { cpu: '3' } },
        initContainers: [needs('2', 'log', { restartPolicy: 'Always' }), needs('1', 'init')],
        containers: [needs('2')],
      }),
      findings: [{ messageId: 'belowContainers', path: `${path}.requests[cpu]`, type: 'FieldValueInvalid', to: '3' }],
    },
    {
      name: 'a limit below what will be requested',
      after: pod({ resources: { limits: { cpu: '1' } }, containers: [needs('2')] }),
      findings: [{ messageId: 'aboveLimit', path: `${path}.requests` }],
    },
    {
      name: 'the limit of a container',
      after: whole({ limits: { cpu: '1' }, requests: { cpu: '1' } }, { limits: { cpu: '2' } }),
      findings: [
        { messageId: 'container', path: 'spec.containers[0].resources.limits[cpu]', to: '2', says: 'the Pod’s, 1' },
      ],
    },
    {
      name: 'huge pages of the containers',
      after: whole(
        { limits: { cpu: '1', 'hugepages-2Mi': '2Mi' }, requests: { cpu: '1', 'hugepages-2Mi': '2Mi' } },
        { limits: { 'hugepages-2Mi': '4Mi' } },
      ),
      findings: [
        { messageId: 'pagesBelowContainers', path: `${path}.limits[hugepages-2Mi]` },
        { messageId: 'container', path: 'spec.containers[0].resources.limits[hugepages-2Mi]' },
      ],
    },
  ],
});
