import { get, numberAt, stringAt, type JsonObject } from '../../json/json.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { dnsLabelError, dnsSubdomainError, withoutTrailingDash } from '../../kubernetes/names.ts';
import { metadataPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { cut } from '../../text/quoted.ts';

/** k8s.io/apiserver pkg/storage/names/generate.go: 63 characters, of which 5 are random. */
const maxPrefix = 58;
const random = 'xxxxx';
/** The controller appends eleven characters to name a Job, and that name becomes a label of at most 63. */
const maxCronJobName = 52;

const messages = {
  missing: 'a name or generateName is needed',
  name: '{{problem}}',
  indexed: 'with the index of its last Pod, {{name}}-{{index}}, it {{problem}}',
  prefix: 'names cannot begin with it: {{problem}}',
  generated: 'the names made from it are not valid: {{problem}}',
} as const;
type Found = FindingOf<typeof messages>;

export const objectName = defineRule({
  id: 'object-name',
  title: 'An object has a valid name',
  why: 'The name becomes part of URLs, host names and the names of what is made from the object.',
  mirrors: 'ValidateObjectMeta',
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: everyKind,
    subresources: ['', 'status', 'ephemeralcontainers', 'resize'],
  },
  messages,
  *check(change) {
    if (change.operation === 'CREATE') yield* created(change);
    else yield* updated(change);
  },
});

function* created({ kind, after, minor }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  const prefixProblem = prefix === '' ? undefined : prefixError(kind, prefix, minor);
  if (prefixProblem !== undefined) yield badPrefix('prefix', prefix, prefixProblem);
  if (name === '' && prefix === '') {
    yield required(metadataPath.child('name'), 'missing', { fix: say('name the object') });
  } else if (name !== '') {
    const path = metadataPath.child('name');
    const details = { to: name, fix: say('choose another name') };
    const problem = nameError(kind, name);
    const problemOfHost = problem === undefined && kind === 'Job' ? indexedJobError(name, after) : undefined;
    if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, ...details });
    if (problemOfHost !== undefined) yield invalid(path, 'indexed', { data: problemOfHost, ...details });
  } else if (prefixProblem === undefined) {
    const generated = prefix.slice(0, maxPrefix) + random;
    const problem = nameError(kind, generated);
    const problemOfHost = problem === undefined && kind === 'Job' ? indexedJobError(generated, after) : undefined;
    if (problem !== undefined) yield badPrefix('generated', prefix, problem);
    if (problemOfHost !== undefined) {
      const details = { data: problemOfHost, to: prefix, fix: otherPrefix };
      yield invalid(metadataPath.child('generateName'), 'indexed', details);
    }
  }
}

/**
 * A name never changes, but what it must leave room for does. generateName may change, to no effect, and a Pod's is validated as when
 * it is created; so is a Job's where all of the Job is.
 */
function* updated({ kind, subresource, before = {}, after, minor }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const isIndexed = kind === 'Job' && name !== '' && indexedJobError(name, before) === undefined;
  const problemOfName = isIndexed ? indexedJobError(name, after) : undefined;
  if (problemOfName !== undefined) {
    const fix = say('keep completions, or make a Job with a shorter name');
    yield invalid(metadataPath.child('name'), 'indexed', { data: problemOfName, to: name, fix });
  }
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  if (prefix === '' || prefix === get(before, 'metadata', 'generateName')) return;
  const isWhole = kind === 'Pod' ? subresource !== 'status' : isValidatedWhole(kind, minor);
  const problem = isWhole ? prefixError(kind, prefix, minor) : pathError(prefix);
  if (problem !== undefined) yield badPrefix('prefix', prefix, problem);
}

/** The strategies of some kinds validate a changed object like a new one. */
function isValidatedWhole(kind: Kind, minor: number): boolean {
  const { jobUpdatesKeepGenerated, replicationControllerPrefix } = versionFacts(minor);
  return (
    (kind === 'Job' && jobUpdatesKeepGenerated) || (kind === 'ReplicationController' && replicationControllerPrefix)
  );
}

const otherPrefix = say('choose another prefix');
const badPrefix = (messageId: 'prefix' | 'generated', to: string, problem: string): Found =>
  invalid(metadataPath.child('generateName'), messageId, { data: { problem }, to, fix: otherPrefix });

/** Every name is part of a URL. */
const pathError = (text: string): string | undefined => (/[/%]/.test(text) ? "must not contain '/' or '%'" : undefined);

function prefixError(kind: Kind, prefix: string, minor: number): string | undefined {
  const whole = kind !== 'ReplicationController' || versionFacts(minor).replicationControllerPrefix;
  return (whole ? syntaxError(kind, withoutTrailingDash(prefix)) : undefined) ?? pathError(prefix);
}

/** The Pods of a StatefulSet are reached by its name as a host name. */
const syntaxError = (kind: Kind, name: string): string | undefined =>
  kind === 'StatefulSet' ? dnsLabelError(name) : dnsSubdomainError(name);

function nameError(kind: Kind, name: string): string | undefined {
  const problem = syntaxError(kind, name);
  if (problem !== undefined) return problem;
  return kind === 'CronJob' && name.length > maxCronJobName
    ? `must be at most ${maxCronJobName} characters`
    : undefined;
}

/** The Pods of an Indexed Job have its name and their index as host name. */
function indexedJobError(
  name: string,
  job: JsonObject,
): { readonly name: string; readonly index: number; readonly problem: string } | undefined {
  const index = (numberAt(job, 'spec', 'completions') ?? 0) - 1;
  if (get(job, 'spec', 'completionMode') !== 'Indexed' || index < 0) return undefined;
  const problem = dnsLabelError(`${name}-${index}`);
  return problem === undefined ? undefined : { name: cut(name), index, problem };
}
