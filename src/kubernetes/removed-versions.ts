/**
 * API versions that Kubernetes no longer serves. Sources: the deprecation guide of the Kubernetes documentation
 * (reference/using-api/deprecation-guide), and the change logs of Kubernetes 1.6, 1.8 and 1.21.
 */
import type { Kind } from './kinds.ts';

interface RemovedVersion {
  readonly apiVersion: string;
  /** The first Kubernetes version that does not serve it. */
  readonly removedIn: string;
  /** Whether spec.selector could be omitted. The API server then used the labels of the Pod template. */
  readonly hadDefaultSelector?: true;
}

const extensions: RemovedVersion = {
  apiVersion: 'extensions/v1beta1',
  removedIn: '1.16',
  hadDefaultSelector: true,
};
const appsBeta1: RemovedVersion = { apiVersion: 'apps/v1beta1', removedIn: '1.16', hadDefaultSelector: true };
const appsBeta2: RemovedVersion = { apiVersion: 'apps/v1beta2', removedIn: '1.16' };

const removedVersions: ReadonlyMap<Kind, readonly RemovedVersion[]> = new Map([
  ['Deployment', [extensions, appsBeta1, appsBeta2]],
  ['ReplicaSet', [extensions, appsBeta2]],
  ['DaemonSet', [extensions, appsBeta2]],
  ['StatefulSet', [appsBeta1, appsBeta2]],
  ['Job', [{ apiVersion: 'extensions/v1beta1', removedIn: '1.6' }]],
  [
    'CronJob',
    [
      { apiVersion: 'batch/v1beta1', removedIn: '1.25' },
      { apiVersion: 'batch/v2alpha1', removedIn: '1.21' },
    ],
  ],
]);

/** Undefined if the kind never was in this API version, or is still. */
export const removedVersion = (kind: Kind, apiVersion: string): RemovedVersion | undefined =>
  removedVersions.get(kind)?.find((version) => version.apiVersion === apiVersion);

const group = (name: string, removedIn: string, kinds: readonly string[]): OtherRemoved[] =>
  kinds.map((kind) => ({ kind, apiVersion: `${name}/v1beta1`, removedIn, use: `${name}/v1` }));

interface OtherRemoved {
  readonly kind: string;
  readonly apiVersion: string;
  readonly removedIn: string;
  /** The API version that is served. Undefined if the kind was removed. */
  readonly use: string | undefined;
}

const extensionsBeta = 'extensions/v1beta1';
const [autoscaling, networking] = ['autoscaling/v2', 'networking.k8s.io/v1'];

/** Of other kinds. */
const otherRemoved: readonly OtherRemoved[] = [
  { kind: 'Ingress', apiVersion: extensionsBeta, removedIn: '1.22', use: networking },
  { kind: 'NetworkPolicy', apiVersion: extensionsBeta, removedIn: '1.16', use: networking },
  { kind: 'PodSecurityPolicy', apiVersion: extensionsBeta, removedIn: '1.16', use: undefined },
  { kind: 'PodSecurityPolicy', apiVersion: 'policy/v1beta1', removedIn: '1.25', use: undefined },
  { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2beta1', removedIn: '1.25', use: autoscaling },
  { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2beta2', removedIn: '1.26', use: autoscaling },
  ...group('admissionregistration.k8s.io', '1.22', ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']),
  ...group('apiextensions.k8s.io', '1.22', ['CustomResourceDefinition']),
  ...group('apiregistration.k8s.io', '1.22', ['APIService']),
  ...group('certificates.k8s.io', '1.22', ['CertificateSigningRequest']),
  ...group('coordination.k8s.io', '1.22', ['Lease']),
  ...group('discovery.k8s.io', '1.25', ['EndpointSlice']),
  ...group('events.k8s.io', '1.25', ['Event']),
  ...group('networking.k8s.io', '1.22', ['Ingress', 'IngressClass']),
  ...group('node.k8s.io', '1.25', ['RuntimeClass']),
  ...group('policy', '1.25', ['PodDisruptionBudget']),
  ...group('rbac.authorization.k8s.io', '1.22', ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']),
  ...group('scheduling.k8s.io', '1.22', ['PriorityClass']),
  ...group('storage.k8s.io', '1.22', ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment']),
];

/** The removed API versions of these objects of kinds that Podward does not check. */
export const removedOf = (objects: readonly { readonly apiVersion: string; readonly kind: string }[]) =>
  otherRemoved.filter((removed) =>
    objects.some(({ apiVersion, kind }) => apiVersion === removed.apiVersion && kind === removed.kind),
  );

/** Kinds that have another name since a version of Kubernetes. Their API versions were removed, too. */
export const renamedKinds: ReadonlyMap<string, { readonly to: Kind; readonly since: string }> = new Map([
  ['PetSet', { to: 'StatefulSet', since: '1.5' }],
  ['ScheduledJob', { to: 'CronJob', since: '1.5' }],
]);
