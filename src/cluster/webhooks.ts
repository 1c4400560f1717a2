/** The webhook configurations of an API server. */
import { AdmissionregistrationV1Api, ApiException, KubeConfig } from '@kubernetes/client-node';
import { OwnError, reasonOf } from '../text/errors.ts';

export type WebhookKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration';

/** The API server cannot be reached, or refuses the request. */
export class ClusterError extends OwnError {
  override readonly name = 'ClusterError';
}

interface Webhooks {
  /** Returns false if the configuration does not exist. Throws a ClusterError. */
  remove(kind: WebhookKind, name: string): Promise<boolean>;
}

/** Connects to the cluster in KUBECONFIG or ~/.kube/config, or to the one in which this process runs. Throws a ClusterError if there is none. */
export function connect(): Webhooks {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (error) {
    throw new ClusterError(
      `the kubeconfig cannot be read: ${reasonOf(error)}. Check the file in KUBECONFIG, or ~/.kube/config.`,
    );
  }
  // The client library uses this server if nothing is configured.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new ClusterError(
      'no cluster is configured. Set KUBECONFIG, or run this command in a Pod with a service account token.',
    );
  }
  return webhooksOf(config);
}

function webhooksOf(config: KubeConfig): Webhooks {
  const api = config.makeApiClient(AdmissionregistrationV1Api);
  const remove = {
    MutatingWebhookConfiguration: (name: string) => api.deleteMutatingWebhookConfiguration({ name }),
    ValidatingWebhookConfiguration: (name: string) => api.deleteValidatingWebhookConfiguration({ name }),
  };
  return {
    async remove(kind, name) {
      try {
        await remove[kind](name);
        return true;
      } catch (error) {
        if (error instanceof ApiException && error.code === 404) return false;
        throw new ClusterError(`${kind} ${name} cannot be deleted: ${answerOf(error)}.`);
      }
    },
  };
}

/** The message of the API server, or the reason why it could not be reached. */
function answerOf(error: unknown): string {
  if (error instanceof ApiException) return reasonOf(`${error.code} ${messageOf(error.body)}`);
  return reasonOf(error);
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
