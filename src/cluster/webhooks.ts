/** The webhook configurations of an API server. */
import { AdmissionregistrationV1Api, ApiException, KubeConfig } from '@kubernetes/client-node';

export type WebhookKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration';

/** The cluster cannot be asked, or said no. The message is one line. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

interface Webhooks {
  /** False where there is none of the name. Throws a ClusterError. */
  remove(kind: WebhookKind, name: string): Promise<boolean>;
}

/** The cluster of KUBECONFIG or ~/.kube/config, or the one this runs in. Throws a ClusterError where there is none. */
export function connect(): Webhooks {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (error) {
    throw new ClusterError(`the kubeconfig cannot be read: ${reasonOf(error)}`);
  }
  // What the client library makes up where nothing is configured.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new ClusterError('no cluster: set KUBECONFIG, or run in a Pod with a service account token');
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
        throw new ClusterError(`cannot delete ${kind} ${name}: ${reasonOf(error)}`);
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiException) return `${error.code} ${messageOf(error.body)}`.trim();
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
}

/** The message of a Status, which the client library hands over parsed or as text. */
function messageOf(body: unknown): string {
  try {
    const status: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    const message = typeof status === 'object' && status !== null && 'message' in status ? status.message : undefined;
    return typeof message === 'string' ? message : '';
  } catch {
    return typeof body === 'string' ? body.slice(0, 200).replace(/\s+/g, ' ') : '';
  }
}
