/** `make up`: runs a real control plane with Podward in the background. */
import { join } from 'node:path';
import { type Cluster, attachCluster, startCluster } from './cluster.ts';
import { runCommand } from './command.ts';
import { helmUpgrade, restartPodward, type Podward } from './podward.ts';
import { endProcess, isRunning, processRecords, startProcess, type ProcessRecord } from './processes.ts';
import { streamProgress } from './progress.ts';
import { shellCommands } from './shell.ts';
import { backgroundLock, backgroundState, root } from './state.ts';
import { defaultKubernetesVersion, kubernetesVersion, kubernetesVersions } from './versions.ts';

const help = `Usage: make up    (or: npx node devcluster/up.ts)

Starts etcd, kube-apiserver and kube-controller-manager on this machine, without root and without Docker. Then installs the
chart of Podward with Helm and runs the server of Podward behind its Service. All of it runs in the background until you run
\`make down\`.

If the cluster is already running, this command keeps it and the values of the release, upgrades the release, and restarts the
server from the current source.

Environment variables:
  K8S                  Kubernetes version, one of ${kubernetesVersions.join(', ')}. The default is the version of
                       the running cluster, or ${defaultKubernetesVersion}.
  KUBEBUILDER_ASSETS   Directory with the binaries etcd, kube-apiserver and kubectl.
  PODWARD_CACHE        Directory to keep binaries in. The default is ~/.cache/podward.
  PODWARD_RELEASE_URL  Mirror of https://dl.k8s.io to download Kubernetes binaries from.
  NO_COLOR             Set it to turn off colors.
`;

const progress = streamProgress();

await runCommand({ name: 'up', help, what: 'cluster', lock: backgroundLock, progress }, up);

async function up(): Promise<void> {
  const cluster = await runningOrNew();
  const podward = await progress.during('installing Podward', install(cluster));
  cluster.api.close();
  process.stdout.write(whatNow(cluster.version, podward.namespace, shellCommands(cluster)));
}

/** If Helm refuses the chart or the values that are kept, a server that runs keeps running. */
async function install(cluster: Cluster): Promise<Podward> {
  const status = await cluster.helm(['status', 'podward', '--namespace', 'podward-system'], { reject: false });
  let hasRelease = status.code === 0;
  try {
    await helmUpgrade(cluster, { keepValues: true });
    hasRelease = true;
    // The supervisor stops its server. Both start again from the current source and chart.
    for (const record of supervisors()) await endProcess(backgroundState, record);
    return await restartPodward(cluster, { follow: false });
  } catch (error) {
    throw hasRelease
      ? new Error(`${(error as Error).message}\n${waysOut(shellCommands(cluster))}`, { cause: error })
      : error;
  } finally {
    // Also after an error: it starts the server as soon as the release is right.
    if (hasRelease && !supervisors().some(isRunning)) {
      await startProcess(backgroundState, {
        name: 'supervisor',
        command: process.execPath,
        args: [join(root, 'devcluster', 'supervisor.ts'), backgroundState],
        env: { NODE_OPTIONS: undefined },
      });
    }
  }
}

function supervisors(): ProcessRecord[] {
  return processRecords(backgroundState).filter(({ name }) => name === 'supervisor');
}

async function runningOrNew(): Promise<Cluster> {
  const running = await attachCluster(backgroundState, progress);
  const wanted = process.env['K8S'] ? kubernetesVersion(process.env['K8S']) : running?.version;
  if (running && running.version === wanted) {
    progress.note(`Kubernetes ${running.version} is already running`);
    return running;
  }
  running?.api.close();
  return startCluster({ dir: backgroundState, progress, ...(wanted ? { version: wanted } : {}) });
}

function waysOut(shell: string): string {
  const upgrade = 'helm upgrade podward charts/podward --namespace podward-system --reset-then-reuse-values';
  return `The cluster still runs. Podward may already use a part of the new chart and values. Correct the source or the chart, and run make up again.
If the reason is in the cluster, run this in your shell:

${shell}
Then do one of the following, and run make up again:
  - Remove a value of the release: ${upgrade} --set VALUE=null
  - Overwrite what was changed without Helm: ${upgrade} --force-conflicts
  - Delete the cluster with all objects: make down`;
}

function whatNow(version: string, namespace: string, shell: string): string {
  return `
Kubernetes ${version} is running, with Podward in the namespace ${namespace}. To use it, run this in your shell:

${shell}
Then try these commands in ${root.replace(/\/$/, '')}:

  kubectl apply -f devcluster/examples/pod.yaml
      Creates the Pod web. A warning says that Podward adds a readiness probe.
  kubectl apply -f devcluster/examples/pod-changed.yaml
      Is rejected. The message lists each change that is not allowed, and what to do instead.
  kubectl apply -f devcluster/examples/job.yaml
      Creates a Job without restartPolicy, which Kubernetes alone rejects. Podward sets restartPolicy to OnFailure.

The cluster has no nodes, so Pods stay Pending. The server of Podward runs beside the cluster, so kubectl logs, helm test and --wait do not
work for it. On Linux, root can start a cluster on which they run: make node-up
Logs are in ${join(backgroundState, 'logs')}.
To stop everything, run: make down
`;
}
