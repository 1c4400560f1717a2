/** The configuration file: it is read again all the time, and a new content is checked in a process of its own before it is used. */
import { createHash } from 'node:crypto';
import type { CheckedConfiguration } from '../catalogue.ts';
import { textOf, type ConfigurationError } from '../policy/source.ts';
import { reasonOf } from '../text/errors.ts';
import { wallClock, type Clock } from './clock.ts';
import { launch, type ReviewProcess } from './launch.ts';
import { checkHeapMb, checkMs, recheckMs } from './limits.ts';
import type { CheckAnswer } from './review-process.ts';
import { watchFiles, type Found } from './watch.ts';

export interface ConfigurationFile {
  readonly name: string;
  /** With which the server starts. */
  readonly text: string;
  /** Rejects if the file cannot be read or is too large. */
  readonly read: () => Promise<string>;
}

/** What the metrics say. */
export interface ConfigurationInUse {
  /** Of the text in use, in hexadecimal. Undefined without a file. */
  readonly sha256: string | undefined;
  /** Whether the file has another content, or cannot be read. */
  readonly stale: boolean;
}

export interface ConfigurationWatch extends ConfigurationInUse {
  stop(): void;
}

export const noFile: ConfigurationWatch = { sha256: undefined, stale: false, stop: () => {} };

type Checked =
  | { readonly configuration: CheckedConfiguration }
  | { readonly errors: readonly ConfigurationError[] }
  /** The text was not checked to the end, as a sentence. */
  | { readonly failed: string };

export interface WatchEvents {
  /** Uses the configuration. If this throws, the file is refused, and tried again later. */
  loaded(configuration: CheckedConfiguration, sha256: string): void;
  /** Called once for each state of the file, and if another attempt has other reasons. The sentences contain nothing that may be a secret. */
  refused(reasons: readonly string[]): void;
  /** The file has the content in use again. */
  restored(): void;
}

/** A file that is refused leaves the previous configuration in use. What failed may succeed later, so it is repeated. */
export function watchConfiguration(
  { text: first, read }: ConfigurationFile,
  events: WatchEvents,
  check: (text: string) => Promise<Checked>,
  clock: Clock = wallClock,
): ConfigurationWatch {
  let inUse = first;
  let sha256 = sha256Of(first);
  let stale = false;
  let recheckAt = Infinity;
  /** The reasons of the last refusal, if the file is still the same. */
  let told = '';

  const refuse = (...reasons: readonly string[]): void => {
    if (reasons.join() !== told) events.refused(reasons);
    told = reasons.join();
  };
  const use = (text: string, configuration: CheckedConfiguration): void => {
    const hash = sha256Of(text);
    try {
      events.loaded(configuration, hash);
    } catch (error) {
      recheckAt = clock.elapsed() + recheckMs;
      return refuse(`the configuration cannot be used: ${reasonOf(error)}.`);
    }
    inUse = text;
    sha256 = hash;
    stale = false;
  };
  const looked = async (found: Found<string>, isNew: boolean): Promise<void> => {
    if (isNew) told = '';
    if ('unreadable' in found) {
      stale = true;
      return refuse(`the file cannot be read: ${reasonOf(found.unreadable)}.`);
    }
    const text = found.content;
    if (text === inUse) {
      if (stale) events.restored();
      stale = false;
      return;
    }
    stale = true;
    if (!isNew && clock.elapsed() < recheckAt) return;
    const checked = await check(text);
    recheckAt = 'failed' in checked ? clock.elapsed() + recheckMs : Infinity;
    if ('configuration' in checked) use(text, checked.configuration);
    else refuse(...('failed' in checked ? [checked.failed] : sentencesOf(checked.errors)));
  };
  const stop = watchFiles({ read, textOf: (text) => text, looked }, first, clock);
  return {
    get sha256() {
      return sha256;
    },
    get stale() {
      return stale;
    },
    stop,
  };
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A line of the log has a limited length in Kubernetes (16 KiB). `podward check --config` lists up to 100. */
const maxLogged = 10;

function sentencesOf(errors: readonly ConfigurationError[]): readonly string[] {
  const shown = errors
    .slice(0, maxLogged)
    .map((error) => `line ${error.line}, column ${error.column}: ${textOf(error)}`);
  const rest = errors.length - shown.length;
  return rest === 0 ? shown : [...shown, `More mistakes: ${rest}.`];
}

/**
 * Checks a text in a new process, so that neither the server nor the process for large reviews waits for it: the parser of YAML needs up to
 * 5 s and 400 MiB for some texts of the maximum length.
 */
export function checkInProcess(text: string): Promise<Checked> {
  const { promise, resolve } = Promise.withResolvers<Checked>();
  let child: ReviewProcess | undefined;
  let asked = false;
  const kill = (): void => child?.kill();
  process.on('exit', kill);
  const end = (checked: Checked): void => {
    process.off('exit', kill);
    kill();
    resolve(checked);
  };
  try {
    child = launch(
      { heapMb: checkHeapMb },
      {
        free() {
          if (!asked) child!.check(text, checkMs);
          asked = true;
        },
        answered(head, bytes) {
          const { errors } = head as CheckAnswer;
          end(errors.length > 0 ? { errors } : { configuration: bytes.toString() });
        },
        ended: (reason, words) => end({ failed: failedWords[reason] ?? `the check failed: ${words}.` }),
      },
    );
  } catch (error) {
    end({ failed: `the check failed: ${reasonOf(error)}.` });
  }
  return promise;
}

const failedWords: Readonly<Record<string, string>> = {
  time: `the check of the file took longer than ${checkMs / 1000} seconds.`,
  memory: 'the check of the file needed too much memory.',
};
