/**
 * How a strategic merge treats the lists and objects that it does not simply replace or enter. Source: the tags `patchStrategy` and
 * `patchMergeKey` in k8s.io/api core/v1, apps/v1 and meta/v1 types.go of Kubernetes 1.34 to 1.37, in which they are the same. Those of a
 * status are left out: nobody applies one.
 */
import { own } from '../../json/json.ts';

export interface PatchStrategy {
  /** Entries of the list are merged: those of objects by this field, those of texts (`''`) by themselves. */
  readonly mergeKey?: string;
  /** Of the object, or of each entry of the list, only the fields that the manifest has are retained. */
  readonly retainKeys?: true;
}

const byName: PatchStrategy = { mergeKey: 'name' };
const container: Readonly<Record<string, PatchStrategy>> = {
  env: byName,
  ports: { mergeKey: 'containerPort' },
  volumeDevices: { mergeKey: 'devicePath' },
  volumeMounts: { mergeKey: 'mountPath' },
};

const strategies: Readonly<Record<string, Readonly<Record<string, PatchStrategy>>>> = {
  ObjectMeta: { finalizers: { mergeKey: '' }, ownerReferences: { mergeKey: 'uid' } },
  PodSpec: {
    containers: byName,
    ephemeralContainers: byName,
    hostAliases: { mergeKey: 'ip' },
    imagePullSecrets: byName,
    initContainers: byName,
    resourceClaims: { mergeKey: 'name', retainKeys: true },
    schedulingGates: byName,
    topologySpreadConstraints: { mergeKey: 'topologyKey' },
    volumes: { mergeKey: 'name', retainKeys: true },
  },
  Container: container,
  EphemeralContainer: container,
  DeploymentSpec: { strategy: { retainKeys: true } },
};

/** Every other list, such as `tolerations`, is replaced as a whole. `struct` is the name of a Go type, as in `field-types.ts`. */
export function patchStrategy(struct: string, field: string): PatchStrategy | undefined {
  return own(own(strategies, struct) ?? {}, field);
}
