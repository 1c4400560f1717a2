/** A process beside the server, which judges large reviews or existing Pods, or checks a configuration, one at a time. launch.ts starts it, and it ends when the stream to its parent ends. */
import { Socket } from 'node:net';
import { countPods, type PageCounts, type StricterMode } from '../admission/existing-pods.ts';
import type { ActiveMode } from '../engine/judged.ts';
import { checkText, engineOf, inCluster, type CheckedConfiguration } from '../catalogue.ts';
import type { Engine } from '../engine/engine.ts';
import type { ConfigurationError } from '../policy/source.ts';
import { logged } from '../text/errors.ts';
import { onFrame, writeFrame } from './frames.ts';
import { endWithParent } from './parent.ts';
import { verdictOn, type ReviewPath } from './verdict.ts';

/** The messages of the parent. */
export type Question =
  /** A text to check as a configuration. */
  | { readonly type: 'check' }
  /** A CheckedConfiguration, for all reviews after it. There is no answer. */
  | { readonly type: 'configuration' }
  | {
      readonly type: 'review';
      readonly phase: ReviewPath;
      readonly mode: ActiveMode;
      /** Each review has the versions of Kubernetes with it, so that a new process needs no other message. */
      readonly minors: readonly number[];
    }
  /** A page of existing Pods. The answer is a PodsAnswer. */
  | {
      readonly type: 'pods';
      readonly stricter: StricterMode;
      readonly ms: number;
      readonly minors: readonly number[];
    };

export interface PodsAnswer {
  /** Absent if the page cannot be read. */
  readonly counts?: PageCounts;
}

/** The answer to `check`. The configuration follows if there are no mistakes. */
export interface CheckAnswer {
  readonly errors: readonly ConfigurationError[];
}

/** Returns the engine for the versions of a review. */
function configured(configuration: CheckedConfiguration): (minors: readonly number[]) => Engine {
  const engine = engineOf(configuration);
  let last = { key: '', engine };
  return (minors) => {
    const key = minors.join();
    if (key !== last.key) last = { key, engine: inCluster(engine, minors) };
    return last.engine;
  };
}

// A terminal sends its signals to all processes of the group. The parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

// The parent logs the output of this process, and the message of an error may contain parts of an object.
process.on('uncaughtException', (error) => {
  const { name, message = '', stack = '' } = logged(error);
  process.stderr.write(`${name}: ${message}\n${stack}\n`);
  process.exit(1);
});

endWithParent();
const parent = new Socket({ fd: 3 });
let engineFor: ReturnType<typeof configured> | undefined;
parent.on('error', () => process.exit(1)).on('close', () => process.exit(0));
onFrame(parent, (head, bytes) => {
  const question = head as Question;
  if (question.type === 'configuration') {
    engineFor = configured(bytes.toString());
    return;
  }
  if (question.type === 'check') {
    const checked = checkText(bytes.toString());
    const answer: CheckAnswer = { errors: 'errors' in checked ? checked.errors : [] };
    writeFrame(parent, answer, 'errors' in checked ? [] : [Buffer.from(checked.configuration)]);
    return;
  }
  if (question.type === 'pods') {
    const end = performance.now() + question.ms;
    const counts = countPods(bytes, question.stricter, engineFor!(question.minors), () => performance.now() > end);
    const answer: PodsAnswer = counts === undefined ? {} : { counts };
    writeFrame(parent, answer, []);
    return;
  }
  const verdict = verdictOn(bytes, question.phase, question.mode, engineFor!(question.minors));
  if (verdict.outcome === 'malformed') writeFrame(parent, verdict, []);
  else writeFrame(parent, { ...verdict, answer: '' }, [Buffer.from(verdict.answer)]);
});
writeFrame(parent, { ready: true }, []);
