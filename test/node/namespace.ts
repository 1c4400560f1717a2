/** A namespace in mode deny for the Pods of a test. */
import { randomBytes } from 'node:crypto';
import type { CommandResult } from '../../devcluster/run.ts';
import { waitFor } from '../../devcluster/wait.ts';
import type { Target } from './target.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
export interface Namespace {
  readonly name: string;
  /** Runs kubectl in the namespace. A refusal is an answer and not an error. */
  kubectl(args: string, input?: unknown): Promise<CommandResult>;
  /** `kubectl apply`, which must succeed. */
  apply(object: any): Promise<void>;
  get(kind: string, name: string): Promise<any>;
  list(kind: string, selector: string): Promise<any[]>;
  /** Waits until `ask` is true of the object. */
  until(kind: string, name: string, what: string, ask: (object: any) => boolean, seconds?: number): Promise<any>;
  remove(): Promise<void>;
}

export async function makeNamespace(target: Target): Promise<Namespace> {
  const name = `podward-test-${randomBytes(4).toString('hex')}`;
  const labels = { 'podward.dev/mode': 'deny' };
  await target.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }),
  });
  await target.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=60s']);
  const namespace: Namespace = {
    name,
    kubectl: (args, input) =>
      target.kubectl(['-n', name, ...args.split(' ')], {
        reject: false,
        timeoutSeconds: 180,
        ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      }),
    async apply(object) {
      const { code, stderr } = await namespace.kubectl('apply -f -', object);
      if (code !== 0) throw new Error(stderr);
    },
    get: async (kind, object) =>
      JSON.parse((await target.kubectl(['-n', name, 'get', kind, object, '-o', 'json'])).stdout),
    list: async (kind, selector) =>
      JSON.parse((await target.kubectl(['-n', name, 'get', kind, '-l', selector, '-o', 'json'])).stdout).items,
    async until(kind, object, what, ask, seconds = 120) {
      let last: any;
      const work = waitFor(
        `${kind} ${object} to be ${what}`,
        seconds,
        async () => {
          last = await namespace.get(kind, object);
          return ask(last) && last;
        },
        500,
      );
      return work.catch((error: Error) => {
        throw new Error(`${error.message}; its status is ${JSON.stringify(last?.status)}`);
      });
    },
    async remove() {
      await target.kubectl(['delete', 'namespace', name, '--wait=false'], { reject: false });
    },
  };
  return namespace;
}

/** What the API server answers to a Pod that Podward refuses: the message has `Did you mean "Always"?`. */
export async function refusalIn(namespace: Namespace, target: Target): Promise<string> {
  const { stderr } = await namespace.kubectl('create --dry-run=server -f -', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bad' },
    spec: { restartPolicy: 'always', containers: [{ name: 'bad', image: target.testImage }] },
  });
  return stderr;
}

export const condition = (object: any, type: string): any =>
  object.status?.conditions?.find((one: any) => one.type === type);
