/** The rules and defaults of Podward, and the engine that a configuration makes of them. */
import { defaults } from './defaults/index.ts';
import { createEngine, type Catalogue, type Engine } from './engine/engine.ts';
import type { JsonObject } from './json/json.ts';
import { checkConfiguration, policyOf } from './policy/load.ts';
import { minorOf, onVersion, onVersions } from './policy/version.ts';
import type { ConfigurationError } from './policy/source.ts';
import { rules } from './rules/index.ts';

export const catalogue: Catalogue = { rules, defaults };

export interface LoadedEngine {
  readonly engine: Engine;
  readonly configuration: CheckedConfiguration;
}

/** A configuration without mistakes, as JSON: another process makes the same engine of it, without the cost of YAML and of the checks. */
export type CheckedConfiguration = string;

type Mistakes = { readonly errors: readonly ConfigurationError[] };

/** `text` is a configuration. Without one, rules and defaults are as in the catalogue. `version` overrides the Kubernetes version in it. */
export function loadEngine(text?: string, version?: string): LoadedEngine | Mistakes {
  const checked = text === undefined ? { configuration: '{}' } : checkText(text);
  if ('errors' in checked) return checked;
  const engine = engineOf(checked.configuration);
  if (version === undefined) return { ...checked, engine };
  const { policy } = engine;
  const overridden = { ...policy, ...onVersion({ ...policy.configured, minor: minorOf(version)! }) };
  return { ...checked, engine: createEngine(catalogue, overridden) };
}

export function checkText(text: string): { readonly configuration: CheckedConfiguration } | Mistakes {
  const checked = checkConfiguration(text, catalogue);
  return 'errors' in checked ? checked : { configuration: JSON.stringify(checked.data) };
}

export const engineOf = (configuration: CheckedConfiguration): Engine =>
  createEngine(catalogue, policyOf(JSON.parse(configuration) as JsonObject, catalogue));

/** The engine for a cluster whose API servers have these minor versions. */
export const inCluster = ({ policy }: Engine, minors: readonly number[]): Engine =>
  createEngine(catalogue, { ...policy, ...onVersions(minors, policy.configured) });
