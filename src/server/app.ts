/** The HTTP endpoints of the webhook: POST /mutate/<mode>, /validate/<mode> and /namespaces/<mode>. */
import type { Socket } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { uidAtHead } from '../admission/decode.ts';
import { failure, withWarnings } from '../admission/encode.ts';
import { maxRequestHeadBytes } from '../admission/limits.ts';
import { activeModes, type ActiveMode } from '../engine/judged.ts';
import type { Body, BodyReader } from './body.ts';
import { answerMs } from './deadline.ts';
import type { EventRecorder } from './events.ts';
import type { StopReason } from './launch.ts';
import { inlineBytes, unreadMs } from './limits.ts';
import type { Reporter } from './reports.ts';
import { joined } from '../text/quoted.ts';
import { sizeText } from '../text/size.ts';
import type { Logger } from './log.ts';
import type { RefusalCode } from './metric-table.ts';
import type { Metrics } from './metrics.ts';
import type { ModeCheck } from './mode-check.ts';
import type { ReviewLog } from './review-log.ts';
import { refuse } from './refuse.ts';
import type { Reviewer } from './reviewer.ts';
import { subjectAtHead, verdictOn, type ReviewPath, type Verdict } from './verdict.ts';
import type { Versions } from './versions.ts';

/** The maximum size of a review, and the flag that raises it. */
export interface ReviewLimit {
  readonly bytes: number;
  readonly flag: '--max-review-bytes' | '--max-in-flight-bytes';
}

interface AppContext {
  /** The engine is for reviews of at most `inlineBytes`. */
  readonly versions: Pick<Versions, 'engine' | 'configuration' | 'minors'>;
  /** For larger reviews. */
  readonly reviewer: Reviewer;
  readonly bodies: BodyReader;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly logReview: ReviewLog;
  /** Absent if no Events are written. It does not wait. */
  readonly events?: Pick<EventRecorder, 'refused'> | undefined;
  /** Absent if existing Pods are not checked. */
  readonly modeCheck?: ModeCheck | undefined;
  /** Absent if no reports are written. It does not wait. */
  readonly reports?: Pick<Reporter, 'allowed'> | undefined;
  readonly reviewLimit: ReviewLimit;
  /** Once true, every response asks the client to open a new connection, which another replica will accept. */
  readonly draining: () => boolean;
  /** Whether the client certificate of the connection has a common name that is allowed. */
  readonly isAllowedClient: (socket: Socket) => boolean;
  /** Whether there is no room for another connection. */
  readonly full: () => boolean;
}

/** There is no body parser and no other middleware: a review is read once, parsed once and answered. */
export function createApp(context: AppContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  for (const phase of Object.keys(modesOfPaths) as ReviewPath[]) {
    const path = `/${phase}/:mode`;
    app.post(path, (request: Request<{ mode: string }>, response) => receive(context, phase, request, response));
    app.all(path, (_, response) => decline(context, response, 405, 'The method must be POST.', { Allow: 'POST' }));
  }
  app.use((_: Request, response: Response) => decline(context, response, 404, wrongPath));
  // Express calls it for errors because it has four parameters. `next` would print the message of the error, and could cut off the answer.
  app.use((error: unknown, _: Request, response: Response, _next: NextFunction) => {
    const status = isClientError(error) ? 400 : 500;
    if (status === 500) context.log.error({ error }, 'request failed');
    if (response.writableEnded) return;
    if (response.headersSent) return void response.destroy();
    decline(context, response, status, status === 400 ? 'The path cannot be decoded.' : broken);
  });
  return app;
}

/** The response to a request for a review, and what the path and the query of the request say. */
interface Exchange {
  readonly response: Response;
  readonly phase: ReviewPath;
  readonly mode: ActiveMode;
  /** When the answer must leave, in the time of performance.now(). */
  readonly deadline: number;
}

async function receive(
  context: AppContext,
  phase: ReviewPath,
  request: Request<{ mode: string }>,
  response: Response,
): Promise<void> {
  if (!context.isAllowedClient(request.socket)) return decline(context, response, 403, wrongClient);
  const mode = modesOfPaths[phase].find((known) => known === request.params.mode);
  if (mode === undefined) return decline(context, response, 404, wrongPath);
  if (!isJson(request.headers['content-type']))
    return decline(context, response, 415, 'The Content-Type must be application/json.');

  const deadline = performance.now() + answerMs(request.url);
  const body = await context.bodies.read(request, deadline);
  if (body.outcome !== 'read') return declineUnread(context, response, body.outcome, deadline);
  try {
    await answer(context, { response, phase, mode, deadline }, body);
  } finally {
    body.release();
  }
}

function declineUnread(
  context: AppContext,
  response: Response,
  why: Exclude<Body['outcome'], 'read'>,
  deadline: Exchange['deadline'],
): void {
  switch (why) {
    case 'aborted':
      return;
    case 'too large':
      return decline(context, response, 413, tooLarge(context.reviewLimit), close);
    case 'busy':
      // A second attempt that comes too late would replace these words by those of the API server about its timeout.
      return decline(context, response, 503, busy, {
        ...close,
        ...(deadline - performance.now() > retryMs ? { 'Retry-After': '1' } : {}),
      });
    case 'slow':
      return decline(context, response, 408, 'The AdmissionReview arrived too slowly.', close);
    case 'late':
      return decline(context, response, 504, lateWords, close);
  }
}

type Arrived = Pick<Extract<Body, { readonly outcome: 'read' }>, 'size' | 'chunks'>;

