/** The webhook configurations of an API server. */
import { AdmissionregistrationV1Api, ApiException, KubeConfig } from '@kubernetes/client-node';
import { OwnError, reasonOf } from '../text/errors.ts';

export type WebhookKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration';

/** The cluster cannot be asked, or refused the request. */
export class ClusterError extends OwnError {
  override readonly name = 'ClusterError';
}

interface Webhooks {
  /** False where none has this name. Throws a ClusterError. */
  remove(kind: WebhookKind, name: string): Promise<boolean>;
}

/** The cluster in KUBECONFIG or ~/.kube/config, or the one that this process runs in. Throws a ClusterError where there is none. */
export function connect(): Webhooks {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (error) {
    throw new ClusterError(`the kubeconfig cannot be read: ${reasonOf(error)}.`);
  }
  // The client library assumes this server where nothing is configured.
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

/** What the API server said, or why it could not be asked. */
function answerOf(error: unknown): string {
  if (error instanceof ApiException) return reasonOf(`${error.code} ${messageOf(error.body)}`);
  return reasonOf(error);
}

/** The message of a Status, which the client library hands over parsed or as text. */
function messageOf(body: unknown): string {
  try {
    const status: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    const message = typeof status === 'object' && status !== null && 'message' in status ? status.message : undefined;
    return typeof message === 'string' ? message : '';
  } catch {
    return typeof body === 'string' ? body.slice(0, 200) : '';
  }
}
