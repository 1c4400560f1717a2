/**
 * Records the reviews that a real kubelet, scheduler and controllers cause: `npx node test/admission/record-kubelet.ts` writes
 * kubelet/*.jsonl, as root on a Linux machine with the packages in kubelet/README.md. To record only some of the scenarios, pass their
 * names as arguments.
 */

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBareTestCluster } from '../../devcluster/testing.ts';
import { startNode } from './kubelet/node.ts';
import { type Received, compact } from './kubelet/recording.ts';
import { makeStage, oneByOne, sideBySide } from './kubelet/scenarios.ts';
import { startRecorder } from './recorder.ts';

const folder = join(import.meta.dirname, 'kubelet');
const asked = process.argv.slice(2);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
/** The number of scenarios that run at the same time. */
const atATime = 5;

const recorded = new Map<string, Received[]>();
const recorder = await startRecorder({
  namespaces: { matchLabels: { recorded: 'true' } },
  rules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods', 'pods/*'] },
    {
      apiGroups: ['apps', 'batch'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'],
    },
  ],
  receive: (received) => {
    const { namespace } = received.review.request;
    recorded.set(namespace, [...(recorded.get(namespace) ?? []), received]);
  },
});

const { cluster, stop } = await startBareTestCluster();
const failures: string[] = [];
try {
  const node = await startNode(cluster);
  try {
    const create = (object: object) => cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(object) });
    for (const configuration of recorder.configurations) await create(configuration);
    // The API server watches webhook configurations, and sees a new one a moment later.
    await new Promise((resolve) => setTimeout(resolve, 2000));

    const play = async (name: string, scenario: (typeof oneByOne)[string]): Promise<void> => {
      const start = Date.now();
      await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { recorded: 'true' } } });
      await cluster.kubectl(['-n', name, 'wait', '--for=create', 'serviceaccount/default', '--timeout=60s']);
      const outcome = await scenario(makeStage(cluster, node, name)).then(
        () => 'done',
        (error: Error) => {
          failures.push(name);
          return error.message;
        },
      );
      console.log(`${name}: ${outcome} after ${Math.round((Date.now() - start) / 1000)} s`);
    };

    const queue = Object.entries(sideBySide).filter(([name]) => wanted(name));
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) await play(...next);
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    for (const [name, scenario] of Object.entries(oneByOne)) {
      if (wanted(name)) await play(name, scenario);
    }
  } finally {
    await node.stop();
  }
} finally {
  recorder.stop();
  await stop();
}

if (asked.length === 0) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) rmSync(join(folder, file));
}
let bytes = 0;
for (const [name, lines] of compact(recorded)) {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  bytes += text.length;
  writeFileSync(join(folder, `${name}.jsonl`), text);
  console.log(`${name}.jsonl: ${lines.length} of ${recorded.get(name)!.length} reviews`);
}
console.log(`${bytes} bytes`);
if (failures.length > 0) {
  console.error(`not played to their end: ${failures.join(', ')}`);
  process.exitCode = 1;
}
