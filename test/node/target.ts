/** The cluster that these tests run on: a node of their own, or the cluster of PODWARD_TEST_KUBECONFIG (see `make test-cluster`). */
import { binary } from '../../devcluster/binaries.ts';
import type { Cluster } from '../../devcluster/cluster.ts';
import { testImage } from '../../devcluster/node/images.ts';
import { attachNode, type Node } from '../../devcluster/node/node.ts';
import { run, type CommandResult, type RunOptions } from '../../devcluster/run.ts';
import { npmTools } from '../../devcluster/versions.ts';
import { imageName } from '../../devcluster/image.ts';

type Client = (args: readonly string[], options?: RunOptions) => Promise<CommandResult>;

export interface Target {
  kubectl: Client;
  helm: Client;
  /** The image of Podward, with its tag. */
  image: string;
  /** An image with the commands of BusyBox. */
  testImage: string;
  /** Values of the chart. */
  values: Record<string, unknown>;
}

/** What the end-to-end tests use of a cluster. */
export interface AnyCluster
  extends Pick<Cluster, 'kubeconfig' | 'bin' | 'kubectl' | 'helm'>, Partial<Pick<Cluster, 'api'>> {
  /** The image of Podward, if the cluster has nodes. */
  image?: string;
}

/** The version of kubectl. That of the npm package, because the version of the cluster is not known yet. */
export const clientOfAnyCluster = npmTools.kubectl;

/** The cluster that a user gave to `make test-cluster`. */
export async function givenCluster(): Promise<AnyCluster | undefined> {
  const kubeconfig = process.env['PODWARD_TEST_KUBECONFIG'];
  if (!kubeconfig) return undefined;
  const bin = { kubectl: await binary('kubectl', { version: clientOfAnyCluster }), helm: await binary('helm') };
  return { kubeconfig, bin, ...(await attachTarget()) };
}

/** The image of `make test-cluster`, or the one that `make image` builds. */
const image = (): string => process.env['PODWARD_TEST_IMAGE'] ?? imageName;

export async function attachTarget(): Promise<Target> {
  const kubeconfig = process.env['PODWARD_TEST_KUBECONFIG'];
  if (!kubeconfig) return ownNodeTarget(await ownNode());
  const client = async (name: 'kubectl' | 'helm') => {
    const program = await binary(name, { version: clientOfAnyCluster });
    return (args: readonly string[], options: RunOptions = {}) =>
      run(program, args, { ...options, env: { KUBECONFIG: kubeconfig, ...options.env } });
  };
  return {
    kubectl: await client('kubectl'),
    helm: await client('helm'),
    image: image(),
    testImage: process.env['PODWARD_TEST_BUSYBOX'] ?? testImage,
    // Podward does not review the other namespaces of the cluster.
    values: { defaultMode: 'off' },
  };
}

export function ownNodeTarget(node: Node): Target & { readonly node: Node } {
  return {
    node,
    kubectl: (args, options) => node.kubectl(args, options),
    helm: (args, options) => node.helm(args, options),
    image: image(),
    testImage,
    values: {},
  };
}

/** The node that the tests share. */
export async function ownNode(): Promise<Node> {
  const node = await attachNode(process.env['PODWARD_NODE_DIR'] ?? '');
  if (!node) throw new Error('no node is running: run these tests with make test-node');
  return node;
}
