import { get, numberAt, stringAt, type JsonObject } from '../../json/json.ts';
import { everyKind, generateNamePath, metadataPath, namePath, type Kind } from '../../kubernetes/kinds.ts';
import {
  dnsLabelProblem,
  dnsSubdomainProblem,
  generatedName,
  maxCronJobName,
  withoutTrailingDash,
  type NameProblem,
  limited,
} from '../../kubernetes/names.ts';
import { defineRule } from '../rule.ts';
import { invalid, required, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import type { Change } from '../../change/change.ts';
import { likeDnsLabel, likeDnsSubdomain } from '../../text/like-name.ts';
import { cut } from '../../text/quoted.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';

const cronJobText = `must be no more than ${maxCronJobName} characters, because the names of its Jobs are 11 characters longer`;

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
  namespace: { text: 'the name of a namespace {{problem}}.', fix: 'Use {{instead}}.' },
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
  mirrors: ['ValidateObjectMeta'],
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: everyKind,
    subresources: ['', 'status', 'ephemeralcontainers', 'resize'],
  },
  messages,
  *check(change) {
    if (change.operation === 'CREATE') yield* created(change);
    // The name of a stored object was accepted when the object was created.
    else yield* updated(change);
  },
});

const namespacePath = metadataPath.child('namespace');

function* created({ kind, after, facts }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  const ofPrefix = prefix === '' ? undefined : prefixProblem(kind, prefix, facts);
  if (ofPrefix !== undefined) yield badPrefix(kind, prefix, ofPrefix);
  if (name !== '') yield* named(kind, name, after);
  else if (prefix === '') yield required(namePath, 'missing');
  else if (ofPrefix === undefined) yield* generatedFrom(kind, prefix, after);
  yield* inNamespace(stringAt(after, 'metadata', 'namespace') ?? '');
}

/** Without one, the object is created in the namespace of the request. */
function* inNamespace(to: string): Generator<Found> {
  const problem = to === '' ? undefined : dnsLabelProblem(to);
  if (problem === undefined) return;
  const example = exampleOf(to, namespacePath, likeDnsLabel, 'default');
  const instead = problem.reason === 'length' ? 'a shorter name' : `a name such as "${example()}"`;
  yield invalid(namespacePath, 'namespace', { data: { problem: problem.text }, shown: { instead }, to });
}

function* named(kind: Kind, name: string, object: JsonObject): Generator<Found> {
  const problem = nameProblem(kind, name);
  if (problem !== undefined) {
    const instead = otherName(kind, name, problem);
    yield invalid(namePath, 'name', { data: { problem: problem.text }, shown: { instead }, to: name });
    return;
  }
  const host = kind === 'Job' ? hostnameProblem(name, object) : undefined;
  if (host === undefined) return;
  yield invalid(namePath, 'indexed', { data: host.data, shown: { instead: otherHostname('name', host) }, to: name });
}

function* generatedFrom(kind: Kind, prefix: string, object: JsonObject): Generator<Found> {
  const generated = generatedName(prefix);
  const problem = nameProblem(kind, generated);
  if (problem !== undefined) {
    const shown = { generated, instead: otherPrefix(kind, prefix, problem) };
    yield invalid(generateNamePath, 'generated', { data: { problem: problem.text }, shown, to: prefix });
    return;
  }
  const host = kind === 'Job' ? hostnameProblem(generated, object) : undefined;
  if (host === undefined) return;
  const shown = { instead: otherHostname('prefix', host) };
  yield invalid(generateNamePath, 'indexed', { data: host.data, shown, to: prefix });
}

/**
 * A name cannot change, but its maximum length can. generateName may change, without an effect. kube-apiserver validates the generateName of
 * a Pod as on CREATE, and that of other kinds if it validates the whole object.
 */
function* updated({ kind, subresource, before, after, facts }: Change): Generator<Found> {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const wasValid = kind === 'Job' && name !== '' && hostnameProblem(name, before) === undefined;
  const host = wasValid ? hostnameProblem(name, after) : undefined;
  if (host !== undefined) {
    const instead = otherHostname('name', host);
    const completions = numberAt(before, 'spec', 'completions');
    yield completions === undefined
      ? invalid(namePath, 'indexed', { data: host.data, shown: { instead }, to: name })
      : invalid(namePath, 'indexedGrown', { data: host.data, shown: { instead, completions }, to: name });
  }
  const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
  if (prefix === '' || prefix === get(before, 'metadata', 'generateName')) return;
  const isWhole = kind === 'Pod' ? subresource !== 'status' : isValidatedWhole(kind, facts);
  const problem = isWhole ? prefixProblem(kind, prefix, facts) : pathProblem(prefix);
  if (problem !== undefined) yield badPrefix(kind, prefix, problem);
}

