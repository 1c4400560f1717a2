/**
 * API versions of Pods and workloads that Kubernetes no longer serves. Sources: the deprecation guide of the Kubernetes documentation
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

/** Kinds that have another name since a version of Kubernetes. Their API versions were removed, too. */
export const renamedKinds: ReadonlyMap<string, { readonly to: Kind; readonly since: string }> = new Map([
  ['PetSet', { to: 'StatefulSet', since: '1.5' }],
  ['ScheduledJob', { to: 'CronJob', since: '1.5' }],
]);
