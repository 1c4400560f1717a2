/** Rotations of the certificate of Podward under load, on a real API server with Podward installed by Helm in the mode `helm`. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestCluster } from '../devcluster/testing.ts';
import { waitFor } from '../devcluster/wait.ts';
import { makeCa, makePair, makeSigned, openssl, temporaryFolder } from '../test/server/certificates.ts';
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

const notAfter = 'podward.dev/not-after';

/**
 * Each rotation is one of three kinds, and a pair that must be refused comes before it:
 * 1. `helm upgrade` renews: a new CA and a new leaf. Helm writes the Secret before caBundle.
 * 2. A new CA of an operator: first caBundle has both CAs, and then the Secret has a leaf of the new one.
 * 3. A new leaf of the same CA.
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
    // As Helm, which otherwise would not own the fields any more.
    const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=helm', '-f', '-'];
    await cluster.kubectl(args, { input: JSON.stringify(object) });
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
  const kinds = [
    async (current: Pair): Promise<number> => {
      own = undefined;
      await write(current, new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10));
      const written = writtenAt(current['tls.crt']);
      await podward.upgrade({});
      return served(await written);
    },
    async (current: Pair): Promise<number> => {
      own = join(folder, `ca-${files++}`);
      makeCa(own, 'operator');
      const both = readFileSync(join(own, 'tls.crt'), 'utf8') + firstOf(current['ca.crt']);
      await write({ ...current, 'ca.crt': both });
      await podward.upgrade({});
      await write(signed(own, both));
      return served(performance.now());
    },
    async (current: Pair): Promise<number> => {
      await write(signed(own!, current['ca.crt']));
      return served(performance.now());
    },
  ];
  const order = [0, 1, 2, 2];

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
      return Number(/^podward_certificate_refused_total (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    const [before, leaf] = [await refused(), await leafAt(host, port)];
    await write(make(good));
    await waitFor('the refusal of a bad pair', wanted.seconds, async () => (await refused()) > before);
    if ((await leafAt(host, port)) !== leaf) throw new Error('a bad pair replaced the certificate in use');
  };

  const load = await startLoad(cluster, podward, 'default', wanted.perSecond);
  let [slowestSeconds, rotations, badPairsRefused] = [0, 0, 0];
  try {
    while (rotations < wanted.rotations) {
      const good = decoded(await secret());
      await refuse(bad[rotations % bad.length]!, good);
      badPairsRefused++;
      const seconds = await kinds[order[rotations % order.length]!]!(good);
      slowestSeconds = Math.max(slowestSeconds, seconds);
      rotations++;
      wanted.progress?.(`rotation ${rotations}: served after ${seconds.toFixed(1)} s`);
    }
    while ((await load.soFar()).reviews < wanted.reviews) await sleep(1000);
    return { ...(await load.soFar()), rotations, slowestSeconds, badPairsRefused };
  } finally {
    rmSync(folder, { recursive: true });
    await load.stop();
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
