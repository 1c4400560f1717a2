/**
 * What the defaults do to random new objects. The second run of the mutating path must patch nothing, and the patched object must be accepted by
 * kube-apiserver's own code if the original one was.
 */
import fastJsonPatch from 'fast-json-patch';
import { loadEngine } from '../../src/catalogue.ts';
import type { AdmissionReview } from '../../src/admission/encode.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { copyOf, isObject, listAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { apiVersionOf, kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import { probeTimings, probeTypes } from '../../src/kubernetes/pod/probes.ts';
import { verdictOn } from '../../src/server/verdict.ts';
import { breaches } from '../admission/contract.ts';
import { valueAt } from './edits.ts';
import { createGenerator, roundSeed, type Generator } from './generate.ts';
import type { Oracle } from './oracle.ts';

const head = { apiVersion: 'podward.dev/v1alpha1', kind: 'PodwardConfiguration' };
/** Every default is on in each of them, and refusals do not end the mutating path before the patch. */
const settings = [
  {},
  { 'restart-policy': { jobs: 'Never' } },
  {
    'readiness-probe': {
      readiness: { http: { httpGet: { path: '/ready', scheme: 'HTTPS' }, periodSeconds: 3 }, grpc: { grpc: {} } },
      liveness: {
        http: { tcpSocket: {}, failureThreshold: 9 },
        web: { httpGet: {} },
        grpc: { grpc: { service: 'a' } },
      },
    },
  },
];

const engines: readonly Engine[] = settings.map((defaults) => {
  const enabled = ['readiness-probe', 'probe-timings', 'restart-policy'].map((id) => [
    id,
    { enabled: true, ...(defaults as Record<string, object>)[id] },
  ]);
  const text = JSON.stringify({
    ...head,
    mutate: { fill: true, explain: false },
    defaults: Object.fromEntries(enabled),
  });
  const loaded = loadEngine(text);
  if ('errors' in loaded) throw new Error(loaded.errors.map(({ message }) => message).join(' '));
  return loaded.engine;
});

interface Problem {
  readonly is: 'patched again' | 'refused after the patch' | 'breach';
  readonly what: string;
  readonly object: JsonObject;
  readonly patched: JsonObject;
}

export interface Tally {
  objects: number;
  /** By kube-apiserver's code, before the defaults. */
  accepted: number;
  /** Of the accepted ones. */
  patched: number;
  /** Refused before the defaults, and accepted with them. */
  repaired: number;
  readonly problems: Problem[];
  /** The first accepted objects that were patched, and what they were patched to. */
  readonly pairs: { readonly object: JsonObject; readonly patched: JsonObject }[];
}

interface Run {
  readonly oracle: Oracle;
  readonly kind: Kind;
  readonly count: number;
  readonly seed: number;
  /** How many pairs are kept. */
  readonly keep?: number;
}

/** Objects of one question. */
const ofOne = 20;
/** The number of questions in progress, so that neither side waits for the other. */
const underWay = 6;

export async function checkDefaults(run: Run): Promise<Tally> {
  const tally: Tally = { objects: 0, accepted: 0, patched: 0, repaired: 0, problems: [], pairs: [] };
  const rounds = Math.ceil(run.count / ofOne);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < rounds) await askRound(run, next++, tally);
  };
  await Promise.all(Array.from({ length: underWay }, lane));
  return tally;
}

