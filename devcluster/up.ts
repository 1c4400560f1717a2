/** `make up`: a real control plane with Podward in it, in the background of this machine. */
import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cluster, attachCluster, startCluster } from './cluster.ts';
import { withLock } from './lock.ts';
import { installPodward } from './podward.ts';
import { endProcess, processRecords, startProcess } from './processes.ts';
import { streamProgress } from './progress.ts';
import { backgroundLock, backgroundState, root } from './state.ts';
import { kubernetesVersion, kubernetesVersions } from './versions.ts';

const help = `Usage: make up    (or: npx node devcluster/up.ts)

Starts etcd, kube-apiserver and kube-controller-manager on this machine, without root and without Docker, installs the chart
with Helm, and runs Podward's server behind its Service. Everything keeps running in the background until \`make down\`.
Run again, it keeps the cluster, upgrades the release and restarts the server from the present source.

Environment:
  K8S                  Kubernetes version: ${[...kubernetesVersions].sort().join(', ')}. Default: the one that
                       runs already, else ${kubernetesVersions[0]}.
  KUBEBUILDER_ASSETS   folder with etcd, kube-apiserver and kubectl to use
  PODWARD_CACHE        where binaries are kept (default ~/.cache/podward)
  PODWARD_RELEASE_URL  mirror of the Kubernetes releases to download from
  NO_COLOR             no colours
`;

const progress = streamProgress();

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) process.stdout.write(help);
  else
    await withLock(backgroundLock, up, (pid) =>
      progress.note(`waiting for process ${pid}, which starts or ends the cluster`),
    );
} catch (error) {
  console.error(`make up: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function up(): Promise<void> {
  const cluster = await runningOrNew();
  // The supervisor ends its server; both come back as what the source and the chart are now.
  for (const record of processRecords(backgroundState)) {
    if (record.name === 'supervisor') await endProcess(backgroundState, record);
  }
  const podward = await progress.during('installing Podward', installPodward(cluster, { follow: false }));
  await startProcess(backgroundState, {
    name: 'supervisor',
    command: process.execPath,
    args: [join(root, 'devcluster', 'supervisor.ts'), backgroundState],
    env: { NODE_OPTIONS: undefined },
  });
  cluster.api.close();
  const onPath = await isOnPath('kubectl');
  process.stdout.write(whatNow(cluster, podward.namespace, onPath));
}

async function runningOrNew(): Promise<Cluster> {
  const running = await attachCluster(backgroundState, progress);
  const wanted = process.env['K8S'] ? kubernetesVersion(process.env['K8S']) : running?.version;
  if (running && running.version === wanted) {
    progress.note(`Kubernetes ${running.version} runs already`);
    return running;
  }
  running?.api.close();
  return startCluster({ dir: backgroundState, progress, ...(wanted ? { version: wanted } : {}) });
}

function whatNow({ version, kubeconfig, bin }: Cluster, namespace: string, kubectlIsOnPath: boolean): string {
  const path = kubectlIsOnPath ? '' : `  export PATH=${dirname(bin.kubectl)}:$PATH\n`;
  return `
Kubernetes ${version} runs, with Podward in namespace ${namespace}. In your shell:

  export KUBECONFIG=${kubeconfig}
${path}
Then, from ${root.replace(/\/$/, '')}:

  kubectl apply -f devcluster/examples/pod.yaml
      creates Pod web, and warns about the readiness probe that Podward added
  kubectl apply -f devcluster/examples/pod-changed.yaml
      is refused: what may not change on a running Pod, field by field, and what to do instead
  kubectl apply -f devcluster/examples/job.yaml
      creates a Job that names no restartPolicy, which Kubernetes alone refuses: Podward fills in OnFailure

There is no node: Pods stay Pending. Logs are in ${join(backgroundState, 'logs')}. To end it all: make down
`;
}

async function isOnPath(command: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = await access(join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
