/** `make node-up`: runs a real cluster of one node in the background. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { imageArchive } from '../image.ts';
import { streamProgress } from '../progress.ts';
import { shellCommands } from '../shell.ts';
import { root } from '../state.ts';
import { defaultKubernetesVersion, kubernetesVersion, kubernetesVersions } from '../versions.ts';
import { testImage } from './images.ts';
import { type Node, attachNode, startNode } from './node.ts';
import { obstacle } from './requirements.ts';
import { nodeLock, nodeState } from './state.ts';

const help = `Usage: make node-up    (or: npx node devcluster/node/up.ts)

Starts a Kubernetes cluster of one node on this machine, on which Pods run: etcd, kube-apiserver, kube-controller-manager,
kube-scheduler, containerd, kubelet, kube-proxy and CoreDNS. It requires Linux and root. On Debian and Ubuntu, missing packages
are installed with apt-get. The node has namespaces of its own for processes, mounts and the network, so it does not change
those of this machine. It runs in the background until you run \`make node-down\`.

If \`make image\` has built the image of Podward, it is loaded. Run this command again to load a new one.

Environment variables:
  K8S            Kubernetes version, one of ${kubernetesVersions.join(', ')}. The default is the version of
                 the running node, or ${defaultKubernetesVersion}.
  PODWARD_CACHE  Directory to keep binaries in. The default is ~/.cache/podward.
  NO_COLOR       Set it to turn off colors.
`;

const progress = streamProgress();

await runCommand({ name: 'node-up', help, what: 'node', lock: nodeLock, progress }, up);

async function up(): Promise<void> {
  const why = obstacle();
  if (why) throw new Error(`${why}.`);
  const node = await runningOrNew();
  if (existsSync(imageArchive)) await progress.during(`loading ${imageArchive}`, node.loadImage(imageArchive));
  node.api.close();
  process.stdout.write(whatNow(node.version, shellCommands(node)));
}

async function runningOrNew(): Promise<Node> {
  const running = await attachNode(nodeState, progress);
  const wanted = process.env['K8S'] ? kubernetesVersion(process.env['K8S']) : running?.version;
  if (running && running.version === wanted) {
    progress.note(`a node of Kubernetes ${running.version} is already running`);
    return running;
  }
  running?.api.close();
  return startNode({ dir: nodeState, progress, ...(wanted ? { version: wanted } : {}) });
}

function whatNow(version: string, shell: string): string {
  return `
A node of Kubernetes ${version} is running. To use it, run this in your shell:

${shell}
Then try these commands in ${root.replace(/\/$/, '')}:

  kubectl run try -it --rm --restart=Never --image=${testImage} -- sh
      Opens a shell in a Pod. Other images must be loaded first, because the node has no registry.
${
  existsSync(imageArchive)
    ? `  helm install podward charts/podward --namespace podward-system --create-namespace --wait \\
    --set image.repository=localhost/podward
      Installs Podward from the image that make image built.
`
    : `  make image && make node-up
      Builds the image of Podward and loads it.
`
}
Logs are in ${join(nodeState, 'logs')}. To stop everything, run: make node-down
`;
}
