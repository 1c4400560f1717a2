import type { JsonObject } from '../../../src/json/json.ts';
import { resourcesValid } from '../../../src/rules/resources/resources-valid.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].resources';
const resources = (value: JsonObject) => podWith({ resources: value });
const template = (value: JsonObject) => workload('Deployment', { containers: [container({ resources: value })] });
const pages = (amount: string) => ({ cpu: '1', 'hugepages-2Mi': amount });

const useAllowed =
  'Use cpu, memory, ephemeral-storage, hugepages-SIZE, or a name with a domain such as example.com/gpu.';
/** The finding about a limit. With `meant`, the fix suggests that name. */
const wrongName = (name: string, meant?: string) =>
  ({
    messageId: 'name',
    path: `${path}.limits[${name}]`,
    isOfKey: true,
    type: 'FieldValueInvalid',
    fix: meant === undefined ? useAllowed : `Did you mean "${meant}"?`,
  }) as const;

testRule(resourcesValid, {
  valid: [
    {
      name: 'requests below limits',
      after: resources({ requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: 1, memory: '64Mi' } }),
    },
    { name: 'a device', after: resources({ requests: { 'example.com/gpu': 1 }, limits: { 'example.com/gpu': '1' } }) },
    { name: 'huge pages', after: resources({ requests: pages('4Mi'), limits: pages('4Mi') }) },
    {
      name: 'an unknown resource with a name of Kubernetes',
      after: resources({ requests: { 'kubernetes.io/new': '1500m' } }),
    },
    { name: 'huge', after: resources({ limits: { cpu: 1e300 } }) },
    {
      name: 'binary amounts that kube-apiserver lowers to the same one',
      after: resources({ requests: { memory: '9Ei' }, limits: { memory: '8Ei' } }),
    },
    {
      name: 'with stored pages that are not a multiple, others are accepted',
      before: template({ limits: pages('3Mi'), requests: pages('3Mi') }),
      after: template({ limits: pages('5Mi'), requests: pages('5Mi') }),
    },
    {
      name: 'with stored pages in overhead that are not a multiple, others are accepted',
      before: workload('Deployment', { overhead: pages('3Mi') }),
      after: workload('Deployment', { overhead: pages('5Mi') }),
    },
    {
      name: 'with stored pages in one of the limits that are not a multiple, others are accepted',
      before: workload('Deployment', {
        containers: [container({ resources: { limits: pages('3Mi') } }), container({ name: 'log' })],
      }),
      after: template({ limits: pages('5Mi') }),
    },
    { name: 'overhead', after: pod({ overhead: { cpu: '250m' } }) },
    { name: 'nothing of a resource', after: resources({ limits: { cpu: '0', memory: null } }) },
    { name: 'no object', after: podWith({ resources: [] }) },
  ],
  invalid: [
    {
      name: 'names',
      after: resources({ limits: { gpu: 1, 'a b': 1, 'requests.example.com/gpu': 1, 'requests.gpu': 1, 'x/y/z': 1 } }),
      findings: [
        wrongName('gpu'),
        wrongName('a b'),
        wrongName('requests.example.com/gpu', 'example.com/gpu'),
        wrongName('requests.gpu'),
        wrongName('x/y/z'),
      ],
    },
    {
      name: 'amounts',
      after: resources({ limits: { ...pages('3Mi'), cpu: '-1', 'example.com/gpu': '1500m' } }),
      findings: [
        {
          messageId: 'negative',
          path: `${path}.limits[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 500m.',
          to: '-1',
        },
        {
          messageId: 'whole',
          path: `${path}.limits[example.com/gpu]`,
          type: 'FieldValueInvalid',
          fix: 'Use a number such as 1.',
        },
        {
          messageId: 'pages',
          path: `${path}.limits[hugepages-2Mi]`,
          type: 'FieldValueInvalid',
          fix: 'Set hugepages-2Mi to 4Mi or another multiple of 2Mi.',
        },
      ],
    },
    {
      name: 'names that are similar to resource names',
      after: resources({ limits: { memroy: 1, mem: 1, CPU: 1, 'hugepage-1Gi': 1 } }),
      findings: [
        wrongName('memroy', 'memory'),
        wrongName('mem', 'memory'),
        wrongName('CPU', 'cpu'),
        wrongName('hugepage-1Gi', 'hugepages-1Gi'),
      ],
    },
    {
      name: 'requests with names that are not valid, of resources that need a limit',
      after: resources({ requests: { 'requests.example.com/gpu': 1, 'example.com/a b': 1, 'requests.cpu': 1 } }),
      findings: [
        [
          'requests.example.com/gpu',
          'Did you mean "example.com/gpu"?',
          'Set the limit of "example.com/gpu" to the same quantity as the request, 1.',
        ],
        ['example.com/a b', useAllowed, useAllowed],
        ['requests.cpu', 'Did you mean "cpu"?'],
      ].flatMap(([name, fix, fixOfLimit]) => [
        {
          messageId: 'name',
          path: `${path}.requests[${name}]`,
          isOfKey: true,
          type: 'FieldValueInvalid' as const,
          fix: fix!,
        },
        ...(fixOfLimit === undefined
          ? []
          : [
              {
                messageId: 'noLimit',
                path: `${path}.limits[${name}]`,
                type: 'FieldValueRequired' as const,
                fix: fixOfLimit,
                beside: `${path}.requests[${name}]`,
              },
            ]),
      ]),
    },
    {
      name: 'huge pages without a valid size',
      after: resources({
        limits: { cpu: 1, 'hugepages-2mi': '4Mi', 'hugepages-0': 1, 'hugepages-small': '-1', 'hugepages-1Gi': 'x' },
      }),
      findings: [
        {
          messageId: 'pageSize',
          path: `${path}.limits[hugepages-2mi]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "hugepages-2Mi"?',
        },
        {
          messageId: 'pageSize',
          path: `${path}.limits[hugepages-0]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "hugepages-2Mi"?',
        },
        {
          messageId: 'pageSize',
          path: `${path}.limits[hugepages-small]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Did you mean "hugepages-2Mi"?',
        },
        {
          messageId: 'negative',
          path: `${path}.limits[hugepages-small]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 2Mi.',
        },
      ],
    },
    {
      name: 'pages that are not a multiple, where the stored ones were',
      before: template({ limits: pages('4Mi'), requests: pages('4Mi') }),
      after: template({ limits: pages('5Mi'), requests: pages('5Mi') }),
      findings: [
        {
          messageId: 'pages',
          path: 'spec.template.spec.containers[0].resources.limits[hugepages-2Mi]',
          type: 'FieldValueInvalid',
          fix: 'Set hugepages-2Mi to 6Mi or another multiple of 2Mi.',
          says: 'to 6Mi or',
        },
      ],
    },
    {
      name: 'pages that kube-apiserver lowers to an amount that is not a multiple',
      after: resources({ limits: pages('8Ei') }),
      findings: [
        {
          messageId: 'pages',
          path: `${path}.limits[hugepages-2Mi]`,
          type: 'FieldValueInvalid',
          fix: 'Set hugepages-2Mi to 9223372036854775808 or another multiple of 2Mi.',
        },
      ],
    },
    {
      name: 'a limit whose request was absent is reported once',
      after: resources({ limits: { gpu: 1, cpu: '-1' }, requests: { gpu: 1, cpu: '-1' } }),
      findings: [
        wrongName('gpu'),
        {
          messageId: 'negative',
          path: `${path}.limits[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 500m.',
        },
      ],
    },
    {
      name: 'a request that is wrong in another way than its limit',
      after: resources({ limits: { cpu: '-1' }, requests: { cpu: '-2' } }),
      findings: [
        {
          messageId: 'negative',
          path: `${path}.limits[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 500m.',
        },
        {
          messageId: 'negative',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 500m.',
        },
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
          fix: 'Lower the request to 1 or less, or raise the limit.',
          beside: 'spec.containers[0].resources.limits[cpu]',
          to: '1001m',
          says: 'the cpu request of container "web" must be no more than its limit, 1.',
        },
      ],
    },
    ...(
      [
        ['cpu', 100, '500m', 'Lower the request to 500m or less.'],
        ['cpu', 200, 100, 'Write both amounts with the unit that is meant, such as 500m.'],
        ['memory', '1Gi', '512m', 'Set the limit to 1Gi or more.'],
        ['memory', '1Gi', 512, 'Set the limit to 1Gi or more.'],
        ['memory', 512, '512m', 'Write both amounts with the unit that is meant, such as 256Mi.'],
        ['ephemeral-storage', '1Gi', '512m', 'Set the limit to 1Gi or more.'],
      ] as const
    ).map(([name, request, limit, fix]) => ({
      name: `${name} of ${request} above a limit of ${limit}`,
      after: resources({ requests: { cpu: 0, [name]: request }, limits: { [name]: limit } }),
      findings: [
        {
          messageId: 'above',
          path: `${path}.requests[${name}]`,
          type: 'FieldValueInvalid' as const,
          fix,
          beside: `${path}.limits[${name}]`,
          to: request,
        },
      ],
    })),
    ...(
      [
        ['-1', 'Set both amounts to 0 or more.'],
        ['5Gi', 'Set the limit to 5Gi or more.'],
      ] as const
    ).map(([request, fix]) => ({
      name: `a request of ${request} above a negative limit`,
      after: resources({ requests: { 'ephemeral-storage': request }, limits: { 'ephemeral-storage': '-2' } }),
      findings: [
        ...['limits', ...(request === '-1' ? ['requests'] : [])].map((list) => ({
          messageId: 'negative',
          path: `${path}.${list}[ephemeral-storage]`,
          type: 'FieldValueInvalid' as const,
          fix: 'Use a quantity such as 256Mi.',
        })),
        {
          messageId: 'above',
          path: `${path}.requests[ephemeral-storage]`,
          type: 'FieldValueInvalid' as const,
          fix,
          beside: `${path}.limits[ephemeral-storage]`,
        },
      ],
    })),
    {
      name: 'what cannot be overcommitted',
      after: resources({
        requests: { 'example.com/gpu': 1, ...pages('2Mi') },
        limits: { 'example.com/gpu': 2 },
      }),
      findings: [
        {
          messageId: 'unequal',
          path: `${path}.requests[example.com/gpu]`,
          type: 'FieldValueInvalid',
          fix: 'Set the request to 2.',
          beside: 'spec.containers[0].resources.limits[example.com/gpu]',
          to: 1,
        },
        {
          messageId: 'noLimit',
          path: `${path}.limits[hugepages-2Mi]`,
          type: 'FieldValueRequired',
          fix: 'Set the limit to the same quantity as the request, 2Mi.',
          beside: 'spec.containers[0].resources.requests[hugepages-2Mi]',
        },
      ],
    },
    {
      name: 'huge pages alone',
      after: resources({ limits: { 'hugepages-2Mi': '2Mi' } }),
      findings: [
        {
          messageId: 'pagesAlone',
          path,
          type: 'FieldValueForbidden',
          fix: 'Add cpu or memory to the requests of container "web".',
        },
      ],
    },
    {
      name: 'overhead of huge pages alone',
      after: pod({ overhead: { 'hugepages-2Mi': '4Mi' } }),
      findings: [
        {
          messageId: 'pagesAloneInOverhead',
          path: 'spec.overhead',
          type: 'FieldValueForbidden',
          fix: 'Add cpu or memory to overhead.',
        },
      ],
    },
    {
      name: 'invalid overhead',
      after: pod({ overhead: { gpu: 1, cpu: '-1' } }),
      findings: [
        { messageId: 'name', path: 'spec.overhead[gpu]', isOfKey: true, type: 'FieldValueInvalid', fix: useAllowed },
        {
          messageId: 'negative',
          path: 'spec.overhead[cpu]',
          type: 'FieldValueInvalid',
          fix: 'Use a quantity such as 500m.',
        },
      ],
    },
    {
      name: 'a request or a limit that is null, which is 0',
      after: resources({
        requests: { cpu: 1, memory: '1Gi', 'example.com/gpu': null },
        limits: { cpu: null, memory: '0', 'example.com/gpu': 1 },
      }),
      findings: [
        {
          messageId: 'limitEmpty',
          path: `${path}.requests[cpu]`,
          type: 'FieldValueInvalid',
          fix: 'Set the limit to 1, or remove the request.',
          says: 'the cpu limit of container "web" has no value, which counts as 0, but the request is more than 0.',
          beside: `${path}.limits[cpu]`,
        },
        {
          messageId: 'above',
          path: `${path}.requests[memory]`,
          type: 'FieldValueInvalid',
          fix: 'Lower the request to 0, or raise the limit.',
          beside: `${path}.limits[memory]`,
        },
        {
          messageId: 'unequal',
          path: `${path}.requests[example.com/gpu]`,
          type: 'FieldValueInvalid',
          fix: 'Set the request to 1.',
          beside: `${path}.limits[example.com/gpu]`,
        },
      ],
    },
  ],
});
