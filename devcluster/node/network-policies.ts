import { join } from 'node:path';
import { binary } from '../binaries.ts';
import { nodeName } from '../credentials.ts';
import { type Progress, silent } from '../progress.ts';
import { serviceCidr } from './components.ts';
import type { Node } from './node.ts';

/** The bridge network of a node ignores NetworkPolicies. From now on, kube-router enforces them, until the node stops. */
export async function enforceNetworkPolicies(node: Node, progress: Progress = silent): Promise<void> {
  const program = await binary('kube-router', { progress });
  const args = [
    '--run-firewall=true',
    '--run-router=false',
    '--run-service-proxy=false',
    `--kubeconfig=${node.kubeconfig}`,
    `--hostname-override=${nodeName}`,
    `--service-cluster-ip-range=${serviceCidr}`,
    '--health-port=0',
  ];
  const log = join(node.dir, 'logs', 'kube-router.log');
  await node.exec('sh', ['-c', 'log=$1; shift; setsid "$@" > "$log" 2>&1 &', 'sh', log, program, ...args]);
}
