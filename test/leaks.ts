/** What an answer, a finding, a line of the log or a metric shows of the markers of test/secrets.ts. */
import { decode } from '../src/admission/decode.ts';
import { review, type Reviewed } from '../src/admission/review.ts';
import { catalogue } from '../src/cli/policy-file.ts';
import { createEngine } from '../src/engine/engine.ts';
import { kindFacts, type Kind } from '../src/pod/kinds.ts';
import { defaultPolicy } from '../src/policy/load.ts';
import { logReview } from '../src/server/app.ts';
import { createLogger } from '../src/server/log.ts';
import { createMetrics } from '../src/server/metrics.ts';
import { judge } from '../src/server/verdict.ts';
import type { Write } from './secrets.ts';

const policy = defaultPolicy(catalogue);
const engine = createEngine(catalogue, policy);

const marker = /zqMarker|82736/i;
/** What stands around a marker, where there is one: enough to see what is wrong. */
export function leaks(text: string): string[] {
  const at = text.search(marker);
  return at === -1 ? [] : [text.slice(Math.max(0, at - 200), at + 20)];
}

export const logged: string[] = [];
const log = createLogger('debug', { write: (line: string) => void logged.push(line) });
const zero = (): number => 0;
export const metrics = createMetrics({
  expires: () => new Date(0),
  bytesInFlight: zero,
  connections: zero,
  reviewsWaiting: zero,
  reviewerBytes: zero,
});

/** As kube-apiserver sends it. */
export function reviewOf(kind: Kind, { before, after }: Write): Uint8Array {
  const { group, version } = kindFacts(kind);
  const request = {
    uid: 'u',
    kind: { group, version, kind },
    operation: before === undefined ? 'CREATE' : 'UPDATE',
    object: after,
    oldObject: before ?? null,
  };
  return Buffer.from(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }));
}

function ask(kind: Kind, write: Write, phase: Phase): Reviewed {
  const bytes = reviewOf(kind, write);
  const decoded = decode(bytes, phase, policy.minor);
  if (decoded.outcome !== 'change') throw new Error(decoded.outcome);
  const reviewed = review(decoded, { engine, policy, mode: 'deny' });
  if (reviewed.outcome === 'failed') throw new Error('failed', { cause: reviewed.error });
  const verdict = judge(bytes, phase, 'deny', { engine, policy });
  if (verdict.outcome === 'malformed') throw new Error(verdict.reason);
  logReview(log, phase, 'deny', verdict);
  metrics.reviewed(phase, 'deny', verdict, 0);
  return reviewed;
}

type Phase = 'mutate' | 'validate';

/** What the answers and the findings behind them leak. */
export function leaksOf(kind: Kind, write: Write, phases: readonly Phase[] = ['mutate', 'validate']): string[] {
  return phases.flatMap((phase) => {
    const { answer, findings } = ask(kind, write, phase);
    // The pointer is exact, for a front end to find the place by.
    return leaks(
      [JSON.stringify(answer), ...findings.map((found) => JSON.stringify({ ...found, pointer: '' }))].join('\n'),
    );
  });
}
