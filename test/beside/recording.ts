/**
 * With RECORD=1, the reviews of the namespaces with the label `recorded` are written to test/admission/beside/NAME.jsonl, where NAME is the
 * value of the label. The recorder is called directly before Podward.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../devcluster/cluster.ts';
import { compact, type Received } from '../admission/kubelet/recording.ts';
import { startRecorder } from '../admission/recorder.ts';

const folder = join(import.meta.dirname, '../admission/beside');

interface Recording {
  /** Writes the files. */
  finish(): void;
}

export async function startRecording(cluster: Cluster): Promise<Recording> {
  if (process.env['RECORD'] === undefined) return { finish: () => {} };
  const recorded = new Map<string, Received[]>();
  const recorder = await startRecorder({
    name: 'z-recorder',
    namespaces: { matchExpressions: [{ key: 'recorded', operator: 'Exists' }] },
    rules: [
      ['', 'pods', 'replicationcontrollers', 'podtemplates'],
      ['apps', 'deployments', 'replicasets', 'statefulsets', 'daemonsets'],
      ['batch', 'jobs', 'cronjobs'],
    ].map(([group, ...resources]) => ({
      apiGroups: [group],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources,
    })),
    receive: (received) => {
      const name = received.review.request.namespace.replace(/-[0-9a-f]{8}$/, '');
      recorded.set(name, [...(recorded.get(name) ?? []), received]);
    },
  });
  for (const configuration of recorder.configurations)
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(configuration) });
  // The API server watches webhook configurations, and sees a new one a moment later.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return {
    finish: () => {
      recorder.stop();
      mkdirSync(folder, { recursive: true });
      for (const [name, lines] of compact(recorded))
        writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    },
  };
}
