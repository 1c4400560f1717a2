/** The webhook configurations of an API server. */
import { AdmissionregistrationV1Api, ApiException, type KubeConfig } from '@kubernetes/client-node';
import { answerOf, ClusterError, readKubeConfig } from './kubeconfig.ts';

export type WebhookKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration';

interface Webhooks {
  /** Returns false if the configuration does not exist. Throws a ClusterError. */
  remove(kind: WebhookKind, name: string): Promise<boolean>;
}

/** Throws a ClusterError if no cluster is configured. */
export const connect = (): Webhooks => webhooksOf(readKubeConfig());

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
