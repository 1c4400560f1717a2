/** A namespace of the shared cluster, and kubectl in it. */
import { randomBytes } from 'node:crypto';
import { attachCluster } from '../../devcluster/cluster.ts';
import { kubernetesVersion, minor } from '../../devcluster/versions.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { givenCluster, type AnyCluster } from '../node/target.ts';
import type { JsonObject } from '../../src/json/json.ts';

/** The minor version of the shared cluster. */
export const serverMinor = minor(kubernetesVersion(process.env['K8S']));
/** Older versions validate the Pod template of a StatefulSet only when they create its Pods, so Podward must not refuse it either. */
export const validatesStatefulSetTemplates = serverMinor >= 34;
/** In older versions, InPlacePodVerticalScaling is off, and there is no pods/resize. */
export const resizesPods = serverMinor >= 33;

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Namespace {
  readonly name: string;
  readonly cluster: AnyCluster;
  /** Runs kubectl in the namespace. Objects are passed on stdin with `-f -`. A refusal is an answer and not an error. */
  kubectl(args: string, input?: JsonObject | string, env?: Record<string, string>): Promise<Answer>;
  /** The object as stored. */
  get(kind: string, name: string): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  remove(): Promise<void>;
}

/** With the label `recorded`, its reviews can be recorded (test/beside/recording.ts). */
export async function makeNamespace(labels: Record<string, string> = {}, shared?: AnyCluster): Promise<Namespace> {
  const cluster = shared ?? (await givenCluster()) ?? (await attachCluster(process.env['PODWARD_E2E_DIR'] ?? ''));
  if (cluster === undefined) throw new Error('the shared cluster does not run: run these tests by make e2e');
  const name = `${labels['recorded'] ?? 'e2e'}-${randomBytes(4).toString('hex')}`;
  await cluster.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }),
  });
  // Pods need the ServiceAccount, which the controller creates a moment later.
  await cluster.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=60s']);
  return {
    name,
    cluster,
    kubectl: (args, input, env) =>
      cluster.kubectl(['-n', name, ...args.split(' ')], {
        reject: false,
        timeoutSeconds: 60,
        ...(input === undefined ? {} : { input: typeof input === 'string' ? input : JSON.stringify(input) }),
        ...(env === undefined ? {} : { env }),
      }),
    get: async (kind, object) =>
      JSON.parse((await cluster.kubectl(['-n', name, 'get', kind, object, '-o', 'json'])).stdout),
    remove: async () => {
      await cluster.kubectl(['delete', 'namespace', name, '--wait=false'], { reject: false });
      if (shared === undefined) cluster.api?.close();
    },
  };
}

/** `kubectl wait --for=create` of 1.31 does not wait if nothing has the label. */
export const podWith = (namespace: Namespace, label: string): Promise<string> =>
  waitFor(`a Pod with ${label}`, 60, async () => {
    const { stdout } = await namespace.kubectl(`get pods -l ${label} -o name`);
    return stdout.trim() || undefined;
  });

/** kube-apiserver watches webhook configurations, so the first attempts may come before it sees a change. Returns the last answer after a minute. */
export async function eventually(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await attempt();
    if (answer.code === 0 || tries === 120) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The answer of a command that may have got warnings. */
export function withoutWarnings(answer: Answer): Answer {
  const lines = answer.stderr.split('\n').filter((line) => !line.startsWith('Warning: '));
  return { ...answer, stderr: lines.join('\n') };
}