async function askRound({ oracle, kind, count, seed, keep = 0 }: Run, round: number, tally: Tally): Promise<void> {
  const engine = engines[round % engines.length]!;
  const generator = createGenerator({ kind, operation: 'CREATE', subresource: '' }, roundSeed(seed, round));
  const objects = Array.from({ length: Math.min(ofOne, count - round * ofOne) }, () => incomplete(kind, generator));
  const { verdicts } = await oracle.ask({ kind, subresource: '', objects });
  const typed = (object: JsonObject): JsonObject => ({ ...object, apiVersion: apiVersionOf(kindFacts(kind)), kind });
  // As in a file, where nobody has set the defaults of the API server.
  for (const object of objects)
    if (isObject(object)) tally.problems.push(...fill(engine, kind, typed(object)).problems);
  const candidates: { object: JsonObject; patched: JsonObject; allowed: boolean }[] = [];
  for (const { object, allowed } of verdicts) {
    tally.objects++;
    if (allowed) tally.accepted++;
    // Without an object, the request failed before any webhook was called.
    if (object === undefined) continue;
    const { patched, problems } = fill(engine, kind, typed(object));
    tally.problems.push(...problems);
    if (patched !== undefined) candidates.push({ object: typed(object), patched, allowed });
  }
  if (candidates.length === 0) return;
  const after = await oracle.ask({ kind, subresource: '', objects: candidates.map(({ patched }) => patched) });
  for (const [i, { object, patched, allowed }] of candidates.entries()) {
    const verdict = after.verdicts[i]!;
    const { message, causes = [], undecodable } = verdict;
    const problem = (is: Problem['is'], what: string): number => tally.problems.push({ is, what, object, patched });
    if (allowed) tally.patched++;
    else if (verdict.allowed) tally.repaired++;
    if (allowed && !verdict.allowed)
      problem('refused after the patch', undecodable ?? causes[0]?.message ?? message ?? '');
    if (allowed && tally.pairs.length < keep) tally.pairs.push({ object, patched });
    // kube-apiserver calls a webhook again with what it made of the patched object (reinvocationPolicy).
    if (verdict.object !== undefined && fill(engine, kind, typed(verdict.object)).patched !== undefined)
      problem('patched again', 'after the defaults of the API server');
  }
}

type Fields = Record<string, Json | undefined>;

const portNames = ['http', 'https', 'web', 'grpc', 'metrics', 'debug', 'http-web', 'x', undefined];

/** A valid object from which fields that the defaults fill are missing. One of four has random edits, too, which are often invalid. */
function incomplete(kind: Kind, generator: Generator): Json {
  const { random } = generator;
  const source = generator.base();
  const object = random.chance(0.25)
    ? generator.change(source, JSON.stringify(source)).object
    : structuredClone(source);
  const found = valueAt(object, kindFacts(kind).podPath.child('spec').segments());
  if (!isObject(found)) return object;
  const spec: Fields = found;
  if (random.chance(0.6)) delete spec['restartPolicy'];
  if (random.chance(0.8)) delete spec['subdomain'];
  for (const container of listAt(spec, 'containers').filter(isObject) as Fields[]) {
    for (const name of probeTypes) {
      const value = container[name];
      const probe: Fields = isObject(value) ? value : {};
      if (random.chance(0.6)) delete container[name];
      else for (const field of Object.keys(probeTimings)) if (random.chance(0.4)) delete probe[field];
    }
    if (container['ports'] !== undefined || random.chance(0.3)) continue;
    const first = 20_000 + random.below(20_000);
    container['ports'] = random.some(portNames, 0.3).map((name, i) => ({
      containerPort: first + i,
      protocol: random.pick(['TCP', 'TCP', 'TCP', 'UDP', 'SCTP']),
      ...(name && { name }),
    }));
  }
  return object;
}

/** The mutating path twice: the patched object, if there is a patch, and what is wrong. */
function fill(engine: Engine, kind: Kind, object: JsonObject): { patched?: JsonObject; problems: Problem[] } {
  const first = mutate(engine, kind, object);
  const problems: Problem[] = first.faults.map((what) => ({ is: 'breach', what, object, patched: object }));
  if (first.patch === undefined) return { problems };
  const patched = copyOf(object);
  fastJsonPatch.applyPatch(patched, first.patch, true);
  const second = mutate(engine, kind, patched);
  if (second.patch !== undefined)
    problems.push({ is: 'patched again', what: JSON.stringify(second.patch), object, patched });
  return { patched, problems };
}

function mutate(engine: Engine, kind: Kind, object: JsonObject) {
  const { group, version, resource } = kindFacts(kind);
  const request = {
    uid: 'b0b3a0a1-0000-4000-8000-000000000000',
    kind: { group, version, kind },
    resource: { group, version, resource },
    name: 'web',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'alice' },
    object,
    oldObject: null,
  };
  const review = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request };
  const verdict = verdictOn(Buffer.from(JSON.stringify(review)), 'mutate', 'deny', engine);
  if (verdict.outcome === 'malformed') return { patch: undefined, faults: [verdict.reason] };
  const answer = JSON.parse(verdict.answer) as AdmissionReview;
  const faults = breaches(answer, request.uid, 'mutate');
  if (!answer.response.allowed) faults.push(`refused: ${answer.response.status?.message}`);
  const text = answer.response.patch;
  const patch =
    text === undefined ? undefined : (JSON.parse(Buffer.from(text, 'base64').toString()) as fastJsonPatch.Operation[]);
  return { patch, faults };
}
