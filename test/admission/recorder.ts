/** A webhook that allows every request and keeps the reviews. The recordings are made with it. */
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import type { Received } from './kubelet/recording.ts';

interface Wanted {
  /** The name of the webhook configurations, which decides when the recorder is called. Default `zz-recorder`. */
  readonly name?: string;
  /** A label selector of namespaces. */
  readonly namespaces: object;
  /** As in a webhook configuration. */
  readonly rules: readonly object[];
  readonly receive: (received: Received) => void;
}

interface Recorder {
  /** One for each phase. */
  readonly configurations: readonly object[];
  stop(): void;
}

export async function startRecorder({ name = 'zz-recorder', namespaces, rules, receive }: Wanted): Promise<Recorder> {
  const pair = temporaryFolder();
  makePair(pair);
  const cert = readFileSync(join(pair, 'tls.crt'));
  const server = createServer({ cert, key: readFileSync(join(pair, 'tls.key')) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString());
      receive({ phase: request.url!.startsWith('/mutate') ? 'mutate' : 'validate', review });
      const { apiVersion, kind, request: asked } = review;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const configuration = (kind: string, path: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name },
    webhooks: [
      {
        name: 'recorder.podward.dev',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { url: `https://127.0.0.1:${port}/${path}`, caBundle: cert.toString('base64') },
        namespaceSelector: namespaces,
        rules,
      },
    ],
  });
  return {
    configurations: [
      configuration('MutatingWebhookConfiguration', 'mutate'),
      configuration('ValidatingWebhookConfiguration', 'validate'),
    ],
    stop: () => {
      server.close();
      server.closeAllConnections();
      rmSync(pair, { recursive: true, force: true });
    },
  };
}
