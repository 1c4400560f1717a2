import { field, isObject, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import {
  backstepError,
  configKeyError,
  dnsLabelError,
  dnsSubdomainError,
  envNameError,
} from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import {
  envFields,
  fieldRefFindings,
  fieldRefMessages,
  resourceRefFindings,
  resourceRefMessages,
} from '../parts/downward-api.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const messages = {
  ...fieldRefMessages,
  ...resourceRefMessages,
  missing: 'a variable needs a name',
  name: '{{problem}}',
  noSource: 'a source is needed: {{sources}}',
  twoSources: 'has more than one source',
  both: 'a variable has a value or a source, not both',
  empty: 'must not be empty',
  malformed: '{{problem}}',
} as const;
type Found = FindingOf<typeof messages>;

export const envValid = definePodRule({
  id: 'env-valid',
  title: 'Environment variables have valid names and one source',
  why: 'A variable is a name and a value; the value is written out or read from one place.',
  mirrors: 'ValidateEnv',
  appliesTo: podsAndTemplates,
  reads: ['containers.env'],
  messages,
  *check({ change, changedContainers }) {
    const sources = versionFacts(change.minor).envFiles ? sourcesOfVariables : sourcesBeforeFiles;
    for (const { value, path } of changedContainers) {
      for (const [i, variable] of listAt(value, 'env').entries()) {
        const name = stringAt(variable, 'name') ?? '';
        const problem = envNameError(name);
        if (problem !== undefined) yield badName(name, problem, path.child('env').index(i).child('name'));
        const valueFrom = field(variable, 'valueFrom');
        if (!isSet(valueFrom)) continue;
        yield* sourceFindings(variable, valueFrom, sources, path.child('env').index(i).child('valueFrom'));
      }
    }
  },
});

function badName(name: string, problem: string, path: FieldPath): Found {
  if (name === '') return required(path, 'missing', { fix: say('name it') });
  return invalid(path, 'name', { data: { problem }, to: name, fix: say('choose a name such as LOG_LEVEL') });
}

const sourcesBeforeFiles = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'] as const;
const sourcesOfVariables = [...sourcesBeforeFiles, 'fileKeyRef'] as const;
type Source = (typeof sourcesOfVariables)[number];

function* sourceFindings(
  variable: Json,
  valueFrom: Json,
  sources: readonly Source[],
  path: FieldPath,
): Generator<Found> {
  const set = sources.filter((source) => isSet(field(valueFrom, source)));
  for (const source of set) yield* checks[source](field(valueFrom, source)!, path.child(source));
  if (set.length === 0) {
    const data = { sources: sources.join(', ') };
    yield invalid(path, 'noSource', { data, fix: say('name one of them, or leave valueFrom out') });
  } else if ((stringAt(variable, 'value') ?? '') !== '') {
    yield invalid(path, 'both', { fix: say('leave one of them out') });
  } else if (set.length > 1) {
    yield invalid(path, 'twoSources', { fix: say('keep one of them') });
  }
}

const checks: Readonly<Record<Source, (ref: Json, path: FieldPath) => Iterable<Found>>> = {
  fieldRef: (ref, path) => fieldRefFindings(ref, path, envFields),
  resourceFieldRef: (ref, path) => resourceRefFindings(ref, path),
  configMapKeyRef: keyRefFindings,
  secretKeyRef: keyRefFindings,
  fileKeyRef: fileRefFindings,
};

function* keyRefFindings(ref: Json, path: FieldPath): Generator<Found> {
  // The server calls an empty name invalid, not missing.
  yield* textFindings(ref, 'name', path, dnsSubdomainError, invalid);
  yield* textFindings(ref, 'key', path, configKeyError);
}

function* fileRefFindings(ref: Json, path: FieldPath): Generator<Found> {
  yield* textFindings(ref, 'key', path, envNameError);
  yield* textFindings(ref, 'volumeName', path, dnsLabelError);
  yield* textFindings(ref, 'path', path, backstepError);
}

function* textFindings(
  ref: Json,
  name: string,
  path: FieldPath,
  errorOf: (text: string) => string | undefined,
  ifEmpty: typeof required = required,
): Generator<Found> {
  const text = isObject(ref) ? (stringAt(ref, name) ?? '') : '';
  const problem = text === '' ? undefined : errorOf(text);
  if (text === '') yield ifEmpty(path.child(name), 'empty', { fix: say(`say which ${name}`) });
  if (problem !== undefined) {
    yield invalid(path.child(name), 'malformed', { data: { problem }, to: text, fix: say(`correct the ${name}`) });
  }
}
