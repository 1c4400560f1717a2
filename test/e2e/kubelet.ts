/** Plays the kubelet for the Pods of a namespace, because devcluster has no nodes and the Pods no scheduler: the Pods of Jobs succeed, and all others become ready. */
import type { Namespace } from './namespace.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: new Date().toISOString() });
const running = () => ({ phase: 'Running', conditions: ['PodScheduled', 'Ready', 'ContainersReady'].map(condition) });

/** Until it is stopped. `stop` returns the messages of all failures but concurrent changes. */
export function playKubelet(namespace: Namespace): { stop(): Promise<string[]> } {
  const failures: string[] = [];
  let stopped = false;
  const update = async (pod: any): Promise<void> => {
    const ofJob = pod.metadata.ownerReferences?.[0]?.kind === 'Job';
    const status = JSON.stringify({ status: ofJob ? { phase: 'Succeeded' } : running() });
    const answer = await namespace.kubectl(
      `patch pod ${pod.metadata.name} --subresource=status --type=merge -p ${status}`,
    );
    if (answer.stderr !== '' && !/NotFound/.test(answer.stderr)) failures.push(answer.stderr);
  };
  const loop = (async () => {
    while (!stopped) {
      const { stdout } = await namespace.kubectl('get pods -o json');
      const pods = stdout === '' ? [] : (JSON.parse(stdout).items as any[]);
      for (const pod of pods) if (pod.status.phase === 'Pending') await update(pod);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return failures;
    },
  };
}
