import type { JsonObject } from '../../../src/json/json.ts';
import { podResourcesValid } from '../../../src/rules/resources/pod-resources-valid.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.resources';
const needs = (cpu: string, name = 'web', extra: JsonObject = {}) =>
  container({ name, resources: { requests: { cpu } }, ...extra });
const asks = (requests: JsonObject, name = 'web') => container({ name, resources: { requests } });
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
      name: 'a limit that is the sum of the container requests',
      after: pod({ resources: { limits: { cpu: '3' } }, containers: [needs('1'), needs('2', 'log')] }),
    },
    {
      name: 'huge pages that are the sum of the container limits',
      after: whole({ limits: { cpu: '1', 'hugepages-2Mi': '2Mi' } }, { limits: { 'hugepages-2Mi': '2Mi' } }),
    },
    {
      name: 'a limit of a container where the Pod has none',
      after: whole({ limits: { cpu: '1' } }, { limits: { memory: '1Gi' } }),
    },
    {
      name: 'a higher limit of an init container',
      after: pod({
        resources: { limits: { cpu: '1' } },
        initContainers: [container({ resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } })],
      }),
    },
    {
      name: 'requests of a template, which are not checked',
      after: workload('Deployment', { resources: { limits: { cpu: '1' } }, containers: [needs('2')] }),
    },
  ],
  invalid: [
    {
      name: 'resources that the Pod does not have are not added up',
      after: pod({
        resources: { limits: { 'ephemeral-storage': '1' } },
        containers: [container({ resources: { requests: { 'ephemeral-storage': '1Gi' } } })],
      }),
      findings: [
        {
          messageId: 'name',
          path: `${path}.limits[ephemeral-storage]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Move this entry to the resources of a container.',
        },
      ],
    },
    {
      name: 'a resource that Kubernetes does not have',
      after: pod({ resources: { limits: { gpu: 1 } } }),
      findings: [
        {
          messageId: 'name',
          path: `${path}.limits[gpu]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use cpu, memory or hugepages-SIZE.',
        },
      ],
    },
    {
      name: 'on Windows',
      after: pod({ os: { name: 'windows' }, resources: { limits: { gpu: 1 } } }),
      findings: [
        {
          messageId: 'windows',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove resources from the Pod spec, and set the resources of each container.',
          beside: 'spec.os.name',
        },
      ],
    },
    {
      name: 'claims, names and amounts',
      after: pod({
        resources: { claims: [{ name: 'a' }], limits: { 'example.com/gpu': '1.5', cpu: 'x', memory: -1 } },
      }),
      findings: [
        {
          messageId: 'claims',
          path: `${path}.claims`,
          type: 'FieldValueForbidden',
          fix: 'Move claims to the resources of the containers that use them.',
        },
        {
          messageId: 'name',
          path: `${path}.limits[example.com/gpu]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Move this entry to the resources of a container.',
        },
        {
          messageId: 'whole',
          path: `${path}.limits[example.com/gpu]`,
          type: 'FieldValueInvalid',
          fix: 'Move this entry to the resources of a container, with a number such as 1.',
        },
        {
          messageId: 'negative',
          path: `${path}.limits[memory]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 256Mi.',
        },
      ],
    },
    {
      name: 'a limit without a value',
      after: pod({ resources: { requests: { cpu: '500m' }, limits: { cpu: null } } }),
      findings: [
        {
          messageId: 'limitEmpty',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Set the limit to 500m, or remove the request.',
          beside: 'spec.resources.limits[cpu]',
        },
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
        {
          messageId: 'above',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Lower the request to 1 or less, or raise the limit.',
          beside: 'spec.resources.limits[cpu]',
        },
        {
          messageId: 'unequal',
          path: `${path}.requests[hugepages-2Mi]`,
          type: 'FieldValueInvalid',
          fix: 'Set the request to 4Mi.',
          beside: 'spec.resources.limits[hugepages-2Mi]',
        },
        {
          messageId: 'noLimit',
          path: `${path}.limits[hugepages-1Gi]`,
          type: 'FieldValueRequired',
          fix: 'Set the limit to the same quantity as the request, 1Gi.',
          beside: 'spec.resources.requests[hugepages-1Gi]',
        },
      ],
    },
    {
      name: 'names without a page size',
      after: pod({ resources: { limits: { cpu: 1, 'hugepages-': '1Mi', 'hugepages-2mi': '1Mi' } } }),
      findings: [
        {
          messageId: 'name',
          path: `${path}.limits[hugepages-]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "hugepages-2Mi"?',
        },
        {
          messageId: 'pageSize',
          path: `${path}.limits[hugepages-2mi]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "hugepages-2Mi"?',
        },
      ],
    },
    {
      name: 'huge pages',
      after: pod({ resources: { limits: { 'hugepages-2Mi': '1Mi' } } }),
      findings: [
        {
          messageId: 'pages',
          path: `${path}.limits[hugepages-2Mi]`,
          type: 'FieldValueInvalid',
          fix: 'Set hugepages-2Mi to 2Mi or another multiple of 2Mi.',
        },
        {
          messageId: 'pagesAlone',
          path,
          type: 'FieldValueForbidden',
          fix: 'Add cpu or memory to the requests of the Pod.',
        },
      ],
    },
    {
      name: 'below the sum of containers and sidecars',
      after: pod({
        resources: { requests: { cpu: '3' } },
        initContainers: [needs('2', 'log', { restartPolicy: 'Always' }), needs('1', 'init')],
        containers: [needs('2')],
      }),
      findings: [
        {
          messageId: 'belowContainers',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Set the pod-level cpu request to 4 or more, or remove it.',
          to: '3',
          says: 'at least 4, the cpu',
        },
      ],
    },
    {
      name: 'of a stored Pod, below the sum of the containers',
      subresource: 'resize',
      before: pod({
        resources: { requests: { memory: '2Gi' } },
        containers: [asks({ memory: '512Mi' }), asks({ memory: '1Gi' }, 'b')],
      }),
      after: pod({
        resources: { requests: { memory: '1Gi' } },
        containers: [asks({ memory: '512Mi' }), asks({ memory: '1Gi' }, 'b')],
      }),
      findings: [
        {
          messageId: 'belowContainersOnUpdate',
          path: `${path}.requests[memory]`,
          type: 'FieldValueInvalid',
          fix: 'Set the pod-level memory request to 1536Mi or more, or lower the requests of the containers.',
          says: 'at least 1536Mi, the memory',
        },
      ],
    },
    {
      name: 'in a template that changes, below the sum of the containers',
      before: workload('Deployment', { resources: { requests: { cpu: '500m' } }, containers: [needs('250m')] }),
      after: workload('Deployment', { resources: { requests: { cpu: '500m' } }, containers: [needs('750m')] }),
      findings: [
        {
          messageId: 'belowContainers',
          path: 'spec.template.spec.resources.requests[cpu]',
          type: 'FieldValueInvalid',
          fix: 'Set the pod-level cpu request to 750m or more, or remove it.',
          says: 'at least 750m, the cpu',
        },
      ],
    },
    {
      name: 'a limit below the sum of the container requests',
      after: pod({ resources: { limits: { cpu: '1' } }, containers: [needs('2')] }),
      findings: [
        {
          messageId: 'aboveLimit',
          path: `${path}.requests`,
          type: 'FieldValueInvalid',
          fix: 'Raise the pod-level cpu limit to 2 or more, or lower the requests of the containers.',
          beside: 'spec.resources.limits[cpu]',
          says: 'request together, 2, must be no more than the pod-level limit, 1.',
        },
      ],
    },
    {
      name: 'the limit of a container',
      after: whole({ limits: { cpu: '1' }, requests: { cpu: '1' } }, { limits: { cpu: '2' } }),
      findings: [
        {
          messageId: 'container',
          path: 'spec.containers[0].resources.limits[cpu]',
          type: 'FieldValueInvalid',
          fix: 'Lower the container limit to 1 or less, or raise the pod-level limit.',
          beside: 'spec.resources.limits[cpu]',
          to: '2',
          says: 'limit of container "web" must be no more than the pod-level limit, 1.',
        },
      ],
    },
    {
      name: 'the limit of a container, where the pod-level limit has the wrong unit',
      after: whole(
        { limits: { memory: '512m' }, requests: { memory: '0' } },
        { limits: { memory: '1Gi' }, requests: { memory: '0' } },
      ),
      findings: [
        {
          messageId: 'container',
          path: 'spec.containers[0].resources.limits[memory]',
          type: 'FieldValueInvalid',
          fix: 'Set the pod-level limit to 1Gi or more.',
          beside: 'spec.resources.limits[memory]',
          to: '1Gi',
        },
      ],
    },
    {
      name: 'the limit of a container, where the pod-level limit is 0',
      after: whole({ limits: { cpu: '0' }, requests: { cpu: '0' } }, { limits: { cpu: '2' } }),
      findings: [
        {
          messageId: 'container',
          path: 'spec.containers[0].resources.limits[cpu]',
          type: 'FieldValueInvalid',
          fix: 'Lower the container limit to 0, or raise the pod-level limit.',
          beside: 'spec.resources.limits[cpu]',
          to: '2',
        },
      ],
    },
    {
      name: 'huge pages of the containers',
      after: whole(
        { limits: { cpu: '1', 'hugepages-2Mi': '2Mi' }, requests: { cpu: '1', 'hugepages-2Mi': '2Mi' } },
        { limits: { 'hugepages-2Mi': '4Mi' } },
      ),
      findings: [
        {
          messageId: 'pagesBelowContainers',
          path: `${path}.limits[hugepages-2Mi]`,
          type: 'FieldValueInvalid',
          fix: 'Set the pod-level hugepages-2Mi limit to 4Mi or more, or lower the limits of the containers.',
        },
        {
          messageId: 'container',
          path: 'spec.containers[0].resources.limits[hugepages-2Mi]',
          type: 'FieldValueInvalid',
          fix: 'Lower the container limit to 2Mi or less, or raise the pod-level limit.',
          beside: 'spec.resources.limits[hugepages-2Mi]',
        },
      ],
    },
  ],
});
