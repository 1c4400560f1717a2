import { namesInPodSpec } from '../../../src/rules/containers/names-in-pod-spec.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(namesInPodSpec, {
  valid: [
    { name: 'none', after: pod({ serviceAccountName: '', hostname: null }) },
    {
      name: 'names',
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
      name: 'host names in a StatefulSet, which gives each Pod its own',
      kind: 'StatefulSet',
      after: workload('StatefulSet', { hostname: 'web.example.com', subdomain: 'A' }),
    },
  ],
  invalid: [
    {
      name: 'no names',
      kind: 'Deployment',
      after: workload('Deployment', {
        serviceAccountName: 'Builder',
        nodeName: 'node_1',
        priorityClassName: 5,
        runtimeClassName: '',
        hostname: 'web.example.com',
        subdomain: 'x'.repeat(64),
      }),
      findings: [
        { messageId: 'name', path: 'spec.template.spec.serviceAccountName', type: 'FieldValueInvalid', to: 'Builder' },
        { messageId: 'name', path: 'spec.template.spec.nodeName', to: 'node_1' },
        { messageId: 'name', path: 'spec.template.spec.priorityClassName', to: 5 },
        { messageId: 'name', path: 'spec.template.spec.runtimeClassName', to: '' },
        { messageId: 'name', path: 'spec.template.spec.hostname', says: 'must not contain dots' },
        { messageId: 'name', path: 'spec.template.spec.subdomain', says: '63' },
      ],
    },
  ],
});
