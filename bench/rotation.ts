/** Rotations of the certificate of Podward under load, on a real API server with Podward installed by Helm in the mode `helm`. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { openssl } from '../devcluster/openssl.ts';
import type { TestCluster } from '../devcluster/testing.ts';
import { waitFor } from '../devcluster/wait.ts';
import { makeCa, makePair, makeSigned, temporaryFolder } from '../test/server/certificates.ts';
import { valueIn } from '../test/server/client.ts';
import { startLoad, type LoadResult } from './load.ts';

interface Wanted {
  readonly rotations: number;
  readonly reviews: number;
  readonly perSecond: number;
  /** The time limit for a swap and for a refusal. */
  readonly seconds: number;
  readonly progress?: (line: string) => void;
}

export interface Rotated extends LoadResult {
  readonly rotations: number;
  /** The time from the change of the Secret until the new certificate is served. */
  readonly slowestSeconds: number;
  readonly badPairsRefused: number;
  /** New connections that trusted caBundle and nothing else, 20 a second, because the API server opens few under a steady load. */
  readonly handshakes: Handshakes;
}

interface Handshakes {
  readonly done: number;
  readonly failed: number;
}

/** The data of the Secret, decoded. */
interface Pair {
  readonly 'ca.crt': string;
  readonly 'tls.crt': string;
  readonly 'tls.key': string;
}

interface Secret {
  metadata: { name: string; namespace: string; labels: object; annotations: Record<string, string> };
  type: string;
  data: Pair;
}

interface Configuration {
  metadata: { name: string; labels: object };
  webhooks: { clientConfig: { caBundle: string } }[];
}

const configurationPath = (kind: string): string =>
  `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s/zz-podward`;

const notAfter = 'podward.dev/not-after';

/**
 * Each rotation is one of four kinds, and a pair that must be refused comes before it:
 * 1. `helm upgrade` renews: a new CA and a new leaf. Helm writes the Secret before caBundle.
 * 2. A new CA of an operator: first caBundle has both CAs, and then the Secret has a leaf of the new one.
 * 3. A new leaf of the same CA.
 * 4. A new CA, whose leaf is in the Secret three seconds before caBundle has the CA, as with a slow tool.
 *
 * @throws an Error if a new certificate is not served, or a bad one not refused, in time.
 */
