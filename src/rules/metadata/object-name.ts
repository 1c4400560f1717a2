import { get, numberAt, stringAt, type JsonObject } from '../../json/json.ts';
import { everyKind, type Kind } from '../../kubernetes/kinds.ts';
import {
  dnsLabelError,
  dnsSubdomainError,
  likeDnsLabel,
  likeDnsSubdomain,
  withoutTrailingDash,
} from '../../kubernetes/names.ts';
import { metadataPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { invalid, required, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { cut } from '../../text/quoted.ts';

/** k8s.io/apiserver pkg/storage/names/generate.go: 63 characters, of which 5 are random. */
const maxPrefix = 58;
const random = 'xxxxx';
/** The controller appends 11 characters to name a Job, and the name of the Job becomes a label value of at most 63. */
const maxCronJobName = 52;

const messages = {
  missing: {
    text: 'a {{kind}} must have a name or a generateName.',
    fix: 'Set metadata.name to a name such as "web".',
  },
  name: { text: 'the name of a {{kind}} {{problem}}.', fix: 'Use {{instead}}.' },
  indexed: {
    text: 'the last Pod of this Job would have the hostname "{{job}}-{{index}}", and the hostname of a Pod {{problem}}.',
    fix: 'Use {{instead}}.',
  },
  indexedGrown: {
    text: 'the last Pod of this Job would have the hostname "{{job}}-{{index}}", and the hostname of a Pod {{problem}}.',
    fix: 'Set spec.completions back to {{completions}}, or create a Job with {{instead}}.',
  },
  prefix: { text: 'generateName {{problem}}.', fix: 'Use {{instead}}.' },
  generated: {
    text: 'a name generated from this prefix would be "{{generated}}", but the name of a {{kind}} {{problem}}.',
    fix: 'Use {{instead}}.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const objectName = defineRule({
  id: 'object-name',
  title: "An object must have a name or generateName of lowercase letters, digits, '-' and '.'",
  why: 'The name becomes part of URLs, and for many kinds also of the names, labels and hostnames of their Pods. The maximum length of a name therefore depends on the kind.',
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

const namePath = metadataPath.child('name');
const prefixPath = metadataPath.child('generateName');

function* created({ kind, after, minor }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  const prefixProblem = prefix === '' ? undefined : prefixError(kind, prefix, minor);
  if (prefixProblem !== undefined) yield badPrefix(kind, prefix, prefixProblem);
  if (name !== '') yield* named(kind, name, after);
  else if (prefix === '') yield required(namePath, 'missing');
  else if (prefixProblem === undefined) yield* generatedFrom(kind, prefix, after);
}

function* named(kind: Kind, name: string, object: JsonObject): Generator<Found> {
  const problem = nameError(kind, name);
  if (problem !== undefined) {
    yield invalid(namePath, 'name', {
      data: { problem },
      shown: { instead: otherName(kind, name, problem) },
      to: name,
    });
    return;
  }
  const host = kind === 'Job' ? hostnameError(name, object) : undefined;
  if (host === undefined) return;
  yield invalid(namePath, 'indexed', { data: host, shown: { instead: otherHostname('name', host) }, to: name });
}

function* generatedFrom(kind: Kind, prefix: string, object: JsonObject): Generator<Found> {
  const generated = prefix.slice(0, maxPrefix) + random;
  const problem = nameError(kind, generated);
  if (problem !== undefined) {
    const instead = otherPrefix(kind, prefix, problem);
    yield invalid(prefixPath, 'generated', { data: { problem }, shown: { generated, instead }, to: prefix });
    return;
  }
  const host = kind === 'Job' ? hostnameError(generated, object) : undefined;
  if (host === undefined) return;
  yield invalid(prefixPath, 'indexed', { data: host, shown: { instead: otherHostname('prefix', host) }, to: prefix });
}

/**
 * A name cannot change, but its maximum length can. generateName may change, without an effect. kube-apiserver validates the generateName of
 * a Pod as on CREATE, and that of other kinds if it validates the whole object.
 */
function* updated({ kind, subresource, before, after, minor }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const wasValid = kind === 'Job' && name !== '' && hostnameError(name, before) === undefined;
  const host = wasValid ? hostnameError(name, after) : undefined;
  if (host !== undefined) {
    const instead = otherHostname('name', host);
    const completions = numberAt(before, 'spec', 'completions');
    yield completions === undefined
      ? invalid(namePath, 'indexed', { data: host, shown: { instead }, to: name })
      : invalid(namePath, 'indexedGrown', { data: host, shown: { instead, completions }, to: name });
  }
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  if (prefix === '' || prefix === get(before, 'metadata', 'generateName')) return;
  const isWhole = kind === 'Pod' ? subresource !== 'status' : isValidatedWhole(kind, minor);
  const problem = isWhole ? prefixError(kind, prefix, minor) : pathError(prefix);
  if (problem !== undefined) yield badPrefix(kind, prefix, problem);
}

/** Whether kube-apiserver validates a changed object like a new one. */
function isValidatedWhole(kind: Kind, minor: number): boolean {
  const { jobUpdatesKeepGenerated, replicationControllerPrefix } = versionFacts(minor);
  return (
    (kind === 'Job' && jobUpdatesKeepGenerated) || (kind === 'ReplicationController' && replicationControllerPrefix)
  );
}

const badPrefix = (kind: Kind, prefix: string, problem: string): Found =>
  invalid(prefixPath, 'prefix', {
    data: { problem },
    shown: { instead: otherPrefix(kind, prefix, problem) },
    to: prefix,
  });

/** Every name is part of a URL. */
const pathError = (text: string): string | undefined => (/[/%]/.test(text) ? "must not contain '/' or '%'" : undefined);

function prefixError(kind: Kind, prefix: string, minor: number): string | undefined {
  const isWhole = kind !== 'ReplicationController' || versionFacts(minor).replicationControllerPrefix;
  const problem = isWhole ? syntaxError(kind, withoutTrailingDash(prefix)) : undefined;
  if (problem === undefined) return pathError(prefix);
  // The error is about a whole name, which must not end with a dash.
  if (!problem.includes('end with')) return problem;
  if (kind === 'StatefulSet')
    return "must consist of lowercase letters, digits and '-', and must start with a letter or digit";
  return prefix.includes('.') && /^[-.a-z0-9]+$/.test(prefix)
    ? "must have a letter or digit at the start and on both sides of each '.'"
    : "must consist of lowercase letters, digits, '-' and '.', and must start with a letter or digit";
}

/** The name of a StatefulSet is part of the hostnames of its Pods. */
const syntaxError = (kind: Kind, name: string): string | undefined =>
  kind === 'StatefulSet' ? dnsLabelError(name) : dnsSubdomainError(name);

function nameError(kind: Kind, name: string): string | undefined {
  const problem = syntaxError(kind, name);
  if (problem !== undefined) return problem;
  return kind === 'CronJob' && name.length > maxCronJobName
    ? `must be no more than ${maxCronJobName} characters, because the names of its Jobs are 11 characters longer`
    : undefined;
}

const otherName = (kind: Kind, name: string, problem: string): string =>
  isAboutLength(problem) ? 'a shorter name' : `a name such as "${exampleOf(name, namePath, likeNameOf(kind), 'web')}"`;

const otherPrefix = (kind: Kind, prefix: string, problem: string): string =>
  isAboutLength(problem)
    ? 'a shorter prefix'
    : `a prefix such as "${exampleOf(prefix, prefixPath, likeNameOf(kind), 'web')}-"`;

const isAboutLength = (problem: string): boolean => problem.startsWith('must be no more than');

/** With a dash and the random characters, a name of this length is valid for every kind. */
const maxExample = maxCronJobName - random.length - 1;

const likeNameOf = (kind: Kind) => (text: string, otherwise: string) =>
  (kind === 'StatefulSet' ? likeDnsLabel : likeDnsSubdomain)(text.slice(0, maxExample), otherwise);

type HostnameError = Readonly<Record<'job' | 'problem', string> & Record<'index', number>>;

/** The hostname of a Pod of an Indexed Job is the name of the Job with the index of the Pod. */
function hostnameError(name: string, job: JsonObject | undefined): HostnameError | undefined {
  const index = (numberAt(job, 'spec', 'completions') ?? 0) - 1;
  if (get(job, 'spec', 'completionMode') !== 'Indexed' || index < 0) return undefined;
  const problem = dnsLabelError(`${name}-${index}`);
  return problem === undefined ? undefined : { job: cut(name), index, problem };
}

const otherHostname = (what: 'name' | 'prefix', { problem }: HostnameError): string =>
  problem.includes('dots') ? `a ${what} without dots` : `a shorter ${what}`;
