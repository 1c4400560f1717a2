/** The check of the existing Pods of a namespace whose mode becomes stricter (docs/decisions/0026). */
import {
  addCounts,
  existingPodWarnings,
  noPods,
  type PageCounts,
  type PodCounts,
  type Stricter,
  type Unchecked,
} from '../admission/existing-pods.ts';
import { catalogue } from '../catalogue.ts';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { launch, type ReviewProcess, type SentPods } from './launch.ts';
import {
  existingPodsHeapMb,
  maxExistingPods,
  maxModeCheckMs,
  maxPodPageBytes,
  modeCheckShare,
  podsOfPage,
  podsAnswerMs,
} from './limits.ts';
import type { Logger } from './log.ts';
import type { PodsAnswer } from './review-process.ts';
import type { Versions } from './versions.ts';

/** `complete`: all Pods were checked. */
export type ModeCheckResult = 'complete' | Unchecked;

export interface ModeCheck {
  /** Never rejects. The client waits `waitMs` for the answer to its request, of which the check takes a part. */
  warnings(stricter: Stricter, waitMs: number, abandoned: () => boolean): Promise<readonly string[]>;
  stop(): void;
}

interface ModeCheckOptions {
  readonly calls: Pick<ClusterCalls, 'read'>;
  readonly versions: Pick<Versions, 'configuration' | 'minors'>;
  readonly checked: (result: ModeCheckResult) => void;
  readonly log: Logger;
  /** Only tests set it. */
  readonly startJudge?: () => PodJudge;
}

/** What was counted until the end of a check, and why it ended early. */
interface Checked {
  readonly counts: PodCounts;
  readonly unchecked?: Unchecked;
  readonly detail?: string;
}

/** One check at a time, so that nobody can make the server read and judge more with more requests. */
export function createModeCheck({
  calls,
  versions,
  checked,
  log,
  startJudge = startPodJudge,
}: ModeCheckOptions): ModeCheck {
  let running: PodJudge | undefined;

  const check = async (judge: PodJudge, stricter: Stricter, ms: number, abandoned: () => boolean): Promise<Checked> => {
    const { configuration, minors } = versions;
    const end = performance.now() + ms;
    const left = (): number => end - performance.now();
    let counts = noPods;
    for (let next = ''; ;) {
      const page = await calls.read(pathOf(stricter, next), { ms: left(), maxBytes: maxPodPageBytes });
      if ('failure' in page) {
        const { failure, detail } = page;
        return { counts, unchecked: failure === 'forbidden' ? failure : lateOrFailed(left()), detail };
      }
      const chunks = [Buffer.from(page.text)];
      const found = await judge.count({ chunks, stricter, configuration, minors, ms: left() }, left() + podsAnswerMs);
      if (found === undefined)
        return { counts, unchecked: lateOrFailed(left()), detail: 'the process could not judge a page of Pods' };
      counts = addCounts(counts, found);
      if (found.isWhole && found.next === undefined) return { counts };
      if (!found.isWhole || left() <= 0 || abandoned()) return { counts, unchecked: 'time' };
      if (counts.checked + counts.failed >= maxExistingPods) return { counts, unchecked: 'limit' };
      next = found.next ?? '';
    }
  };
  return {
    async warnings(stricter, waitMs, abandoned) {
      const words = ({ counts, unchecked, detail }: Checked): readonly string[] => {
        checked(unchecked ?? 'complete');
        if (unchecked === 'forbidden' || unchecked === 'failed')
          log.warn({ reason: unchecked, detail }, 'existing Pods not checked');
        return existingPodWarnings(stricter, counts, unchecked, catalogue.rules);
      };
      if (running !== undefined) return words({ counts: noPods, unchecked: 'busy' });
      const judge = (running = startJudge());
      const ms = Math.min(waitMs * modeCheckShare, maxModeCheckMs);
      const timer = setTimeout(() => judge.kill(), ms + podsAnswerMs);
      try {
        return words(await check(judge, stricter, ms, abandoned));
      } finally {
        clearTimeout(timer);
        judge.kill();
        running = undefined;
      }
    },
    stop: () => running?.kill(),
  };
}

const lateOrFailed = (left: number): Unchecked => (left <= 0 ? 'time' : 'failed');

const pathOf = ({ namespace }: Stricter, next: string): string =>
  `/api/v1/namespaces/${namespace}/pods?limit=${podsOfPage}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;

/** A process that judges pages of Pods, one after another. */
export interface PodJudge {
  /** Undefined if the process ended or could not read the page. Never rejects. */
  count(page: SentPods, limitMs: number): Promise<PageCounts | undefined>;
  kill(): void;
}

/**
 * A process of its own, which ends after the check, so that neither the server nor the process for large reviews waits for it, and no Pod can stop
 * them. It starts while the first page is read.
 */
function startPodJudge(): PodJudge {
  const ready = Promise.withResolvers<boolean>();
  let answer: ((counts: PageCounts | undefined) => void) | undefined;
  let child: ReviewProcess | undefined;
  try {
    child = launch(
      { heapMb: existingPodsHeapMb },
      {
        free: () => ready.resolve(true),
        answered: (head) => answer?.((head as PodsAnswer).counts),
        ended() {
          ready.resolve(false);
          answer?.(undefined);
        },
      },
    );
  } catch {
    ready.resolve(false);
  }
  return {
    async count(page, limitMs) {
      const { promise, resolve } = Promise.withResolvers<PageCounts | undefined>();
      answer = resolve;
      const asked = performance.now();
      if (!(await ready.promise) || child === undefined) return undefined;
      const waited = performance.now() - asked;
      child.askPods({ ...page, ms: page.ms - waited }, Math.max(1, limitMs - waited));
      return promise;
    },
    kill: () => child?.kill(),
  };
}
