/** The HTTP surface of the webhook: POST /mutate/<mode> and /validate/<mode>. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { decode, type ReviewPhase } from '../admission/decode.ts';
import { activeModes, review, type ActiveMode, type Reviewed } from '../admission/review.ts';
import type { Engine } from '../engine/engine.ts';
import { oneLine } from '../pod/text.ts';
import type { Policy } from '../policy/policy.ts';
import { readBody } from './body.ts';
import type { ByteBudget } from './budget.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { refuse } from './refuse.ts';

export interface AppContext {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly budget: ByteBudget;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly maxReviewBytes: number;
  /** Once true, every response asks the client to open a new connection, which leads to another replica. */
  readonly draining: () => boolean;
}

/** No body parser and no further middleware: a review is read once, parsed once and answered. */
export function createApp(context: AppContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);

  const decline = (
    request: Request,
    response: Response,
    status: number,
    reason: string,
    headers: Record<string, string> = {},
  ): void => {
    context.metrics.refused(status);
    refuse(request, response, status, reason, context.draining() ? { ...headers, Connection: 'close' } : headers);
  };

  for (const phase of ['mutate', 'validate'] as const) {
    app.post(`/${phase}/:mode`, async (request: Request<{ mode: string }>, response: Response) => {
      const mode = activeModes.find((known) => known === request.params.mode);
      if (mode === undefined) return decline(request, response, 404, `no such mode; the paths are ${paths}`);
      if (!isJson(request.headers['content-type']))
        return decline(request, response, 415, 'the Content-Type must be application/json');

      const body = await readBody(request, context.maxReviewBytes, context.budget);
      switch (body.outcome) {
        case 'aborted':
          return;
        case 'too large':
          return decline(request, response, 413, `a review may be ${context.maxReviewBytes} bytes long`, {
            Connection: 'close',
          });
        case 'busy':
          return decline(request, response, 503, 'too many reviews are in flight', {
            Connection: 'close',
            'Retry-After': '1',
          });
        case 'read':
          try {
            answer(request, response, body.bytes, phase, mode);
          } finally {
            context.budget.give(body.bytes.length);
          }
      }
    });
    app.all(`/${phase}/:mode`, (request, response) =>
      decline(request, response, 405, 'only POST is served', { Allow: 'POST' }),
    );
  }
  app.use((request: Request, response: Response) =>
    decline(request, response, 404, `not found; the paths are ${paths}`),
  );
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status = isClientError(error) ? 400 : 500;
    if (status === 500) context.log.error({ error }, 'request failed');
    decline(request, response, status, status === 400 ? 'the path cannot be decoded' : 'internal error');
  });
  return app;

  function answer(request: Request, response: Response, bytes: Buffer, phase: ReviewPhase, mode: ActiveMode): void {
    const started = performance.now();
    const decoded = decode(bytes, phase, context.policy.minor);
    if (decoded.outcome === 'malformed') {
      context.log.warn({ phase, mode, reason: decoded.reason }, 'malformed');
      return decline(request, response, 400, decoded.reason);
    }
    const reviewed = review(decoded, { engine: context.engine, policy: context.policy, mode });
    const text = JSON.stringify(reviewed.answer);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      ...(context.draining() ? { Connection: 'close' } : {}),
    });
    response.end(text);
    context.metrics.reviewed(phase, mode, reviewed, (performance.now() - started) / 1000);
    logReview(context.log, phase, mode, reviewed, decoded.outcome === 'change' ? decoded.change.kind : undefined);
  }
}

const paths = activeModes.flatMap((mode) => [`/mutate/${mode}`, `/validate/${mode}`]).join(', ');

const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? '');

/** Express throws an error with a status where the path holds a broken escape. */
const isClientError = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;

export function logReview(
  log: Logger,
  phase: ReviewPhase,
  mode: ActiveMode,
  { outcome, answer, findings, error }: Reviewed,
  kind?: string,
): void {
  const uid = oneLine(answer.response.uid);
  switch (outcome) {
    case 'denied':
    case 'allowed':
    case 'patched': {
      if (findings.length === 0 && !log.isLevelEnabled('debug')) return;
      const rules = [...new Set(findings.map(({ rule, mode: effect }) => `${rule}=${effect}`))];
      log[findings.length > 0 ? 'info' : 'debug']({ uid, phase, mode, kind, rules }, outcome);
      return;
    }
    case 'failed':
      log.error({ uid, phase, mode, kind, error }, outcome);
      return;
    case 'undecodable':
      log.warn({ uid, phase, mode, reason: answer.response.status?.message }, outcome);
      return;
    default:
      log.debug({ uid, phase, mode, kind }, outcome);
  }
}
