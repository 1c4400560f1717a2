import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the one node of `make node-up`. */
export const nodeName = 'node1';

/** The users of the API server. Each has a token in the static token file of kube-apiserver. */
const identities = {
  admin: { user: 'admin', groups: ['system:masters'] },
  'controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  scheduler: { user: 'system:kube-scheduler', groups: [] },
  proxy: { user: 'system:kube-proxy', groups: [] },
  kubelet: { user: `system:node:${nodeName}`, groups: ['system:nodes'] },
} as const;

type IdentityName = keyof typeof identities;

/** The files with keys and tokens. kube-apiserver creates its serving certificate and the CA on its first start. */
export function credentialFiles(state: string) {
  const pki = join(state, 'pki');
  return {
    pki,
    tokens: join(pki, 'tokens.csv'),
    /** The serving certificate, followed by the CA that signed it. Clients trust this file. */
    ca: join(pki, 'apiserver.crt'),
    serviceAccountKey: join(pki, 'service-account.key'),
    serviceAccountPublicKey: join(pki, 'service-account.pub'),
  };
}

/** Creates the files that do not exist yet. */
export function ensureCredentials(state: string): void {
  const files = credentialFiles(state);
  if (existsSync(files.tokens)) return;
  mkdirSync(files.pki, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  writeFileSync(files.serviceAccountKey, privateKey, { mode: 0o600 });
  writeFileSync(files.serviceAccountPublicKey, publicKey);
  const lines = Object.entries(identities).map(([name, { user, groups }]) => {
    const columns = [randomBytes(24).toString('hex'), user, name];
    return (groups.length ? [...columns, `"${groups.join(',')}"`] : columns).join(',');
  });
  // Written last: if this file exists, the others exist too.
  writeFileSync(files.tokens, `${lines.join('\n')}\n`, { mode: 0o600 });
}

export function tokenOf(state: string, name: IdentityName): string {
  const lines = readFileSync(credentialFiles(state).tokens, 'utf8').split('\n');
  const line = lines.map((text) => text.split(',')).find(([, , uid]) => uid === name);
  if (!line?.[0]) throw new Error(`${credentialFiles(state).tokens} has no token for ${name}`);
  return line[0];
}

/** Writes a kubeconfig that refers to no other file. */
export function writeKubeconfig(file: string, server: string, ca: string, token: string): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'devcluster', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'devcluster', context: { cluster: 'devcluster', user: 'admin' } }],
    'current-context': 'devcluster',
  };
  // Another process of devcluster may read or write the file at the same time.
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
}
