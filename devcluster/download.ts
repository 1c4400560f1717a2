import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** For a TCP handshake: long enough across the world, short enough not to be felt where there is no way out. */
const connectSeconds = 2;
/** From the request to the first byte, redirects included. */
const answerSeconds = 20;
/** A download that brings nothing for so long is given up. */
const stallSeconds = 30;

export interface Release {
  url: string;
  /** A file with the sha256 in hex: alone, or one `<sha256>  <file name>` line per file. */
  sha256Url: string;
}

/** The release cannot be had from there; another source may be tried. */
export class Unavailable extends Error {}

/** Hosts that did not answer this process once are not asked again. */
const silentHosts = new Set<string>();

/** Whether the host of that address has already failed this process. */
export function isSilent(url: string): boolean {
  return silentHosts.has(new URL(url).host);
}

/**
 * Downloads one release file to `target`, if its published sha256 says so.
 *
 * @throws Unavailable when the host or the file is not there, a plain Error when the content is not what was published.
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
    throw new Unavailable(`${release.url}: the download broke off`, { cause });
  } finally {
    clearTimeout(timer);
  }
  const actual = hash.digest('hex');
  if (actual !== expected) {
    throw new Error(
      `${release.url} is not what was published: its sha256 is ${actual}, and ${release.sha256Url} says ${expected}. ` +
        'It is not used. Try again, or set PODWARD_RELEASE_URL to a mirror that you trust.',
    );
  }
}

function expectedSha256(list: string, { url, sha256Url }: Release): string {
  const file = url.slice(url.lastIndexOf('/') + 1);
  for (const line of list.split('\n')) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (sum && /^[0-9a-f]{64}$/.test(sum) && (!name || name === file)) return sum;
  }
  throw new Error(`${sha256Url} holds no sha256 for ${file}`);
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
    throw new Unavailable(`${url}: HTTP status ${response.status}`);
  }
  return Readable.fromWeb(response.body);
}

/** Whether something takes connections there. Where Node goes through a proxy, that is not ours to find out. */
function accepts({ hostname, port, protocol }: URL): Promise<boolean> {
  if (process.env['NODE_USE_ENV_PROXY']) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
    const end = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // Not the socket's own time-out: that one does not count the look-up of the name.
    const timer = setTimeout(() => end(false), connectSeconds * 1000);
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
