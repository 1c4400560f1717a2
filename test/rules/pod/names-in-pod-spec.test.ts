import { namesInPodSpec } from '../../../src/rules/pod/names-in-pod-spec.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(namesInPodSpec, {
  valid: [
    { name: 'no names', after: pod({ serviceAccountName: '', hostname: '', subdomain: null }) },
    {
      name: 'valid names',
      after: pod({
        serviceAccountName: 'builder',
        nodeName: 'node-1.example.com',
        priorityClassName: 'high',
        runtimeClassName: 'gvisor',
        hostname: 'web-0',
        subdomain: 'web',
      }),
    },
    {
      name: 'hostname and subdomain in a StatefulSet, which sets them in each Pod',
      after: workload('StatefulSet', { hostname: 'web.example.com', subdomain: 'A' }),
    },
  ],
  invalid: [
    {
      name: 'invalid names',
      after: workload('Deployment', {
        serviceAccountName: 'Builder',
        nodeName: 'node_1',
        priorityClassName: 5,
        runtimeClassName: '',
        hostname: 'web.example.com',
        subdomain: 'Web_Site',
      }),
      findings: [
        {
          messageId: 'name',
          path: 'spec.template.spec.serviceAccountName',
          type: 'FieldValueInvalid',
          fix: 'Set serviceAccountName to the name of a ServiceAccount in the namespace of the Pod.',
          to: 'Builder',
        },
        {
          messageId: 'name',
          path: 'spec.template.spec.nodeName',
          type: 'FieldValueInvalid',
          fix: 'Set nodeName to the name of a node.',
          to: 'node_1',
        },
        {
          messageId: 'notString',
          path: 'spec.template.spec.priorityClassName',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 5,
        },
        {
          messageId: 'empty',
          path: 'spec.template.spec.runtimeClassName',
          type: 'FieldValueRequired',
          fix: 'Set runtimeClassName to the name of a RuntimeClass, or remove it.',
        },
        {
          messageId: 'hostname',
          path: 'spec.template.spec.hostname',
          type: 'FieldValueInvalid',
          fix: 'Set hostname to a name such as "web".',
        },
        {
          messageId: 'hostname',
          path: 'spec.template.spec.subdomain',
          type: 'FieldValueInvalid',
          fix: 'Set subdomain to a name such as "web-site".',
        },
      ],
    },
    {
      name: 'a hostname that is not a string, and a subdomain without a valid character',
      after: pod({ hostname: 5, subdomain: '.' }),
      findings: [
        {
          messageId: 'notString',
          path: 'spec.hostname',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 5,
          says: 'must be a string, but is a number.',
        },
        {
          messageId: 'hostname',
          path: 'spec.subdomain',
          type: 'FieldValueInvalid',
          fix: 'Set subdomain to a name such as "web".',
          to: '.',
        },
      ],
    },
  ],
});
