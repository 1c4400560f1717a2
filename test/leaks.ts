/** Finds the markers of test/secrets.ts in answers, findings, logs and metrics. */
import fc from 'fast-check';
import type { Outcome } from '../src/admission/review.ts';
import { catalogue } from '../src/catalogue.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { kindFacts, type Kind } from '../src/kubernetes/kinds.ts';
import { defaultPolicy } from '../src/policy/load.ts';
import { createLogger } from '../src/server/log.ts';
import { createMetrics } from '../src/server/metrics.ts';
import { createReviewLog } from '../src/server/review-log.ts';
import { verdictOn } from '../src/server/verdict.ts';
import type { Write } from './secrets.ts';
import { gauges } from './server/gauges.ts';

const engine = createEngine(catalogue, defaultPolicy(catalogue));

/** What is allowed without being judged. */
const unjudged: readonly Outcome[] = ['foreign', 'unread', 'undecodable'];

const marker = /zqMarker|82736/i;
/** The text around a marker, if there is one: enough to see what is wrong. */
export function leaks(text: string): string[] {
  const at = text.search(marker);
  return at === -1 ? [] : [text.slice(Math.max(0, at - 200), at + 20)];
}

/** The review as kube-apiserver sends it. */
export function reviewOf(kind: Kind, { before, after }: Write): Uint8Array {
  const { group, version } = kindFacts(kind);
  const request = {
    uid: 'u',
    kind: { group, version, kind },
    userInfo: { username: 'https://user:zqMarkerOne@example.com' },
    operation: before === undefined ? 'CREATE' : 'UPDATE',
    object: after,
    oldObject: before ?? null,
  };
  return Buffer.from(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }));
}

type Phase = 'mutate' | 'validate';

/** A webhook with its own log and metrics. */
interface Asked {
  /** The markers in the answers and in the findings behind them. */
  readonly leaksOf: (kind: Kind, write: Write, phases?: readonly Phase[]) => string[];
  /** The numbers of log lines and reviews, and the markers in the log and the metrics. */
  readonly told: () => Promise<{ readonly lines: number; readonly reviews: number; readonly leaks: string[] }>;
}

export function webhook(): Asked {
  const logged: string[] = [];
  const log = createLogger('debug', { write: (line: string) => void logged.push(line) });
  const logReview = createReviewLog(log, { logIdentities: true, logAllowedEvery: 1 });
  const metrics = createMetrics(gauges);

  /** The answer, and what may be shown of the findings behind it. */
  function ask(kind: Kind, write: Write, phase: Phase): string[] {
    const shown: string[] = [];
    const listening: Engine = {
      ...engine,
      judge: (...args) => {
        const judgment = engine.judge(...args);
        shown.push(...judgment.findings.map(({ texts }) => JSON.stringify(texts())));
        return judgment;
      },
    };
    const verdict = verdictOn(reviewOf(kind, write), phase, 'deny', listening);
    if (verdict.outcome === 'malformed') throw new Error(verdict.reason);
    if (verdict.outcome === 'failed') throw new Error('failed', { cause: verdict.error });
    fc.pre(!unjudged.includes(verdict.outcome));
    logReview(phase, 'deny', verdict);
    metrics.reviewed(phase, 'deny', verdict, 0);
    return [verdict.answer, ...shown];
  }

  return {
    leaksOf: (kind, write, phases = ['mutate', 'validate']) =>
      phases.flatMap((phase) => leaks(ask(kind, write, phase).join('\n'))),
    told: async () => {
      const { text } = await metrics.expose();
      const counts = [...text.matchAll(/^podward_reviews_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
      return {
        lines: logged.length,
        reviews: counts.reduce((sum, count) => sum + count, 0),
        leaks: leaks(`${logged.join('')}${text}`),
      };
    },
  };
}
