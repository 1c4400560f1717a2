import type { JsonObject } from '../../../src/json/json.ts';
import { resizeSupported } from '../../../src/rules/update/resize-supported.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'resize';
const after = pod();
const running = (extra: JsonObject) => ({
  ...pod({ nodeName: 'node-1' }),
  status: { containerStatuses: [{ name: 'web', state: { running: {} }, ...extra }] },
});
const podLevel = pod({ resources: { limits: { cpu: '1' } } });

testRule(resizeSupported, {
  valid: [
    { name: 'a Pod that does not run yet', subresource, before: pod(), after },
    { name: 'a kubelet that reports resources', subresource, before: running({ resources: {} }), after },
    {
      name: 'resources of the whole Pod that were added, and are dropped',
      subresource,
      minor: 35,
      before: pod(),
      after: podLevel,
    },
    {
      name: 'resources from claims, from 1.37 on',
      subresource,
      minor: 37,
      before: { ...pod(), status: { nodeAllocatableResourceClaimStatuses: [{}] } },
      after,
    },
    { name: 'resources of the whole Pod, from 1.36 on', subresource, before: podLevel, after: podLevel },
  ],
  invalid: [
    {
      name: 'a static Pod',
      subresource,
      before: pod({ nodeName: 'node-1' }, { annotations: { 'kubernetes.io/config.mirror': 'hash' } }),
      after,
      findings: [
        {
          messageId: 'mirror',
          path: 'spec',
          type: 'FieldValueForbidden',
          fix: 'Change the manifest of the static Pod on node "node-1", usually in /etc/kubernetes/manifests.',
        },
      ],
    },
    {
      name: 'a Windows Pod',
      subresource,
      before: pod({ os: { name: 'windows' } }),
      after,
      findings: [
        {
          messageId: 'windows',
          path: 'spec',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a kubelet that does not report resources',
      subresource,
      before: running({}),
      after,
      findings: [
        {
          messageId: 'node',
          path: 'spec',
          type: 'FieldValueForbidden',
          says: 'the kubelet of node "node-1" does not support',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'resources of the whole Pod, before 1.36',
      subresource,
      minor: 35,
      before: podLevel,
      after: podLevel,
      findings: [
        {
          messageId: 'podLevel',
          path: 'spec.resources',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          says: 'without the feature gate InPlacePodLevelResourcesVerticalScaling (on by default in Kubernetes 1.36 and later), because it has spec.resources.',
        },
      ],
    },
    {
      name: 'resources from claims',
      subresource,
      before: { ...pod(), status: { nodeAllocatableResourceClaimStatuses: [{}] } },
      after,
      findings: [
        {
          messageId: 'claims',
          path: 'spec',
          type: 'FieldValueForbidden',
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
  ],
});
