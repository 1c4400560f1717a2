/**
 * The spec of a PersistentVolumeClaim, in the claim templates of a StatefulSet and in ephemeral volumes. Source: ValidatePersistentVolumeClaimSpec.
 */
import { field, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';
import { forbidden, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';

export const claimMessages = {
  ...selectorMessages,
  modesMissing: {
    text: 'a claim must have at least one access mode.',
    fix: 'Set accessModes to a list such as [ReadWriteOnce].',
  },
  mode: {},
  modeAlone: {
    text: 'ReadWriteOncePod is not allowed together with other access modes.',
    fix: 'Remove ReadWriteOncePod, or remove the other access modes.',
  },
  storageMissing: {
    text: 'a claim must request an amount of storage.',
    fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
  },
  storage: {
    text: 'the requested storage must be more than 0.',
    fix: 'Set resources.requests.storage to a quantity such as 10Gi.',
  },
  class: {
    text: 'the name of a {{object}} {{problem}}.',
    fix: 'Set {{field}} to a name that kubectl get {{resource}} lists, or remove {{field}}.',
  },
  volumeMode: {},
  sourceMissing: {
    text: '{{source}} must have a {{field}}.',
    fix: 'Set {{field}} to the {{field}} of the object with which the volume is filled.',
  },
  sourceGroup: {
    text: 'kind must be PersistentVolumeClaim when {{source}} has no apiGroup.',
    fix: 'Set apiGroup to {{group}}.',
  },
  sourceName: { text: '{{field}} of {{source}} {{problem}}.', fix: 'Set {{field}} to {{meaning}}.' },
  sourcesDiffer: {
    text: 'dataSource must be the same as dataSourceRef, because both name the object with which the volume is filled.',
    fix: 'Remove dataSource.',
  },
  sourceBesideNamespace: {
    text: 'dataSource is not allowed when dataSourceRef has a namespace.',
    fix: 'Remove dataSource.',
  },
} as const;
type Found = FindingOf<typeof claimMessages>;

const alone = 'ReadWriteOncePod';
const accessModes: readonly string[] = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', alone];
const volumeModes: readonly string[] = ['Filesystem', 'Block'];
const claim = 'PersistentVolumeClaim';

export function* claimFindings(spec: Json | undefined, path: FieldPath, facts: ServerFacts): Generator<Found> {
  yield* modeFindings(listAt(spec, 'accessModes'), path.child('accessModes'));
  yield* storageFindings(spec, path.child('resources'));
  for (const problem of selectorProblems(field(spec, 'selector'), path.child('selector'))) {
    yield selectorFinding(problem, 'PersistentVolumes');
  }
  yield* classFindings(spec, 'storageClassName', path, 'StorageClass');
  if (facts.VolumeAttributesClass)
    yield* classFindings(spec, 'volumeAttributesClassName', path, 'VolumeAttributesClass');
  const mode = field(spec, 'volumeMode');
  if (isSet(mode) && !(typeof mode === 'string' && volumeModes.includes(mode)))
    yield notSupported(path.child('volumeMode'), 'volumeMode', mode, volumeModes);
  yield* sourceFindings(field(spec, 'dataSource'), path.child('dataSource'));
  yield* sourceFindings(field(spec, 'dataSourceRef'), path.child('dataSourceRef'));
  yield* bothSources(spec, path);
}

function* modeFindings(modes: readonly Json[], path: FieldPath): Generator<Found> {
  if (modes.length === 0) yield required(path, 'modesMissing');
  let others = 0;
  for (const [i, mode] of modes.entries()) {
    if (typeof mode !== 'string' || !accessModes.includes(mode))
      yield notSupported(path.index(i), 'mode', mode, accessModes);
    else if (mode !== alone) others++;
  }
  if (others > 0 && modes.includes(alone)) yield forbidden(path, 'modeAlone');
}

const storage = 'storage';

function* storageFindings(spec: Json | undefined, path: FieldPath): Generator<Found> {
  const at = path.child('requests').key(storage);
  const to = field(objectAt(spec, 'resources', 'requests'), storage);
  if (to === undefined) yield required(at, 'storageMissing');
  // Null is 0 to kube-apiserver. The rule field-types reports what is not a quantity.
  else if (to === null || (parseQuantity(to) ?? 1n) <= 0n) yield invalid(at, 'storage', { to });
}

const resourceOf = { StorageClass: 'storageclasses', VolumeAttributesClass: 'volumeattributesclasses' } as const;

function* classFindings(
  spec: Json | undefined,
  name: string,
  path: FieldPath,
  object: keyof typeof resourceOf,
): Generator<Found> {
  const to = stringAt(spec, name) ?? '';
  const problem = to === '' ? undefined : dnsSubdomainError(to);
  if (problem === undefined) return;
  yield invalid(path.child(name), 'class', { to, data: { problem }, shown: { object, resource: resourceOf[object] } });
}

function* sourceFindings(source: Json | undefined, path: FieldPath): Generator<Found> {
  if (!isSet(source)) return;
  const shown = { source: String(path.last) };
  const kind = stringAt(source, 'kind') ?? '';
  const group = stringAt(source, 'apiGroup') ?? '';
  if ((stringAt(source, 'name') ?? '') === '') yield required(path.child('name'), 'sourceMissing', { shown });
  if (kind === '') yield required(path.child('kind'), 'sourceMissing', { shown });
  else if (group === '' && kind !== claim) {
    const meant = kind === 'VolumeSnapshot' ? 'snapshot.storage.k8s.io' : 'the API group of the object';
    yield invalid(path.child('kind'), 'sourceGroup', { to: kind, shown: { ...shown, group: meant } });
  }
  yield* sourceName(source, 'apiGroup', path, dnsSubdomainError, 'the API group of the object');
  // dataSource has no namespace.
  if (path.last === 'dataSourceRef')
    yield* sourceName(source, 'namespace', path, dnsLabelError, 'the namespace of the object');
}

function* sourceName(
  source: Json,
  name: string,
  path: FieldPath,
  errorOf: (text: string) => string | undefined,
  meaning: string,
): Generator<Found> {
  const to = stringAt(source, name) ?? '';
  const problem = to === '' ? undefined : errorOf(to);
  if (problem === undefined) return;
  yield invalid(path.child(name), 'sourceName', {
    to,
    data: { problem },
    shown: { source: String(path.last), meaning },
  });
}

/** kube-apiserver reports both at the spec of the claim. */
function* bothSources(spec: Json | undefined, path: FieldPath): Generator<Found> {
  const [source, ref] = [field(spec, 'dataSource'), field(spec, 'dataSourceRef')];
  if (!isSet(source) || !isSet(ref)) return;
  const beside = path.child('dataSourceRef');
  if ((stringAt(ref, 'namespace') ?? '') !== '')
    yield forbidden(path.child('dataSource'), 'sourceBesideNamespace', { beside });
  else if (!areSame(source, ref)) yield forbidden(path.child('dataSource'), 'sourcesDiffer', { beside });
}

/** An absent apiGroup is not the same as an empty one. */
const areSame = (source: Json, ref: Json): boolean =>
  ['kind', 'name'].every((name) => (stringAt(source, name) ?? '') === (stringAt(ref, name) ?? '')) &&
  (field(source, 'apiGroup') ?? null) === (field(ref, 'apiGroup') ?? null);