export async function rotateUnderLoad({ cluster, podward }: TestCluster, wanted: Wanted): Promise<Rotated> {
  const { namespace } = podward;
  const path = `/api/v1/namespaces/${namespace}/secrets/podward-tls`;
  const names = ['podward', `podward.${namespace}`, `podward.${namespace}.svc`];
  const sans = names.map((name) => `DNS:${name}`).join(',');
  const folder = temporaryFolder();
  let files = 0;

  // As Helm, which otherwise would not own the fields any more.
  const apply = (object: object) =>
    cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--field-manager=helm', '-f', '-'], {
      input: JSON.stringify(object),
    });
  const secret = async (): Promise<Secret> => (await cluster.api.get<Secret>(path))!;
  const decoded = ({ data }: Secret): Pair => mapPair(data, (text) => Buffer.from(text, 'base64').toString());
  const write = async (pair: Pair, end = '2099-01-01'): Promise<void> => {
    const { metadata, type } = await secret();
    const { name, labels, annotations } = metadata;
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels, annotations: { ...annotations, [notAfter]: end } },
      type,
      data: mapPair(pair, (text) => Buffer.from(text).toString('base64')),
    };
    await apply(object);
  };
  const writeBundle = async (bundle: string): Promise<void> => {
    const caBundle = Buffer.from(bundle).toString('base64');
    for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
      const { metadata, webhooks } = (await cluster.api.get<Configuration>(configurationPath(kind)))!;
      const { name, labels } = metadata;
      const changed = webhooks.map((webhook) => ({ ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } }));
      await apply({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind,
        metadata: { name, labels },
        webhooks: changed,
      });
    }
  };
  const signed = (ca: string, trusted: string): Pair => {
    const to = join(folder, `pair-${files++}`);
    makeSigned(to, ca, { sans });
    const read = (file: string): string => readFileSync(join(to, file), 'utf8');
    return { 'ca.crt': trusted, 'tls.crt': read('tls.crt'), 'tls.key': read('tls.key') };
  };

  /** Waits until the leaf of the Secret is another one. Returns the time. */
  const writtenAt = (before: string): Promise<number> =>
    waitFor('the Secret to change', 60, async () => decoded(await secret())['tls.crt'] !== before && performance.now());
  const served = async (since: number): Promise<number> => {
    const leaf = new X509Certificate(decoded(await secret())['tls.crt']).fingerprint256;
    const { host, port } = podward.listen();
    await waitFor('the new certificate to be served', 60, async () => (await leafAt(host, port)) === leaf);
    return (performance.now() - since) / 1000;
  };

  let own: string | undefined;
  /** Returns the bundle with the new CA and the one in use. */
  const newCa = (current: Pair): string => {
    own = join(folder, `ca-${files++}`);
    makeCa(own, 'operator');
    return readFileSync(join(own, 'tls.crt'), 'utf8') + firstOf(current['ca.crt']);
  };
  const kinds = [
    async (current: Pair): Promise<number> => {
      own = undefined;
      await write(current, new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10));
      const [written] = await Promise.all([writtenAt(current['tls.crt']), podward.upgrade({})]);
      return served(written);
    },
    async (current: Pair): Promise<number> => {
      const both = newCa(current);
      await write({ ...current, 'ca.crt': both });
      await podward.upgrade({});
      await write(signed(own!, both));
      return served(performance.now());
    },
    async (current: Pair): Promise<number> => {
      await write(signed(own!, current['ca.crt']));
      return served(performance.now());
    },
    async (current: Pair): Promise<number> => {
      const both = newCa(current);
      await write(signed(own!, both));
      const learned = sleep(3000).then(() => writeBundle(both));
      const [swap] = await Promise.all([served(performance.now()), learned]);
      return swap;
    },
  ];

  const bad: readonly ((good: Pair) => Pair)[] = [
    (good) => ({ ...good, 'tls.key': foreign().key }),
    (good) => ({ ...good, ...crtAndKey(foreign({ notAfter: '20200102000000Z', sans })) }),
    (good) => ({ ...good, ...crtAndKey(foreign({ sans: 'DNS:other.example.com' })) }),
    (good) => ({ ...good, 'tls.crt': good['tls.crt'].slice(0, good['tls.crt'].length / 2) }),
    (good) => ({ ...good, 'tls.key': encrypted(good['tls.key']) }),
  ];
  function foreign(options: Parameters<typeof makePair>[1] = {}): { crt: string; key: string } {
    const to = join(folder, `pair-${files++}`);
    makePair(to, options);
    return { crt: readFileSync(join(to, 'tls.crt'), 'utf8'), key: readFileSync(join(to, 'tls.key'), 'utf8') };
  }
  function encrypted(key: string): string {
    const [from, to] = [join(folder, `key-${files++}`), join(folder, `key-${files++}`)];
    writeFileSync(from, key);
    openssl('pkey', '-in', from, '-aes256', '-passout', 'pass:secret', '-out', to);
    return readFileSync(to, 'utf8');
  }
  const refuse = async (make: (good: Pair) => Pair, good: Pair): Promise<void> => {
    const { host, port, healthPort } = podward.listen();
    const refused = async (): Promise<number> => {
      const text = await (await fetch(`http://${host}:${healthPort}/metrics`)).text();
      return valueIn(text, 'podward_certificate_refused_total');
    };
    const [before, leaf] = [await refused(), await leafAt(host, port)];
    await write(make(good));
    await waitFor('the refusal of a bad pair', wanted.seconds, async () => (await refused()) > before);
    if ((await leafAt(host, port)) !== leaf) throw new Error('a bad pair replaced the certificate in use');
  };

  const handshakes = startHandshakes({ cluster, podward }, names.at(-1)!);
  const load = await startLoad(cluster, { namespace: 'default', perSecond: wanted.perSecond });
  let [slowestSeconds, rotations, badPairsRefused] = [0, 0, 0];
  try {
    while (rotations < wanted.rotations) {
      const good = decoded(await secret());
      await refuse(bad[rotations % bad.length]!, good);
      badPairsRefused++;
      const seconds = await kinds[rotations % kinds.length]!(good);
      slowestSeconds = Math.max(slowestSeconds, seconds);
      rotations++;
      wanted.progress?.(`rotation ${rotations}: served after ${seconds.toFixed(1)} s`);
    }
    while ((await load.soFar()).reviews < wanted.reviews) await sleep(1000);
    return { ...(await load.stop()), rotations, slowestSeconds, badPairsRefused, handshakes: await handshakes.stop() };
  } finally {
    await Promise.allSettled([handshakes.stop(), load.stop()]);
    rmSync(folder, { recursive: true });
  }
}

const crtAndKey = ({ crt, key }: { crt: string; key: string }) => ({ 'tls.crt': crt, 'tls.key': key });

const mapPair = (pair: Pair, change: (text: string) => string): Pair => ({
  'ca.crt': change(pair['ca.crt']),
  'tls.crt': change(pair['tls.crt']),
  'tls.key': change(pair['tls.key']),
});

/** The first certificate of a bundle: the CA in use. */
const firstOf = (bundle: string): string =>
  `${bundle.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`;

/** The fingerprint of the certificate that is served to a new connection. */
const leafAt = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });

/** Connects again and again, as the API server does with the caBundle of the webhook configuration. */
function startHandshakes({ cluster, podward }: Pick<TestCluster, 'cluster' | 'podward'>, servername: string) {
  const caBundle = async (): Promise<string> => {
    const found = await cluster.api.get<Configuration>(configurationPath('ValidatingWebhookConfiguration'));
    return Buffer.from(found!.webhooks[0]!.clientConfig.caBundle, 'base64').toString();
  };
  const { host, port } = podward.listen();
  const isTrusted = (ca: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host, port, servername, ca }, () => resolve(true));
      socket.on('secureConnect', () => socket.destroy()).on('error', () => resolve(false));
    });
  let [done, failed, ended] = [0, 0, false];
  const work = async (): Promise<void> => {
    while (!ended) {
      const bundle = await caBundle();
      done++;
      // If caBundle changed during the handshake, the API server would have the new one too.
      if (!(await isTrusted(bundle)) && (await caBundle()) === bundle) failed++;
      await sleep(50);
    }
  };
  const running = work();
  // `stop` reports the error.
  running.catch(() => {});
  return {
    async stop(): Promise<Handshakes> {
      ended = true;
      await running;
      return { done, failed };
    },
  };
}
