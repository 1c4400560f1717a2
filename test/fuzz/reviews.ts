/**
 * Sends hundreds of thousands of hostile reviews. Each must be answered, no answer may be a failure of Podward, and each must obey the contract.
 *
 *   node test/fuzz/reviews.ts --count 200000 --seed 7
 *   node test/fuzz/reviews.ts --count 20000 --tls               through a server of its own
 *   node test/fuzz/reviews.ts --tls 127.0.0.1:8443              through one that runs
 *   node test/fuzz/reviews.ts --seed 7 --from 1234 --count 1 --print    one of them again
 */
import { rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { Command } from 'commander';
import fc from 'fast-check';
import { decode, type ReviewPhase } from '../../src/admission/decode.ts';
import type { AdmissionReview } from '../../src/admission/encode.ts';
import { review } from '../../src/admission/review.ts';
import { activeModes, type ActiveMode } from '../../src/engine/judged.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { breaches } from '../admission/contract.ts';
import { roundSeed } from '../oracle/generate.ts';
import { createRandom } from '../oracle/random.ts';
import { given, objects } from '../property.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { startPodward } from '../server/podward.ts';
import { createInputs } from './inputs.ts';

const options = new Command('reviews')
  .option('--count <n>', 'reviews', Number, 200_000)
  .option('--seed <n>', 'repeats a run', Number, Date.now() % 2 ** 31)
  .option('--from <n>', 'the first review of the run', Number, 0)
  .option('--tls [host:port]', 'over TLS: to that server, or to one that is started for it')
  .option('--connections <n>', 'over TLS', Number, 4)
  .option('--print', 'print each review')
  .parse()
  .opts<{ count: number; seed: number; from: number; tls?: string | true; connections: number; print?: true }>();

/** The result of one review: its outcome, and what is wrong with the answer. */
interface Result {
  readonly outcome: string;
  readonly faults: readonly string[];
}
type Ask = (bytes: Buffer, phase: ReviewPhase, mode: ActiveMode) => Result | Promise<Result>;

const engines = [false, true].map((everything) => {
  const shipped = defaultPolicy(catalogue);
  const policy = !everything
    ? shipped
    : {
        ...shipped,
        rules: new Map([...shipped.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
        defaults: new Map([...shipped.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
      };
  return createEngine(catalogue, policy);
});

/** Judges the review with the default policy, and with everything on. The second outcome is counted. */
function inProcess(bytes: Buffer, phase: ReviewPhase, mode: ActiveMode): Result {
  let outcome = 'malformed';
  const faults: string[] = [];
  for (const engine of engines) {
    const decoded = decode(bytes, phase, engine.policy.servers[0]);
    if (decoded.outcome === 'malformed') continue;
    const reviewed = review(decoded, engine, mode);
    outcome = reviewed.outcome;
    const answer = JSON.parse(JSON.stringify(reviewed.answer)) as AdmissionReview;
    faults.push(...breaches(answer, decoded.uid, phase));
    if (reviewed.outcome === 'failed') faults.push(`failed: ${causeOf(reviewed.error)}`);
    if (reviewed.outcome === 'undecodable' && answer.response.allowed && mode === 'deny')
      faults.push('an allow of what was not understood');
  }
  if (Reflect.ownKeys(Object.prototype).length !== ownKeys) faults.push('Object.prototype has another field');
  return { outcome, faults };
}

const ownKeys = Reflect.ownKeys(Object.prototype).length;

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [first, second] = cause instanceof Error ? (cause.stack ?? '').split('\n') : [String(cause)];
  return `${error instanceof Error ? error.message : ''}: ${first} ${second?.trim() ?? ''}`;
}

/** Expects status 200 with a valid answer, or 400 with plain text if there is no uid. */
function overTls(host: string, port: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections, rejectUnauthorized: false });
  return (bytes, phase, mode) =>
    new Promise((resolve) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': bytes.length };
      const path = `/${phase}/${mode}?timeout=10s`;
      request({ agent, host, port, path, method: 'POST', headers }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve(judged(bytes, phase, response.statusCode ?? 0, text)));
      })
        .on('error', (error) => resolve({ outcome: 'no answer', faults: [`no answer: ${error.message}`] }))
        .end(bytes);
    });
}

