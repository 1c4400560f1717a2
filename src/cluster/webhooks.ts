/** The webhook configurations of an API server. */
import { ApiException, HttpMethod } from '@kubernetes/client-node';
import { stringAt } from '../json/json.ts';
import { ClusterError, readKubeConfig } from './kubeconfig.ts';
import { answerOf, ask, statusIn } from './kubeconfig-request.ts';
import { deleteMs, maxCallAnswerBytes } from './limits.ts';

export type WebhookKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration';

interface Webhooks {
  /** Returns false if the configuration does not exist. Throws a ClusterError. */
  remove(kind: WebhookKind, name: string): Promise<boolean>;
}

/** Throws a ClusterError if no cluster is configured. */
export function connect(): Webhooks {
  const config = readKubeConfig();
  return {
    async remove(kind, name) {
      const resource = `${kind.toLowerCase()}s`;
      const path = `/apis/admissionregistration.k8s.io/v1/${resource}/${encodeURIComponent(name)}`;
      const asked = { method: HttpMethod.DELETE, path, ms: deleteMs, maxBytes: maxCallAnswerBytes };
      try {
        // After a redirect, the answer may be the page of a login.
        if (stringAt(await ask(config, asked), 'kind') === undefined)
          throw new Error('the answer is not an object of Kubernetes');
        return true;
      } catch (error) {
        if (isMissing(error, resource)) return false;
        throw new ClusterError(`${kind} ${name} cannot be deleted: ${answerOf(error)}.`);
      }
    },
  };
}

/** The code 404 is also that of a proxy, or of a URL with the wrong path. */
const isMissing = (error: unknown, resource: string): boolean =>
  error instanceof ApiException && error.code === 404 && stringAt(statusIn(error), 'details', 'kind') === resource;
