import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import {
  backstepError,
  configKeyError,
  dnsLabelError,
  dnsSubdomainError,
  envNameError,
} from '../../kubernetes/names.ts';
import { envFields } from '../../kubernetes/pod/downward-api.ts';
import type { FieldPath } from '../../json/path.ts';
import { fieldRefFindings, fieldRefMessages, resourceRefFindings, resourceRefMessages } from '../parts/downward-api.ts';
import { joined } from '../../text/quoted.ts';
import { forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { variableNameErrorOf } from './variable-names.ts';

const messages = {
  ...fieldRefMessages,
  ...resourceRefMessages,
  missing: { text: 'an environment variable must have a name.', fix: 'Set name to a name such as "LOG_LEVEL".' },
  assignment: {
    text: "the name of an environment variable must not contain '='.",
    fix: "Set name to the text before the first '=', and value to the text after it.",
  },
  name: { text: 'the name of an environment variable {{problem}}.', fix: 'Use a name such as "LOG_LEVEL".' },
  noSource: {
    text: '{{subject}} must have one of {{sources}}.',
    fix: 'Add one of these sources, or remove valueFrom and set value.',
  },
  twoSources: {
    text: '{{subject}} must have only one source, but has {{set}}.',
    fix: 'Remove all but one of these sources.',
  },
  both: {
    text: '{{subject}} is not allowed when value is set.',
    fix: 'Remove value or valueFrom.',
  },
  empty: { text: '{{source}} must have a {{field}}.', fix: 'Set {{field}} to {{meaning}}.' },
  malformed: { text: '{{field}} {{problem}}.', fix: 'Set {{field}} to {{meaning}}.' },
} as const;
type Found = FindingOf<typeof messages>;

export const envValid = definePodRule({
  id: 'env-valid',
  title: 'Environment variables must have a name of printable ASCII characters, and no more than one source',
  why: 'An environment variable has a value, or takes it from one source in valueFrom.',
  mirrors: ['ValidateEnv'],
  appliesTo: podsAndTemplates,
  reads: ['containers.env', 'containers.envFrom'],
  needs: ['containers.env'],
  messages,
  *check(pod) {
    const nameError = variableNameErrorOf(pod);
    const sources = pod.change.facts.EnvFiles ? sourcesOfVariables : sourcesBeforeFiles;
    for (const { value, path } of pod.changedContainers) {
      for (const [i, variable] of listAt(value, 'env').entries()) {
        const name = stringAt(variable, 'name') ?? '';
        const problem = nameError(name);
        if (problem !== undefined) yield badName(name, problem, path.child('env').index(i).child('name'));
        const valueFrom = field(variable, 'valueFrom');
        if (!isSet(valueFrom)) continue;
        yield* sourceFindings(variable, valueFrom, sources, path.child('env').index(i).child('valueFrom'));
      }
    }
  },
});

function badName(name: string, problem: string, path: FieldPath): Found {
  if (name === '') return required(path, 'missing');
  // What stands after '=' is never shown: `show` cuts the name before it.
  return name.includes('=')
    ? invalid(path, 'assignment', { to: name })
    : invalid(path, 'name', { data: { problem }, to: name });
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
  for (const source of set) yield* refFindings(field(valueFrom, source)!, source, path.child(source));
  if (set.length === 0) {
    yield required(path, 'noSource', { shown: { sources: joined(sources, 'or') } });
  } else if ((stringAt(variable, 'value') ?? '') !== '') {
    yield forbidden(path, 'both', { beside: path.parent.child('value') });
  } else if (set.length > 1) {
    yield forbidden(path, 'twoSources', { shown: { set: joined(set, 'and') } });
  }
}

function* refFindings(ref: Json, source: Source, path: FieldPath): Generator<Found> {
  if (source === 'fieldRef') return yield* fieldRefFindings(ref, path, envFields);
  if (source === 'resourceFieldRef') return yield* resourceRefFindings(ref, path);
  for (const [name, errorOf, meaning] of refFields[source]) {
    const text = stringAt(ref, name) ?? '';
    if (text === '') {
      yield required(path.child(name), 'empty', { shown: { source, meaning } });
      continue;
    }
    const problem = errorOf(text);
    if (problem !== undefined)
      yield invalid(path.child(name), 'malformed', { data: { problem }, shown: { meaning }, to: text });
  }
}

type RefField = readonly [name: string, errorOf: (text: string) => string | undefined, meaning: string];

/** The required fields of each source, with what each of them means. */
const refFields: Readonly<Record<Exclude<Source, 'fieldRef' | 'resourceFieldRef'>, readonly RefField[]>> = {
  configMapKeyRef: keyRefFields('ConfigMap'),
  secretKeyRef: keyRefFields('Secret'),
  fileKeyRef: [
    ['key', envNameError, 'the name of a variable in the file'],
    ['volumeName', dnsLabelError, 'the name of an emptyDir volume of the Pod'],
    ['path', backstepError, 'the path of the file in the volume'],
  ],
};

function keyRefFields(object: string): readonly RefField[] {
  return [
    ['name', dnsSubdomainError, `the name of a ${object} in the namespace of the Pod`],
    ['key', configKeyError, `a key of the ${object}`],
  ];
}
