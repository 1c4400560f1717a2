import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** For a TCP handshake: enough for a distant host, and a short delay for a machine without internet access. */
const connectSeconds = 2;
/** From the request to the first byte, redirects included. */
const answerSeconds = 20;
/** A download that receives no data for this long is canceled. */
const stallSeconds = 30;

export interface Release {
  url: string;
  /** A file with the sha256 in hexadecimal: only the sum, or one line `<sha256>  <file name>` for each file. */
  sha256Url: string;
}

/** The release cannot be downloaded from this host. The caller can try another source. */
export class Unavailable extends Error {}

/** Hosts that did not respond to this process. No further request is sent to them. */
const silentHosts = new Set<string>();

/** Whether the host of the URL has not responded to this process before. */
export function isSilent(url: string): boolean {
  return silentHosts.has(new URL(url).host);
}

/**
 * Downloads a release file to `target`, and verifies its published sha256.
 *
 * @throws Unavailable if the host cannot be reached or has no such file, and a plain Error if the sha256 differs.
 */
export async function download(release: Release, target: string): Promise<void> {
  const expected = expectedSha256(await text(release.sha256Url), release);
  const body = await request(release.url);
  const hash = createHash('sha256');
  const stalled = new AbortController();
  const watch = () => setTimeout(() => stalled.abort(), stallSeconds * 1000);
  let timer = watch();
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      clearTimeout(timer);
      timer = watch();
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, tap, createWriteStream(target), { signal: stalled.signal });
  } catch (cause) {
    throw new Unavailable(`the download of ${release.url} was interrupted`, { cause });
  } finally {
    clearTimeout(timer);
  }
  const actual = hash.digest('hex');
  if (actual !== expected) {
    throw new Error(
      `${release.url} has the sha256 ${actual}, but ${release.sha256Url} lists ${expected}. The file was deleted. ` +
        'Try again, or set PODWARD_RELEASE_URL to a mirror that you trust.',
    );
  }
}

function expectedSha256(list: string, { url, sha256Url }: Release): string {
  const file = url.slice(url.lastIndexOf('/') + 1);
  for (const line of list.split('\n')) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (sum && /^[0-9a-f]{64}$/.test(sum) && (!name || name === file)) return sum;
  }
  throw new Error(`${sha256Url} does not list a sha256 for ${file}`);
}

async function text(url: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await request(url)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function request(url: string): Promise<Readable> {
  const { host } = new URL(url);
  const unreachable = (): Unavailable => {
    silentHosts.add(host);
    return new Unavailable(`${host} cannot be reached`);
  };
  if (!(await accepts(new URL(url)))) throw unreachable();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerSeconds * 1000);
  let response: Response;
  try {
    response = await fetch(url, { signal: late.signal });
  } catch {
    throw unreachable();
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Unavailable(`GET ${url} returned HTTP status ${response.status}`);
  }
  return Readable.fromWeb(response.body);
}

/** Whether the host accepts connections. With a proxy, the proxy decides, so this is always true. */
function accepts({ hostname, port, protocol }: URL): Promise<boolean> {
  if (process.env['NODE_USE_ENV_PROXY']) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
    const end = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // The timeout of the socket would not include the DNS lookup.
    const timer = setTimeout(() => end(false), connectSeconds * 1000);
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
