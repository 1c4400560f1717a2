/**
 * The other kinds in the API groups whose Pods and workloads Podward judges. No extension can add a kind to these groups, so a kind that
 * is not listed does not exist. Source: api/openapi-spec/swagger.json of Kubernetes 1.34 to 1.37.
 */
import { kinds } from '../kubernetes/kinds.ts';
import { nearest } from '../text/nearest.ts';

const others: ReadonlyMap<string, readonly string[]> = new Map([
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
]);

/** The kind that the author most likely meant, if the group does not have the given kind. */
export function kindMeant(group: string, kind: string): string | undefined {
  const own = others.get(group);
  if (own === undefined) return undefined;
  const known = [...kinds.map((facts) => facts.kind), ...own];
  const name = kind.endsWith('List') ? kind.slice(0, -'List'.length) : kind;
  if (known.includes(kind) || known.includes(name)) return undefined;
  return nearest(kind, known);
}
