import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { dnsSubdomainError, envNameError, withoutTrailingDash } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';

const sources = ['configMapRef', 'secretRef'] as const;

const messages = {
  prefix: '{{problem}}',
  noSource: 'a configMapRef or a secretRef is needed',
  twoSources: 'has both a configMapRef and a secretRef',
  missing: 'must not be empty',
  name: '{{problem}}',
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver leaves the index out of the path of an entry without a source. */
export const envFromValid = definePodRule({
  id: 'env-from-valid',
  title: 'An entry of envFrom names one ConfigMap or Secret',
  why: 'Each entry turns all keys of one object into variables.',
  mirrors: 'ValidateEnvFrom',
  appliesTo: podsAndTemplates,
  reads: ['containers.envFrom'],
  messages,
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      for (const [i, entry] of listAt(value, 'envFrom').entries()) {
        yield* entryFindings(entry, path.child('envFrom').index(i));
      }
    }
  },
});

function* entryFindings(entry: Json, path: FieldPath): Generator<Found> {
  const prefix = stringAt(entry, 'prefix') ?? '';
  const problem = prefix === '' ? undefined : envNameError(prefix);
  if (problem !== undefined) {
    yield invalid(path.child('prefix'), 'prefix', {
      data: { problem },
      to: prefix,
      fix: say('choose one such as APP_'),
    });
  }
  const set = sources.filter((source) => isSet(field(entry, source)));
  for (const source of set) yield* nameFindings(field(entry, source), path.child(source, 'name'));
  if (set.length === 0) yield invalid(path, 'noSource', { fix: say('name one of them') });
  else if (set.length > 1) yield invalid(path, 'twoSources', { fix: say('make two entries of it') });
}

function* nameFindings(source: Json | undefined, path: FieldPath): Generator<Found> {
  const name = stringAt(source, 'name') ?? '';
  // kube-apiserver takes a trailing dash, as if the name were to be completed.
  const problem = name === '' ? undefined : dnsSubdomainError(withoutTrailingDash(name));
  if (name === '') yield required(path, 'missing', { fix: say('name the object') });
  if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, to: name, fix: say('correct the name') });
}