function judged(bytes: Buffer, phase: ReviewPhase, status: number, text: string): Result {
  const decoded = decode(bytes, phase, engines[0]!.policy.servers[0]);
  if (decoded.outcome === 'malformed')
    return { outcome: 'malformed', faults: status === 400 ? [] : [`status ${status} of what is no review`] };
  if (status !== 200) return { outcome: `status ${status}`, faults: [`status ${status}: ${text.slice(0, 200)}`] };
  const answer = JSON.parse(text) as AdmissionReview;
  const { allowed, patch, status: refusal, auditAnnotations = {} } = answer.response;
  const failed = refusal?.code === 500 || auditAnnotations['not-judged'] === 'failed';
  const passed = patch === undefined ? 'allowed' : 'patched';
  const outcome = failed ? 'failed' : allowed ? passed : 'denied';
  return {
    outcome,
    faults: [
      ...breaches(answer, decoded.uid, phase),
      ...(failed ? [`failed: ${refusal?.message ?? answer.response.warnings?.join() ?? ''}`] : []),
    ],
  };
}

const counts = new Map<string, number>();
const kinds = new Map<string, { count: number; readonly first: number }>();
let done = 0;

const inputs = createInputs();

interface Input {
  readonly bytes: Buffer;
  readonly phase: ReviewPhase;
  readonly mode: ActiveMode;
}

function inputOf(index: number): Input {
  const seed = roundSeed(options.seed, index);
  const random = createRandom(~seed);
  const phase = random.pick<ReviewPhase>(['mutate', 'validate']);
  return { bytes: inputs(seed), phase, mode: random.pick(activeModes) };
}

async function resultOf(ask: Ask, { bytes, phase, mode }: Input): Promise<Result> {
  try {
    return await ask(bytes, phase, mode);
  } catch (error) {
    return { outcome: 'thrown', faults: [`thrown: ${causeOf(error)}`] };
  }
}

/** The smallest part of the review with the same fault. */
async function reduced(index: number, fault: string): Promise<string> {
  const input = inputOf(index);
  const hasFault = async (review: object): Promise<boolean> => {
    const { faults } = await resultOf(inProcess, { ...input, bytes: Buffer.from(JSON.stringify(review)) });
    return faults.includes(fault);
  };
  const text = input.bytes.toString();
  try {
    const property = fc.asyncProperty(objects, async (review) => !(await hasFault(review)));
    const { counterexample } = await fc.check(property, given([[JSON.parse(text) as JsonObject]]));
    return counterexample === null ? text : JSON.stringify(counterexample[0]);
  } catch {
    return text; // not JSON
  }
}

async function run(ask: Ask, lanes: number): Promise<void> {
  let next = options.from;
  const end = options.from + options.count;
  const lane = async (): Promise<void> => {
    while (next < end) {
      const index = next++;
      const input = inputOf(index);
      if (options.print) console.log(input.bytes.toString());
      note(index, await resultOf(ask, input));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
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

async function throughServer(): Promise<void> {
  if (typeof options.tls === 'string') {
    const [host, port] = options.tls.split(':');
    return run(overTls(host!, Number(port)), options.connections);
  }
  const folder = temporaryFolder();
  makePair(folder);
  const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
  try {
    await run(overTls('127.0.0.1', podward.port), options.connections);
  } finally {
    podward.signal('SIGTERM');
    const { code } = await podward.ended;
    if (code !== 0) note(-1, { outcome: 'ended', faults: [`the server ended with ${code}`] });
    rmSync(folder, { recursive: true });
  }
}

await (options.tls === undefined ? run(inProcess, 1) : throughServer());

if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
const rows = [...counts].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`);
console.log(`${done} reviews with seed ${options.seed}: ${rows.join(', ')}`);
for (const [fault, { count, first }] of kinds) {
  console.log(`${count} times, first by --from ${first} --count 1: ${fault}`);
  if (options.tls === undefined) console.log(`  ${await reduced(first, fault)}`);
}
console.log(`${kinds.size} kinds of fault`);
process.exitCode = kinds.size > 0 ? 1 : 0;
