/** Compares Podward's verdict on a change with that of kube-apiserver. */
import { stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { isStale } from '../../src/engine/decide.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Texts } from '../../src/engine/judged.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { changeOf as createOrUpdate, type Change } from '../../src/change/change.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { GateSettings } from '../../src/kubernetes/gates.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import type { Target } from './generate.ts';
import type { Cause, Verdict } from './oracle.ts';
import {
  followOns,
  type FollowOn,
  isAbout,
  knownCrashes,
  isLastWord,
  isLeftToServer,
  isOf,
  isUnseen,
  nativeOptions,
  otherPathsOf,
  saysMore,
} from './parity.ts';
import { isWithin, pattern } from './paths.ts';
import { nearMinors, onVersions } from '../../src/policy/version.ts';
import { compareWarnings } from './warnings.ts';

export type Outcome =
  /** `warned`: the kinds of warnings that both have. */
  | { readonly is: 'agree'; readonly warned?: readonly string[] }
  /** The server refuses the change, for causes that Podward does not mirror. */
  | { readonly is: 'left to server' }
  /** The server refuses the change, for a value that it does not send to webhooks. */
  | { readonly is: 'unseen' }
  /** The request fails before a webhook is called. */
  | { readonly is: 'unreached' }
  | { readonly is: 'undecodable' }
  /** The server allows the change, and rules of Podward's own refuse it, as documented. */
  | { readonly is: 'stricter by policy'; readonly rules: readonly string[] }
  | Disagreement;

export interface Disagreement {
  /** `failed`: Podward's engine or the server's own code threw an error. */
  readonly is: 'looser' | 'stricter' | 'paths' | 'warnings' | 'failed';
  /** Equal for disagreements that one change of a rule would fix. */
  readonly about: string;
  readonly causes: readonly Cause[];
  readonly findings: readonly Denial[];
}

export const isDisagreement = (outcome: Outcome): outcome is Disagreement => 'about' in outcome;

/** A finding of Podward, in words. */
export interface Denial extends Texts {
  readonly rule: string;
}

export interface Judge {
  readonly engine: Engine;
  /**
   * How many minor versions newer the server is than the configuration says. If it is not 0, Podward may miss what the server refuses, but must
   * never refuse what the server accepts.
   */
  readonly skew: number;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, Rule>;
}

interface Server {
  readonly minor: number;
  readonly featureGates?: GateSettings;
  readonly skew?: number;
}

/** A judge with the default policy, except for options that are intentionally stricter than kube-apiserver. */
export function createJudge(rules: readonly Rule[], { minor, featureGates = {}, skew = 0 }: Server): Judge {
  const catalogue = { rules, defaults: [] };
  const policy = defaultPolicy(catalogue);
  const native = [...policy.rules].map(
    ([id, rule]) => [id, { ...rule, options: { ...rule.options, ...nativeOptions[id] } }] as const,
  );
  const configured = { minor: minor - skew, featureGates };
  const minors = skew === 0 ? [configured.minor] : nearMinors([configured.minor]);
  return {
    engine: createEngine(catalogue, { ...policy, ...onVersions(minors, configured), rules: new Map(native) }),
    skew,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
  };
}

/** `sent` is what the client sends. Without it, the warnings are not compared. */
export function compare(
  judge: Judge,
  target: Target,
  before: JsonObject | undefined,
  verdict: Verdict,
  sent?: Json,
): Outcome {
  const crash = verdict.panic === undefined ? undefined : knownCrashes.find(({ panic }) => panic.test(verdict.panic!));
  if (verdict.panic !== undefined && crash === undefined)
    return failed(`kube-apiserver: ${verdict.panic.split('\n', 1)[0]}`);
  if (verdict.undecodable !== undefined) return { is: 'undecodable' };
  if (verdict.object === undefined) return { is: 'unreached' };
  const change = changeOf(judge, target, before, verdict.object);
  if (isStale(change)) return { is: 'unreached' };
  // Podward may accept more beside stored problems, because it excuses each one that stays.
  const onlyStricter = judge.skew !== 0 || target.storedInvalid === true;
  try {
    const findings = denials(judge, change);
    if (!verdict.allowed && onlyStricter) return { is: findings.length > 0 ? 'agree' : 'left to server' };
    if (verdict.panic !== undefined && findings.length > 0) return { is: 'agree' };
    if (crash?.isAllowed === true) return { is: 'left to server' };
    if (verdict.panic !== undefined) return { is: 'looser', about: 'kube-apiserver crashes', causes: [], findings };
    if (!verdict.allowed) return ofRefused(judge, change, verdict.causes ?? [], findings);
    // The validating phase is only called for an allowed change.
    const later = denials(judge, { ...change, phase: 'validate', after: verdict.stored ?? verdict.object });
    const outcome = ofAllowed(judge, [...findings, ...later]);
    if (outcome.is !== 'agree' || onlyStricter || sent === undefined) return outcome;
    const warned = compareWarnings(judge, target, change, sent, verdict);
    return 'is' in warned ? warned : { is: 'agree', warned };
  } catch (error) {
    const { cause } = error as Error;
    return failed(`Podward: ${String(error)}: ${String(cause)}`);
  }
}

const denials = ({ engine }: Judge, change: Change): Denial[] =>
  engine
    .judge(change)
    .findings.filter(({ mode }) => mode === 'deny')
    .map(({ rule, texts }) => ({ rule, ...texts() }));

const failed = (about: string): Disagreement => ({ is: 'failed', about, causes: [], findings: [] });

function changeOf({ engine }: Judge, target: Target, before: JsonObject | undefined, after: JsonObject): Change {
  const named = before ?? after;
  return createOrUpdate(
    {
      ...target,
      phase: 'mutate',
      namespace: stringAt(named, 'metadata', 'namespace') ?? '',
      name: stringAt(named, 'metadata', 'name') ?? '',
      after,
      facts: engine.policy.servers[0],
    },
    before,
  );
}

function ofAllowed({ rules }: Judge, findings: readonly Denial[]): Outcome {
  if (findings.length === 0) return { is: 'agree' };
  const unexplained = findings.filter(({ rule }) => rules.get(rule)?.mirrors !== 'policy');
  if (unexplained.length === 0)
    return { is: 'stricter by policy', rules: [...new Set(findings.map(({ rule }) => rule))] };
  const [first] = unexplained;
  return { is: 'stricter', about: `${first!.rule} at ${pattern(first!.path)}: ${first!.text}`, causes: [], findings };
}

function ofRefused({ rules }: Judge, change: Change, causes: readonly Cause[], findings: readonly Denial[]): Outcome {
  const { kind } = change;
  const own = causes.filter((cause) => !isLeftToServer(kind, cause) && !followsOn(kind, cause, causes));
  const isNamed = (cause: Cause): boolean => findings.some(({ path }) => names(change, path, cause));
  const mirrored = own.filter((cause) => isNamed(cause) || !isUnseen(cause, change));
  if (mirrored.length === 0) return { is: own.length === 0 ? 'left to server' : 'unseen' };
  if (findings.length === 0) return { is: 'looser', about: describe(mirrored[0]!), causes, findings };
  const unnamed = mirrored.find((cause) => !isNamed(cause));
  if (unnamed !== undefined) return { is: 'paths', about: `not named: ${describe(unnamed)}`, causes, findings };
  if (causes.some((cause) => isLastWord(kind, cause))) return { is: 'agree' };
  const unasked = findings.find(
    ({ path, rule }) =>
      rules.get(rule)?.mirrors !== 'policy' &&
      !saysMore.some(
        (row) =>
          row.rule === rule &&
          isOf(row, kind) &&
          (row.path === undefined || row.path.test(path)) &&
          causes.some(({ field }) => row.field.test(field)),
      ) &&
      // Of several equal entries, the server names one, and of the keys of a map, it names a random one.
      !causes.some((cause) => names(change, path, cause) || pattern(path) === pattern(cause.field)),
  );
  if (unasked === undefined) return { is: 'agree' };
  return {
    is: 'paths',
    about: `named by Podward alone: ${unasked.rule} at ${pattern(unasked.path)}`,
    causes,
    findings,
  };
}

const followsOn = (kind: Kind, cause: Cause, causes: readonly Cause[]): boolean =>
  followOns.some(
    (row) => isAbout(row, kind, cause) && !isFirst(row, cause) && causes.some((other) => isFirst(row, other)),
  );

/** Whether the row describes refusals that follow from this cause. */
const isFirst = ({ of, ofMessage }: FollowOn, { field, message }: Cause): boolean =>
  of.test(field) && (ofMessage === undefined || ofMessage.test(message));

/** Whether the path of the finding is the field of the cause or inside it. */
function names({ kind, facts }: Change, path: string, { field }: Cause): boolean {
  if (isWithin(path, field)) return true;
  return otherPathsOf(kind, facts).some(
    ({ server, podward }) => server.test(field) && isWithin(path, field.replace(server, podward)),
  );
}

/** A cause without its values. */
function describe({ type, field, message }: Cause): string {
  const text = message
    .replace(/^(Invalid value: )[[{].*[\]}]: /, '$1…: ')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\{.*\}/g, '{…}')
    .replace(/-?\d+/g, 'N');
  return `${type.replace('FieldValue', '')} ${pattern(field)}: ${text.slice(0, 110)}`;
}
