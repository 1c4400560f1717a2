/** The check of the existing Pods of a namespace whose mode becomes stricter (docs/decisions/0026). */
import {
  addCounts,
  existingPodWarnings,
  noPods,
  type PageCounts,
  type PodCounts,
  type StricterMode,
  type Unchecked,
} from '../admission/existing-pods.ts';
import { catalogue } from '../catalogue.ts';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { reasonOf } from '../text/errors.ts';
import { launch, type LaunchOptions, type ReviewProcess, type SentPods } from './launch.ts';
import {
  existingPodsHeapMb,
  maxExistingPods,
  maxModeCheckMs,
  maxPodPageBytes,
  modeChecksMs,
  modeCheckShare,
  modeChecksShare,
  podsOfPage,
  podsAnswerMs,
} from './limits.ts';
import type { Logger } from './log.ts';
import type { PodsAnswer } from './review-process.ts';
import type { Turns } from './turns.ts';
import type { Versions } from './versions.ts';

/** `complete`: all Pods were checked. */
export type ModeCheckResult = 'complete' | Unchecked;

export interface ModeCheck {
  /** Never rejects. The client waits `waitMs` for the answer to its request, of which the check takes a part. */
  warnings(stricter: StricterMode, waitMs: number, abandoned: () => boolean): Promise<readonly string[]>;
  stop(): void;
}

interface ModeCheckOptions {
  readonly calls: Pick<ClusterCalls, 'read'>;
  readonly versions: Pick<Versions, 'configuration' | 'minors'>;
  readonly checked: (result: ModeCheckResult) => void;
  readonly log: Logger;
  readonly turns: Turns;
  /** Only tests set it. */
  readonly startJudge?: () => PodJudge;
}

/** What was counted until the end of a check, and why it ended early. */
interface Checked {
  readonly counts: PodCounts;
  readonly unchecked?: Unchecked;
  readonly detail?: string;
}

/**
 * One check at a time, and all together in a limited part of the time, so that many requests cannot make the server read and judge Pods all the
 * time.
 */
export function createModeCheck({
  calls,
  versions,
  checked,
  log,
  turns,
  startJudge = startPodJudge,
}: ModeCheckOptions): ModeCheck {
  let running: PodJudge | undefined;
  /** What checks took, less what has come back until `seen`. */
  let spent = 0;
  let seen = performance.now();
  const isPaused = (): boolean => {
    const passed = performance.now() - seen;
    seen += passed;
    spent = Math.max(0, spent - passed * modeChecksShare);
    return spent >= modeChecksMs;
  };

  const check = async (
    judge: PodJudge,
    stricter: StricterMode,
    ms: number,
    abandoned: () => boolean,
  ): Promise<Checked> => {
    const { configuration, minors } = versions;
    const end = performance.now() + ms;
    const left = (): number => end - performance.now();
    let counts = noPods;
    let limit = podsOfPage;
    for (let next = ''; ;) {
      const page = await calls.read(pathOf(stricter, limit, next), { ms: left(), maxBytes: maxPodPageBytes });
      if ('failure' in page) {
        const { failure, detail, isLate } = page;
        if (failure === 'too large' && limit > 1 && left() > 0 && !abandoned()) {
          limit = Math.floor(limit / 4) || 1;
          continue;
        }
        if (failure === 'forbidden') return { counts, unchecked: failure, detail };
        // A timer may end a millisecond before the clock says so.
        return { counts, unchecked: lateOrFailed(isLate === true ? 0 : left()), detail };
      }
      const chunks = [page.bytes];
      const found = await judge.count({ chunks, stricter, configuration, minors, ms: left() });
      if (!('checked' in found)) return { counts, unchecked: lateOrFailed(left()), detail: found.failed };
      counts = addCounts(counts, found);
      if (found.isWhole && found.next === undefined) return { counts };
      if (!found.isWhole || left() <= 0 || abandoned()) return { counts, unchecked: 'time' };
      if (counts.checked + counts.failed >= maxExistingPods) return { counts, unchecked: 'limit' };
      next = found.next ?? '';
      // If the next Pods have the same size, they fill half of the largest page.
      limit = Math.min(podsOfPage, Math.floor((limit * maxPodPageBytes) / 2 / page.bytes.length) || 1);
    }
  };
  return {
    async warnings(stricter, waitMs, abandoned) {
      const { namespace } = stricter;
      const words = ({ counts, unchecked, detail }: Checked): readonly string[] => {
        checked(unchecked ?? (counts.failed > 0 ? 'failed' : 'complete'));
        if (counts.error !== undefined)
          log.error({ namespace, reason: 'failed', error: counts.error }, 'existing Pods not checked');
        if (unchecked === 'forbidden' || unchecked === 'failed')
          log.warn({ namespace, reason: unchecked, detail }, 'existing Pods not checked');
        return existingPodWarnings(stricter, counts, unchecked, catalogue.rules);
      };
      if (turns.isTaken) return words({ counts: noPods, unchecked: 'busy' });
      if (isPaused()) return words({ counts: noPods, unchecked: 'paused' });
      return turns.take(async () => {
        const begun = performance.now();
        const judge = (running = startJudge());
        const ms = Math.min(waitMs * modeCheckShare, maxModeCheckMs);
        const timer = setTimeout(() => judge.kill(), ms + podsAnswerMs);
        try {
          return words(await check(judge, stricter, ms, abandoned));
        } finally {
          clearTimeout(timer);
          judge.kill();
          running = undefined;
          spent += performance.now() - begun;
        }
      });
    },
    stop: () => running?.kill(),
  };
}

const lateOrFailed = (left: number): Unchecked => (left <= 0 ? 'time' : 'failed');

const pathOf = ({ namespace }: StricterMode, limit: number, next: string): string =>
  `/api/v1/namespaces/${namespace}/pods?limit=${limit}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;

/** The end of a sentence, which contains nothing of an object. */
interface Failed {
  readonly failed: string;
}

/** A process that judges pages of Pods, one after another. */
export interface PodJudge {
  /** Fails if the process ended or cannot read the page. Never rejects. */
  count(page: SentPods): Promise<PageCounts | Failed>;
  kill(): void;
}

/**
 * A process of its own, which ends after the check, so that neither the server nor the process for large reviews waits for it, and no Pod can stop
 * them. It starts while the first page is read.
 */
export function startPodJudge(options: LaunchOptions = { heapMb: existingPodsHeapMb }): PodJudge {
  const ready = Promise.withResolvers<void>();
  let answer: ((result: PageCounts | Failed) => void) | undefined;
  let child: ReviewProcess | undefined;
  let over: Failed | undefined;
  const end = (failed: string): void => {
    over = { failed };
    ready.resolve();
    answer?.(over);
  };
  try {
    child = launch(options, {
      free: () => ready.resolve(),
      answered: (head) => answer?.((head as PodsAnswer).counts ?? { failed: 'the answer is not a list of Pods' }),
      ended: (_, words) => end(`the process ended: ${words}`),
    });
  } catch (error) {
    end(`the process cannot start: ${reasonOf(error)}`);
  }
  return {
    async count(page) {
      const { promise, resolve } = Promise.withResolvers<PageCounts | Failed>();
      answer = resolve;
      const asked = performance.now();
      await ready.promise;
      if (over !== undefined) return over;
      child!.askPods({ ...page, ms: page.ms - (performance.now() - asked) });
      return promise;
    },
    kill: () => child?.kill(),
  };
}
