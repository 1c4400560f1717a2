/** The versions of Kubernetes with which the server judges: those of the configuration until the API servers have told theirs. */
import { inCluster, type CheckedConfiguration, type LoadedEngine } from '../catalogue.ts';
import type { Engine } from '../engine/engine.ts';
import type { VersionAnswer, VersionFailure } from '../kubernetes/apiserver/version.ts';
import { idleGates, nearMinors, unknownVersion } from '../policy/version.ts';
import { learnVersions, type Looked, type Timing } from './learn.ts';
import type { Logger } from './log.ts';

/** Where the versions come from. `outdated`: the API servers have not answered for so long that they may have been upgraded since. */
export type VersionSource = 'learned' | 'outdated' | 'configured';

export interface VersionsInUse {
  /** Minor versions: 36 is Kubernetes 1.36. */
  readonly minors: readonly number[];
  readonly source: VersionSource;
}

/** What is in use at the moment. */
export interface Versions extends VersionsInUse {
  readonly engine: Engine;
  /** That of the engine. */
  readonly configuration: CheckedConfiguration;
  /** Replaces the configuration. Learned versions stay in use. If this throws, the previous configuration stays in use. */
  configure(next: LoadedEngine): void;
  stop(): void;
}

/** One request to an API server, on a new connection. Must not reject. */
export type AskVersion = (stop: AbortSignal) => Promise<VersionAnswer>;

interface Given {
  readonly loaded: LoadedEngine;
  /** Without it, the versions of the configuration stay in use. */
  readonly ask: AskVersion | undefined;
  /** Called for each request that failed. */
  readonly failed: (failure: VersionFailure) => void;
  /** Called when other versions are in use. */
  readonly changed: () => void;
  readonly log: Logger;
}

export function startVersions({ loaded, ask, failed, changed, log }: Given, timing?: Timing): Versions {
  let configured = loaded;
  let inUse = configuredVersions(loaded);
  let engine = inCluster(loaded.engine, inUse.minors);
  /** Of the last look. */
  let failure: VersionFailure | undefined;

  const use = (next: VersionsInUse, by = configured): void => {
    const before = inUse;
    // If this failed, what is in use would stay, and the server would go on.
    engine = inCluster(by.engine, next.minors);
    configured = by;
    inUse = next;
    if (keyOf(next) !== keyOf(before)) {
      changed();
      log.info({ ...logged(next), before: versionTexts(before.minors) }, 'Kubernetes versions changed');
    }
    warn(next, engine, log);
  };
  const looked = ({ minors, outdated, failed: last }: Looked): void => {
    const next: VersionsInUse = outdated
      ? { minors: nearMinors(minors), source: 'outdated' }
      : { minors, source: 'learned' };
    if (minors.length > 0 && keyOf(next) !== keyOf(inUse)) use(next);
    else if (last === undefined && failure !== undefined) log.info(logged(inUse), 'Kubernetes version learned again');
    // Further failures of the same kind are only counted.
    if (last !== undefined && last.failure !== failure)
      log.warn({ reason: last.detail, ...logged(inUse) }, 'Kubernetes version not learned');
    failure = last?.failure;
  };

  const broke = (error: unknown): void => log.error({ error }, 'Kubernetes versions not changed');

  if (ask === undefined) log.info(logged(inUse), 'Kubernetes versions taken from the configuration');
  warn(inUse, engine, log);
  const stop = ask === undefined ? () => {} : learnVersions({ ask, looked, broke, failed }, timing);
  return {
    get engine() {
      return engine;
    },
    get configuration() {
      return configured.configuration;
    },
    get minors() {
      return inUse.minors;
    },
    get source() {
      return inUse.source;
    },
    configure(next) {
      use(inUse.source === 'configured' ? configuredVersions(next) : inUse, next);
    },
    stop,
  };
}

const configuredVersions = ({ engine }: LoadedEngine): VersionsInUse => ({
  minors: nearMinors([engine.policy.configured.minor]),
  source: 'configured',
});

const keyOf = ({ minors, source }: VersionsInUse): string => `${source} ${minors.join()}`;

/** `1.36` */
export const versionText = (minor: number): string => `1.${minor}`;
const versionTexts = (minors: readonly number[]): string[] => minors.toSorted((a, b) => a - b).map(versionText);
const logged = ({ minors, source }: VersionsInUse) => ({ versions: versionTexts(minors), source });

function warn(inUse: VersionsInUse, { policy }: Engine, log: Logger): void {
  const unknown = unknownVersion(inUse.minors);
  if (unknown !== undefined) log.warn(logged(inUse), unknown);
  for (const idle of idleGates(policy)) log.warn(logged(inUse), idle);
}