/** Resolves when the chunks are not needed any more. The answer may leave earlier. */
async function answer(context: AppContext, exchange: Exchange, { size, chunks }: Arrived): Promise<void> {
  const { response, phase, mode, deadline } = exchange;
  const started = performance.now();
  if (size <= inlineBytes) {
    if (started > deadline) return decline(context, response, 504, lateWords);
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    const verdict = verdictOn(bytes, phase, mode, context.versions.engine);
    return finish(context, exchange, started, verdict);
  }
  const result = await context.reviewer.review({
    size,
    chunks,
    phase,
    mode,
    configuration: context.versions.configuration,
    minors: context.versions.minors,
    deadline,
    abandoned: () => response.destroyed,
  });
  switch (result.outcome) {
    case 'verdict':
      return finish(context, exchange, started, result.verdict);
    case 'late':
      return decline(context, response, 504, lateWords);
    case 'given up':
      fail(context, exchange, started, { size, chunks }, 'time');
      return result.over;
    case 'stopped':
      return fail(context, exchange, started, { size, chunks }, result.reason);
  }
}

/** If a namespace gets a stricter mode, the answer has warnings of its existing Pods. Their check does not count as time for the review. */
async function finish(context: AppContext, exchange: Exchange, started: number, verdict: Verdict): Promise<void> {
  const { modeCheck } = context;
  if (modeCheck === undefined || verdict.outcome === 'malformed' || verdict.stricter === undefined)
    return send(context, exchange, started, verdict);
  const { response, deadline } = exchange;
  const asked = performance.now();
  const lines = await modeCheck.warnings(verdict.stricter, deadline - asked, () => response.destroyed);
  send(context, exchange, started + performance.now() - asked, {
    ...verdict,
    answer: withWarnings(verdict.answer, lines),
  });
}

function send(context: AppContext, { response, phase, mode }: Exchange, started: number, verdict: Verdict): void {
  if (verdict.outcome === 'malformed') {
    context.log.warn({ phase, mode, reason: verdict.reason }, 'malformed');
    return decline(context, response, 400, verdict.reason);
  }
  const { answer: text } = verdict;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...(context.draining() ? close : {}),
  });
  response.end(text);
  dropUnread(response);
  context.metrics.reviewed(phase, mode, verdict, (performance.now() - started) / 1000);
  context.logReview(phase, mode, verdict);
  if (verdict.refusal !== undefined) context.events?.refused(verdict.refusal);
  if (verdict.reported !== undefined) context.reports?.allowed(verdict.reported);
}

/** If the uid is known, the answer is a refusal. failurePolicy Ignore would turn an HTTP error into an allow. */
function fail(
  context: AppContext,
  exchange: Exchange,
  started: number,
  { size, chunks }: Arrived,
  reason: StopReason,
): void {
  const { response, phase, mode } = exchange;
  const head = Buffer.concat(chunks, Math.min(size, maxRequestHeadBytes));
  const uid = uidAtHead(head);
  const words = stopWords[reason];
  context.log.error({ uid, phase, mode, bytes: size, reason: words }, 'review stopped');
  if (uid === undefined) return decline(context, response, 500, `${failed} ${words}`);
  const subject = subjectAtHead(head, phase);
  send(context, exchange, started, {
    outcome: 'failed',
    answer: JSON.stringify(failure(uid, words, mode)),
    uid,
    ...(subject === undefined ? {} : { subject }),
    findings: [],
  });
}

/** Sends an HTTP error in place of a review. */
function decline(
  { metrics, draining, full }: AppContext,
  response: Response,
  status: RefusalCode,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  metrics.refused(status);
  refuse(response.req, response, status, reason, draining() ? { ...headers, ...close } : headers, !full());
}

/**
 * Closes a connection whose client does not read its answer, because the answer would stay in memory forever. The timer costs less than a
 * microsecond.
 */
function dropUnread(response: Response): void {
  const timer = setTimeout(() => response.destroy(), unreadMs);
  timer.unref();
  response.once('close', () => clearTimeout(timer));
}

const close = { Connection: 'close' };
/** Retry-After is in seconds, and kube-apiserver tries again 11 times within 40 ms if it is 0. */
const retryMs = 1_000;
const wrongClient = 'The common name of the client certificate is not allowed. Add it with --client-common-name.';
const lateWords = 'Podward could not check this request before its timeout. Try again.';
const stopWords: Readonly<Record<StopReason, string>> = {
  memory: 'The check took too much memory.',
  time: 'The check took too long.',
  crash: 'The process that ran the check ended.',
};

/** For Namespaces, `deny` refuses lower modes, and `warn` warns of labels without effect. */
const modesOfPaths: Readonly<Record<ReviewPath, readonly ActiveMode[]>> = {
  mutate: activeModes,
  validate: activeModes,
  namespaces: ['deny', 'warn'],
};
const paths = Object.entries(modesOfPaths).flatMap(([path, modes]) => modes.map((mode) => `/${path}/${mode}`));
const wrongPath = `The path must be one of ${joined(paths, 'and')}.`;
const tooLarge = ({ bytes, flag }: ReviewLimit): string =>
  `The AdmissionReview must be no more than ${sizeText(bytes)}. Raise ${flag} of Podward.`;
const busy = 'Podward is checking too many requests. Try again.';
const failed = 'Podward failed while checking this request.';
const broken = `${failed} Look for "request failed" in the log of Podward.`;

const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? '');

/** Express throws an error with a status if the path contains an invalid escape. */
const isClientError = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
