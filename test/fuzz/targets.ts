/** What the fuzzers attack, each in this process. A target returns what is wrong with its result. If it throws, that is a crash. */
import { loadEngine, catalogue } from '../../src/catalogue.ts';
import type { AdmissionReview } from '../../src/admission/encode.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { activeModes, type ActiveMode } from '../../src/engine/judged.ts';
import { get, type Json } from '../../src/json/json.ts';
import { defaultPolicy, exemptionsIn } from '../../src/policy/load.ts';
import { modes } from '../../src/rules/rule.ts';
import { verdictOn, type ReviewPath } from '../../src/server/verdict.ts';
import { breaches } from '../admission/contract.ts';
import { run } from '../cli/run.ts';
import { readEvent, readPods, readReport, readVersion } from './answers.ts';

/** Of 500 inputs, this many are for each target. A configuration takes thirty times as long as a review. */
export const shares = {
  review: 444,
  namespace: 20,
  podList: 10,
  event: 4,
  report: 4,
  version: 2,
  manifest: 14,
  configuration: 2,
} as const;
export type TargetName = keyof typeof shares;
export const targetNames = Object.keys(shares) as TargetName[];

const shipped = defaultPolicy(catalogue);

/** Each entry matches some of the inputs: a name, the start or the end of a name, or labels. */
export const exempting = createEngine(catalogue, {
  ...shipped,
  exemptions: exemptionsIn({
    namespaces: ['recorded', '*-containers'],
    users: ['admin', 'system:kube-s*r'],
    serviceAccounts: ['kube-*/d*-controller', '*/*r'],
    groups: ['system:n*s', '*-admins'],
    runtimeClasses: ['*visor'],
    objectSelector: {
      matchExpressions: [
        { key: 'app', operator: 'Exists' },
        { key: 'app', operator: 'NotIn', values: ['shop'] },
      ],
    },
  }),
});

/** With the default policy, with every rule in the mode deny and every default on, and with exemptions. */
const engines: readonly Engine[] = [
  shipped,
  {
    ...shipped,
    rules: new Map([...shipped.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
    defaults: new Map([...shipped.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
  },
]
  .map((policy) => createEngine(catalogue, policy))
  .concat(exempting);

interface ReviewWay {
  readonly path: ReviewPath;
  readonly mode: ActiveMode;
  readonly engine: Engine;
}

const reviewWays: readonly ReviewWay[] = engines.flatMap((engine) =>
  (['mutate', 'validate'] as const).flatMap((path) => activeModes.map((mode) => ({ path, mode, engine }))),
);
/** A choice is less than this. */
export const choices = reviewWays.length;
const namespaceWays: readonly ReviewWay[] = modes
  .map((defaultMode) => createEngine(catalogue, { ...shipped, modeLabel: { ...shipped.modeLabel, defaultMode } }))
  .flatMap((engine) => (['deny', 'warn'] as const).map((mode) => ({ path: 'namespaces' as const, mode, engine })));

/** The review path of the server: the bytes of a body -> the text of the answer. */
function judgeReview(bytes: Buffer, { path, mode, engine }: ReviewWay): string[] {
  const verdict = verdictOn(bytes, path, mode, engine);
  if (verdict.outcome === 'malformed') return polluted();
  const answer = JSON.parse(verdict.answer) as AdmissionReview;
  const faults = breaches(answer, uidOf(bytes) ?? verdict.uid, path);
  if (verdict.outcome === 'failed')
    faults.push(`failed: ${verdict.error?.name}: ${verdict.error?.stack?.split('\n')[0]}`);
  if (verdict.outcome === 'undecodable' && answer.response.allowed && mode === 'deny')
    faults.push('an allow of what was not understood');
  const { allowed, patch, warnings } = answer.response;
  if (verdict.outcome === 'exempt' && !(allowed && patch === undefined && warnings === undefined))
    faults.push('an exempt request was judged or changed');
  // It becomes a part of a URL.
  if (verdict.stricter !== undefined && !/^[a-z0-9-]{1,63}$/.test(verdict.stricter.namespace))
    faults.push(`the Pods of ${JSON.stringify(verdict.stricter.namespace)} would be listed`);
  return [...faults, ...polluted()];
}

function uidOf(bytes: Buffer): string | undefined {
  try {
    const uid = get(JSON.parse(bytes.toString()) as Json, 'request', 'uid');
    return typeof uid === 'string' ? uid : undefined;
  } catch {
    return undefined;
  }
}

const ownKeys = Reflect.ownKeys(Object.prototype).length;
const polluted = (): string[] =>
  Reflect.ownKeys(Object.prototype).length === ownKeys ? [] : ['Object.prototype has another field'];

/** A configuration is loaded, or has mistakes, each with a sentence. */
function loadConfiguration(bytes: Buffer): string[] {
  const loaded = loadEngine(bytes.toString());
  const errors = 'errors' in loaded ? loaded.errors : [];
  const faults = errors.filter(({ message }) => message === '').map(() => 'a mistake without a message');
  if ('errors' in loaded && errors.length === 0) faults.push('neither an engine nor a mistake');
  return [...faults, ...polluted()];
}

/** `podward check` reads a file, and judges the objects in it. */
async function checkManifest(bytes: Buffer): Promise<string[]> {
  const input = (async function* () {
    yield bytes;
  })();
  const { status, stdout, stderr } = await run({ args: ['check', '-', '--output=json'], stdin: input });
  const faults = [0, 1, 2].includes(status) ? [] : [`exit status ${status}`];
  const said = stdout + stderr;
  if (/report the bug/.test(said)) faults.push(`failed: ${/.{0,60}report the bug.{0,200}/.exec(said)?.[0]}`);
  JSON.parse(stdout);
  return [...faults, ...polluted()];
}

/** Runs the target. `choice` decides how a review is judged, and which answer of an API server the input is. */
export function attack(target: TargetName, bytes: Buffer, choice: number): string[] | Promise<string[]> {
  switch (target) {
    case 'review':
      return judgeReview(bytes, reviewWays[choice % reviewWays.length]!);
    case 'namespace':
      return judgeReview(bytes, namespaceWays[choice % namespaceWays.length]!);
    case 'podList':
      return [...readPods(bytes, choice, engines[choice % engines.length]!), ...polluted()];
    case 'event':
      return readEvent(bytes, choice);
    case 'report':
      return readReport(bytes, choice);
    case 'version':
      return [...readVersion(bytes), ...polluted()];
    case 'configuration':
      return loadConfiguration(bytes);
    case 'manifest':
      return checkManifest(bytes);
  }
}
