/**
 * The other kinds in the API groups of Pods and workloads. No extension can add a kind to these groups, so a kind that
 * is not listed does not exist. Source: api/openapi-spec/swagger.json of k8s.io/kubernetes.
 */

/** By API group. */
export const otherKinds: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '',
    [
      'Binding',
      'ComponentStatus',
      'ConfigMap',
      'Endpoints',
      'Event',
      'LimitRange',
      'Namespace',
      'Node',
      'PersistentVolume',
      'PersistentVolumeClaim',
      'ResourceQuota',
      'Secret',
      'Service',
      'ServiceAccount',
      // Kinds of requests and responses.
      'APIGroup',
      'APIGroupList',
      'APIResourceList',
      'APIVersions',
      'DeleteOptions',
      'List',
      'NodeProxyOptions',
      'PodAttachOptions',
      'PodExecOptions',
      'PodPortForwardOptions',
      'PodProxyOptions',
      'PodStatusResult',
      'RangeAllocation',
      'SerializedReference',
      'ServiceProxyOptions',
      'Status',
      'WatchEvent',
    ],
  ],
  ['apps', ['ControllerRevision', 'DeploymentRollback', 'Scale']],
  ['batch', ['JobTemplate']],
  // Kubernetes 1.22 removed the last kind of this group.
  [
    'extensions',
    [
      'DeploymentRollback',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodSecurityPolicy',
      'ReplicationControllerDummy',
      'Scale',
      'ThirdPartyResource',
      'ThirdPartyResourceData',
    ],
  ],
]);
