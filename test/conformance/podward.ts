/** What `podward check` says about an object, and how it differs from the verdict of the API server. */
import { loadEngine } from '../../src/catalogue.ts';
import { minorOf } from '../../src/policy/version.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { Draft, intoDraft } from '../../src/check/draft.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { objectFinder } from '../../src/check/objects.ts';
import { errorText } from '../../src/report/compact.ts';
import { rules } from '../../src/rules/index.ts';
import { defaults } from '../../src/defaults/index.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { hidden } from '../../src/text/credentials.ts';
import { followOns, isOf, otherPathsOf } from '../oracle/parity.ts';
import type { Verdict } from './verdicts.ts';

export interface Denial {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

/** As an API server of the version. */
export function engineOf(version: string): Engine {
  const loaded = loadEngine(configuration, version);
  if ('errors' in loaded) throw new Error(`Kubernetes ${version} is not known.`);
  return loaded.engine;
}

/** The findings that say what the API server says: those of Podward's own policies are left out. */
export function denialsOf(text: string, engine: Engine): Denial[] {
  const draft = new Draft(engine);
  objectFinder(intoDraft(draft))({ file: 'object.json', text, named: true });
  const { findings, errors } = draft.report();
  return [
    ...findings
      .filter(({ mode, rule }) => mode === 'deny' && mirrors.has(rule))
      .map(({ rule, path, text: what }) => ({ rule, path, text: what })),
    ...errors.map((error) => ({ rule: 'error', path: '', text: errorText(error).trim() })),
  ];
}

/** Podward's own defaults would permit what the API server alone refuses, such as a Job without restartPolicy. */
const configuration = JSON.stringify({
  apiVersion: 'podward.dev/v1alpha1',
  kind: 'PodwardConfiguration',
  defaults: Object.fromEntries(defaults.map(({ id }) => [id, { enabled: false }])),
});

const mirrors: ReadonlySet<string> = new Set(rules.filter((rule) => rule.mirrors !== 'policy').map(({ id }) => id));

export const outcomes = ['agree', 'looser', 'stricter', 'fields'] as const;
export type Outcome = (typeof outcomes)[number];

/** `fields`: both refuse the object, and the API server names a field that no finding is about. */
export function outcomeOf(text: string, { is, fields }: Verdict, version: string, denials: readonly Denial[]): Outcome {
  if (is === 'allowed') return denials.length === 0 ? 'agree' : 'stricter';
  if (denials.length === 0) return 'looser';
  if (is === 'version' && !denials.some(({ rule }) => rule === 'api-version')) return 'fields';
  const kind = stringAt(JSON.parse(text) as JsonObject, 'kind') as Kind;
  const isNamed = (name: string): boolean =>
    otherNames(kind, version, name).some((other) => denials.some(({ path }) => isAbout(path, other)));
  return fields.every((name) => isNamed(name) || followsOn(kind, name, fields)) ? 'agree' : 'fields';
}

/** The field, and the other fields at which Podward reports the same. */
const otherNames = (kind: Kind, version: string, name: string): string[] => [
  name,
  ...otherPathsOf(kind, serverFacts(minorOf(version)!)).flatMap(({ server, podward }) =>
    server.test(name) ? [name.replace(server, podward)] : [],
  ),
];

const followsOn = (kind: Kind, name: string, fields: readonly string[]): boolean =>
  followOns.some(
    (row) =>
      isOf(row, kind) &&
      // Verdicts have no messages, without which a row about every field would excuse all of them.
      !row.field.test('') &&
      row.field.test(name) &&
      fields.some((other) => other !== name && row.of.test(other)),
  );

/** Podward often names a field inside the one that the server names. The decoder names fields without the indexes of lists. */
function isAbout(path: string, name: string): boolean {
  const [own, other] = [path, name].map((text) => text.replace(/\[\d+\]/g, '')) as [string, string];
  const hides = own.endsWith(hidden) && other.startsWith(own.slice(0, -hidden.length));
  // The server names a field without a name as `spec.`, and Podward as `spec.""`.
  return hides || (own.startsWith(other) && ['', '.', '[', '"'].includes(own.slice(other.length, other.length + 1)));
}
