import type { Api } from './api.ts';

/** The part of a projected volume that is a token. */
export interface TokenSource {
  path: string;
  audience?: string;
  expirationSeconds?: number;
}

/** The tokens of the service account of a Pod. */
export interface Tokens {
  /** Undefined while the ServiceAccount does not exist. */
  get(source: TokenSource): Promise<string | undefined>;
}

/** The kubelet replaces a token after 80 % of its time. */
const share = 0.8;

/** Asks the API server for tokens, and keeps each one as long as the kubelet does. */
export function createTokens(api: Api, namespace: string, serviceAccount = 'default'): Tokens {
  const kept = new Map<string, { token: string; until: number }>();
  return {
    async get({ path, audience, expirationSeconds = 3600 }) {
      const current = kept.get(path);
      if (current && Date.now() < current.until) return current.token;
      const request = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds, audiences: audience === undefined ? [] : [audience] },
      };
      const at = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
      const made = await api.create<{ status: { token: string } }>(at, request);
      if (!made) return undefined;
      const { token } = made.status;
      kept.set(path, { token, until: Date.now() + expirationSeconds * 1000 * share });
      return token;
    },
  };
}