/** Whether kube-apiserver validates a changed object like a new one. */
function isValidatedWhole(kind: Kind, facts: ServerFacts): boolean {
  switch (kind) {
    case 'Job':
      return facts.jobUpdatesKeepGenerated;
    case 'ReplicationController':
      return facts.replicationControllerPrefix;
    case 'ReplicaSet':
    case 'DaemonSet':
      return facts.wholeUpdates;
    default:
      return false;
  }
}

const badPrefix = (kind: Kind, prefix: string, problem: NameProblem): Found =>
  invalid(generateNamePath, 'prefix', {
    data: { problem: problem.text },
    shown: { instead: otherPrefix(kind, prefix, problem) },
    to: prefix,
  });

/** Every name is part of a URL. */
const pathProblem = (text: string): NameProblem | undefined =>
  /[/%]/.test(text) ? { reason: 'syntax', text: "must not contain '/' or '%'" } : undefined;

function prefixProblem(kind: Kind, prefix: string, facts: ServerFacts): NameProblem | undefined {
  const isWhole = kind !== 'ReplicationController' || facts.replicationControllerPrefix;
  const problem = isWhole ? syntaxProblem(kind, withoutTrailingDash(prefix)) : undefined;
  if (problem === undefined) return pathProblem(prefix);
  // The words are about a whole name, which must not end with a dash.
  const form = prefixText(kind, prefix);
  if (problem.most !== undefined) return { ...problem, text: limited(form, problem.most) };
  return problem.reason === 'syntax' ? { ...problem, text: form } : problem;
}

function prefixText(kind: Kind, prefix: string): string {
  if (kind === 'StatefulSet')
    return "must consist of lowercase letters, digits and '-', and must start with a letter or digit";
  return prefix.includes('.') && /^[-.a-z0-9]+$/.test(prefix)
    ? "must have a letter or digit at the start and on both sides of each '.'"
    : "must consist of lowercase letters, digits, '-' and '.', and must start with a letter or digit";
}

/** The name of a StatefulSet is part of the hostnames of its Pods. */
const syntaxProblem = (kind: Kind, name: string): NameProblem | undefined =>
  kind === 'StatefulSet' ? dnsLabelProblem(name) : dnsSubdomainProblem(name);

function nameProblem(kind: Kind, name: string): NameProblem | undefined {
  const problem = syntaxProblem(kind, name);
  if (problem !== undefined) return problem;
  return kind === 'CronJob' && name.length > maxCronJobName ? { reason: 'length', text: cronJobText } : undefined;
}

const otherName = (kind: Kind, name: string, problem: NameProblem): string =>
  problem.reason === 'length'
    ? 'a shorter name'
    : `a name such as "${exampleOf(name, namePath, likeNameOf(kind), 'web')()}"`;

const otherPrefix = (kind: Kind, prefix: string, problem: NameProblem): string =>
  problem.reason === 'length'
    ? 'a shorter prefix'
    : `a prefix such as "${exampleOf(prefix, generateNamePath, likeNameOf(kind), 'web')()}-"`;

/** An example is so short that it is valid for every kind, also as a prefix with a dash and the random characters. */
const likeNameOf = (kind: Kind) => (kind === 'StatefulSet' ? likeDnsLabel : likeDnsSubdomain);

interface HostnameProblem {
  readonly reason: NameProblem['reason'];
  readonly data: { readonly job: string; readonly index: number; readonly problem: string };
}

/** The hostname of a Pod of an Indexed Job is the name of the Job with the index of the Pod. */
function hostnameProblem(name: string, job: JsonObject | undefined): HostnameProblem | undefined {
  const index = (numberAt(job, 'spec', 'completions') ?? 0) - 1;
  if (get(job, 'spec', 'completionMode') !== 'Indexed' || index < 0) return undefined;
  const problem = dnsLabelProblem(`${name}-${index}`);
  if (problem === undefined) return undefined;
  return { reason: problem.reason, data: { job: cut(name), index, problem: problem.text } };
}

function otherHostname(what: 'name' | 'prefix', { reason }: HostnameProblem): string {
  if (reason === 'several') return `a shorter ${what} without dots`;
  return reason === 'dots' ? `a ${what} without dots` : `a shorter ${what}`;
}
