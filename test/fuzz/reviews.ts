/**
 * Sends hostile reviews to all paths of a server. Each must be answered, no answer may be a failure of Podward, and each must obey the contract.
 *
 *   node test/fuzz/reviews.ts --count 20000 --seed 7
 *   node test/fuzz/reviews.ts --server 127.0.0.1:8443           to one that runs
 *   node test/fuzz/reviews.ts --seed 7 --from 1234 --count 1 --print    one of them again
 */
import { rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { Command } from 'commander';
import type { AdmissionReview } from '../../src/admission/encode.ts';
import { activeModes, type ActiveMode } from '../../src/engine/judged.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { verdictOn, type ReviewPath } from '../../src/server/verdict.ts';
import { breaches } from '../admission/contract.ts';
import { roundSeed } from '../oracle/generate.ts';
import { createRandom } from '../oracle/random.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { startPodward } from '../server/podward.ts';
import { createInputs, hostile } from './inputs.ts';
import { createSources } from './sources.ts';

const options = new Command('reviews')
  .option('--count <n>', 'reviews', Number, 20_000)
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .option('--from <n>', 'the first review of the run', Number, 0)
  .option('--server <host:port>', 'one that runs. Without it, one is started')
  .option('--connections <n>', 'at the same time', Number, 4)
  .option('--print', 'print each review')
  .parse()
  .opts<{ count: number; seed: number; from: number; server?: string; connections: number; print?: true }>();

/** In milliseconds. A server gives up a review after 10 s, and this program judges answers meanwhile. */
const timeout = 60_000;

interface Input {
  readonly bytes: Buffer;
  readonly path: ReviewPath;
  readonly mode: ActiveMode;
}

/** The result of one review: its outcome, and what is wrong with the answer. */
interface Result {
  readonly outcome: string;
  readonly faults: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Rejects if there is no complete answer. */
function createAsk(host: string, port: number): (input: Input) => Promise<Answer> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections, rejectUnauthorized: false });
  return ({ bytes, path, mode }) =>
    new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': bytes.length };
      const url = `/${path}/${mode}?timeout=10s`;
      const call = request({ agent, host, port, path: url, method: 'POST', headers, timeout }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          .on('error', reject);
      });
      call.on('timeout', () => {
        isSilent = true;
        call.destroy(new Error(`the server sent nothing for ${timeout / 1000} s`));
      });
      call.on('error', reject);
      call.end(bytes);
    });
}

const engine = createEngine(catalogue, defaultPolicy(catalogue));

/** Expects status 200 with a valid answer, or 400 with plain text if there is no uid. */
function judged({ bytes, path, mode }: Input, { status, text }: Answer): Result {
  const verdict = verdictOn(bytes, path, mode, engine);
  if (verdict.outcome === 'malformed')
    return { outcome: 'malformed', faults: status === 400 ? [] : [`status ${status} of what is no review`] };
  if (status !== 200) return { outcome: `status ${status}`, faults: [`status ${status}: ${text.slice(0, 200)}`] };
  const answer = JSON.parse(text) as AdmissionReview;
  const { allowed, patch, status: refusal, auditAnnotations = {} } = answer.response;
  const failed = refusal?.code === 500 || auditAnnotations['not-judged'] === 'failed';
  const passed = patch === undefined ? 'allowed' : 'patched';
  const outcome = failed ? 'failed' : allowed ? passed : 'denied';
  return {
    outcome: `${path} ${outcome}`,
    faults: [
      ...breaches(answer, verdict.uid, path),
      ...(failed ? [`failed: ${refusal?.message ?? answer.response.warnings?.join() ?? ''}`] : []),
    ],
  };
}

const inputs = createInputs();
const { namespace: namespaces } = createSources();
const paths: readonly ReviewPath[] = ['mutate', 'validate', 'namespaces'];

function inputOf(index: number): Input {
  const seed = roundSeed(options.seed, index);
  const random = createRandom(~seed);
  const path = random.pick(paths);
  if (path !== 'namespaces') return { bytes: inputs(seed), path, mode: random.pick(activeModes) };
  return { bytes: hostile(random.pick(namespaces), random), path, mode: random.pick(['deny', 'warn']) };
}

const counts = new Map<string, number>();
const kinds = new Map<string, { count: number; readonly first: number }>();
let done = 0;
/** A review was not answered in time. The run ends, because the others may wait as long. */
let isSilent = false;

async function run(host: string, port: number): Promise<void> {
  const ask = createAsk(host, port);
  let next = options.from;
  const end = options.from + options.count;
  const lane = async (): Promise<void> => {
    while (next < end && !isSilent) {
      const index = next++;
      const input = inputOf(index);
      if (options.print) console.log(input.bytes.toString());
      try {
        note(index, judged(input, await ask(input)));
      } catch (error) {
        note(index, { outcome: 'no valid answer', faults: [`no valid answer: ${(error as Error).message}`] });
      }
    }
  };
  await Promise.all(Array.from({ length: options.connections }, lane));
}

function note(index: number, { outcome, faults }: Result): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  for (const fault of new Set(faults)) {
    const kind = kinds.get(fault) ?? { count: 0, first: index };
    kind.count++;
    kinds.set(fault, kind);
  }
  if (++done % 1000 === 0 && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of ${options.count}`);
}

async function throughOwnServer(): Promise<void> {
  const folder = temporaryFolder();
  makePair(folder);
  const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
  try {
    await run('127.0.0.1', podward.port);
  } finally {
    podward.signal('SIGTERM');
    const limit = setTimeout(() => podward.signal('SIGKILL'), timeout);
    const { code } = await podward.ended;
    clearTimeout(limit);
    if (code !== 0) note(-1, { outcome: 'ended', faults: [`the server ended with ${code}`] });
    rmSync(folder, { recursive: true });
  }
}

const [host, port] = options.server?.split(':') ?? [];
await (host === undefined ? throughOwnServer() : run(host, Number(port)));

if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
const rows = [...counts].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`);
console.log(`${done} reviews with seed ${options.seed}: ${rows.join(', ')}`);
for (const [fault, { count, first }] of kinds)
  console.log(`${count} times, first by --from ${first} --count 1: ${fault}`);
console.log(`${kinds.size} kinds of fault`);
process.exitCode = kinds.size > 0 ? 1 : 0;
