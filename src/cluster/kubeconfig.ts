/** The cluster of a command: that of the kubeconfig, or the one in which the command runs. */
import { ApiException, KubeConfig } from '@kubernetes/client-node';
import { OwnError, reasonOf } from '../text/errors.ts';

/** The API server cannot be reached, or refuses the request. */
export class ClusterError extends OwnError {
  override readonly name = 'ClusterError';
}

export interface ClusterChoice {
  /** Default: the files in KUBECONFIG, or ~/.kube/config, or the service account of the Pod. */
  readonly kubeconfig?: string | undefined;
  /** Default: the current context. */
  readonly context?: string | undefined;
}

/** Throws a ClusterError if no cluster is configured. */
export function readKubeConfig({ kubeconfig, context }: ClusterChoice = {}): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const where = kubeconfig ?? 'in KUBECONFIG, or ~/.kube/config';
    throw new ClusterError(`the kubeconfig cannot be read: ${reasonOf(error)}. Check the file ${where}.`);
  }
  if (context !== undefined) {
    if (config.getContextObject(context) === null)
      throw new ClusterError(
        `the kubeconfig has no context ${JSON.stringify(context)}. To list the contexts, run kubectl config get-contexts.`,
      );
    config.setCurrentContext(context);
  }
  const server = config.getCurrentCluster()?.server;
  // The client library uses this server if nothing is configured.
  if (server === undefined || server === 'http://localhost:8080') {
    throw new ClusterError(
      kubeconfig === undefined
        ? 'no cluster is configured. Set KUBECONFIG, or run this command in a Pod with a service account token.'
        : `the kubeconfig ${kubeconfig} names no cluster in its current context. Set current-context, or use --context.`,
    );
  }
  return config;
}

/** The message of the API server, or the reason why it could not be reached. */
export function answerOf(error: unknown): string {
  if (error instanceof ApiException) return reasonOf(`${error.code} ${messageOf(error.body)}`);
  // undici says only `fetch failed`.
  return reasonOf((Object(error) as { readonly cause?: unknown }).cause ?? error);
}

/** The message of a Status. The client library returns the Status as an object or as text. */
function messageOf(body: unknown): string {
  try {
    const status: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    const message = typeof status === 'object' && status !== null && 'message' in status ? status.message : undefined;
    return typeof message === 'string' ? message : '';
  } catch {
    return typeof body === 'string' ? body.slice(0, 200) : '';
  }
}
