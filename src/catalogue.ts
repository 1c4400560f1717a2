/** The rules and defaults of Podward, and the engine that a configuration makes of them. */
import { defaults } from './defaults/index.ts';
import { createEngine, type Catalogue, type Engine } from './engine/engine.ts';
import { defaultPolicy, loadPolicy } from './policy/load.ts';
import { minorOf, onVersion, onVersions } from './policy/version.ts';
import type { ConfigurationError } from './policy/source.ts';
import { rules } from './rules/index.ts';

export const catalogue: Catalogue = { rules, defaults };

type LoadedEngine = { readonly engine: Engine } | { readonly errors: readonly ConfigurationError[] };

/** `text` is a configuration. Without one, rules and defaults are as in the catalogue. `version` overrides the Kubernetes version in it. */
export function loadEngine(text?: string, version?: string): LoadedEngine {
  const loaded = text === undefined ? { policy: defaultPolicy(catalogue) } : loadPolicy(text, catalogue);
  if ('errors' in loaded) return loaded;
  const { policy: given } = loaded;
  const policy =
    version === undefined ? given : { ...given, ...onVersion({ ...given.configured, minor: minorOf(version)! }) };
  return { engine: createEngine(catalogue, policy) };
}

/** The engine for a cluster whose API servers have these minor versions. */
export const inCluster = ({ policy }: Engine, minors: readonly number[]): Engine =>
  createEngine(catalogue, { ...policy, ...onVersions(minors, policy.configured) });
