import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { dnsSubdomainError, withoutTrailingDash, type envNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { variableNameErrorOf } from './variable-names.ts';

const sources = ['configMapRef', 'secretRef'] as const;
type Source = (typeof sources)[number];
const objects: Readonly<Record<Source, string>> = { configMapRef: 'ConfigMap', secretRef: 'Secret' };

const messages = {
  prefix: { text: 'a prefix {{problem}}.', fix: 'Use a prefix such as "APP_".' },
  noSource: {
    text: 'an envFrom entry must have a configMapRef or a secretRef.',
    fix: 'Add a reference such as configMapRef: {name: settings}.',
  },
  twoSources: {
    text: 'an envFrom entry cannot have both a configMapRef and a secretRef.',
    fix: 'Move one of the two to an entry of its own.',
  },
  missing: {
    text: '{{source}} must have a name.',
    fix: 'Set name to the name of a {{object}} in the namespace of the Pod.',
  },
  name: {
    text: 'the name of a {{object}} {{problem}}.',
    fix: 'Use the name of a {{object}} in the namespace of the Pod.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver omits the index from the path of an entry without a source. */
export const envFromValid = definePodRule({
  id: 'env-from-valid',
  title: 'Each envFrom entry must name one ConfigMap or Secret',
  why: 'Each key of the ConfigMap or Secret becomes an environment variable.',
  mirrors: ['ValidateEnvFrom'],
  appliesTo: podsAndTemplates,
  reads: ['containers.env', 'containers.envFrom'],
  needs: ['containers.envFrom'],
  messages,
  *check(pod) {
    const prefixError = variableNameErrorOf(pod);
    for (const { value, path } of pod.changedContainers) {
      for (const [i, entry] of listAt(value, 'envFrom').entries()) {
        yield* entryFindings(entry, path.child('envFrom').index(i), prefixError);
      }
    }
  },
});

function* entryFindings(entry: Json, path: FieldPath, prefixError: typeof envNameError): Generator<Found> {
  const prefix = stringAt(entry, 'prefix') ?? '';
  const problem = prefix === '' ? undefined : prefixError(prefix);
  if (problem !== undefined) yield invalid(path.child('prefix'), 'prefix', { data: { problem }, to: prefix });
  const set = sources.filter((source) => isSet(field(entry, source)));
  for (const source of set) yield* nameFindings(field(entry, source), source, path.child(source, 'name'));
  if (set.length === 0) yield required(path, 'noSource');
  else if (set.length > 1) yield forbidden(path, 'twoSources');
}

function* nameFindings(ref: Json | undefined, source: Source, path: FieldPath): Generator<Found, void, void> {
  const object = objects[source];
  const name = stringAt(ref, 'name') ?? '';
  if (name === '') return yield required(path, 'missing', { shown: { source, object } });
  // kube-apiserver accepts a trailing dash, as in the prefix of a generated name.
  const problem = dnsSubdomainError(withoutTrailingDash(name));
  if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, shown: { object }, to: name });
}
