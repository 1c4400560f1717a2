/** Finds the kind of object from which a field was copied, such as a Service for clusterIP. */
import { field, isSet, objectAt, own } from '../../json/json.ts';
import { everyKind, type Kind } from '../../kubernetes/kinds.ts';
import type { TypedObject, UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
import { fieldsOf } from '../../kubernetes/schema/types.ts';

/** The owners of fields of kinds that Podward does not check. */
const ownersOf = (owners: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(owners).flatMap(([owner, names]) => names.map((name) => [name, owner] as const)));

const otherKinds = ownersOf({
  'a Service': [
    ...['clusterIP', 'clusterIPs', 'externalIPs', 'externalName', 'externalTrafficPolicy', 'loadBalancerIP'],
    ...['nodePort', 'sessionAffinity', 'targetPort'],
  ],
  'a Service or a workload such as a Deployment': ['selector'],
  'a ConfigMap or a Secret': ['data'],
  'a ConfigMap': ['binaryData'],
  'a Secret': ['stringData'],
  'an Ingress': ['defaultBackend', 'ingressClassName', 'tls'],
  'an Ingress or a Role': ['rules'],
  'a HorizontalPodAutoscaler': ['maxReplicas', 'metrics', 'minReplicas', 'scaleTargetRef'],
});

const serviceTypes: ReadonlySet<unknown> = new Set(['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);

/** The type of the spec of each kind. */
const specs: ReadonlyMap<Kind, string> = new Map(
  everyKind.flatMap((kind) => {
    const type = own(fieldsOf(kind), 'spec');
    return type === undefined ? [] : [[kind, type] as const];
  }),
);
const objects: ReadonlySet<string> = new Set([...everyKind, ...specs.values(), 'PodSpec', 'Container']);

/** The kinds other than a Pod whose spec has the field. */
function workloadWith(name: string, kind: Kind): string | undefined {
  const kinds = [...specs].filter(([, type]) => own(fieldsOf(type), name) !== undefined).map(([owner]) => owner);
  // The object itself may have the field.
  if (kinds.includes(kind) || (kind === 'CronJob' && kinds.includes('Job'))) return undefined;
  if (kinds.length > 2) return 'a workload such as a Deployment';
  return kinds.length === 0 ? undefined : kinds.map((owner) => `a ${owner}`).join(' or ');
}

/** The labels of a Service's selector, which has no matchLabels. */
const isSelectorOfService = ({ name, object }: UnknownField): boolean =>
  name === 'selector' && Object.values(objectAt(object.value, name)).some((value) => typeof value === 'string');

/** The nearest object around that may have the field. */
function aroundWith({ name, object }: UnknownField): TypedObject | undefined {
  let at = object.around;
  while (at !== undefined && own(fieldsOf(at.type), name) === undefined) at = at.around;
  return at;
}

/** The kind to which the field belongs, if this kind does not have it. */
export function otherKindOf(unknown: UnknownField, kind: Kind): string | undefined {
  const { name, object } = unknown;
  if (name === 'type' && serviceTypes.has(field(object.value, name))) return 'a Service';
  if (isOfClaim(unknown, kind)) return 'a PersistentVolumeClaim';
  if (!objects.has(object.type)) return undefined;
  const around = aroundWith(unknown);
  if (isSelectorOfService(unknown)) {
    if (around === undefined || kind === 'Job' || kind === 'CronJob') return otherKinds.get(name);
    return isSet(field(around.value, name)) ? `the spec of the ${kind}` : undefined;
  }
  if (around !== undefined || own(fieldsOf('PodSpec'), name) !== undefined) return undefined;
  const workload = workloadWith(name, kind);
  return name === 'selector' && workload === undefined ? undefined : (otherKinds.get(name) ?? workload);
}

/** The spec around a template, if it may have the labels of a written selector in its matchLabels. */
export function selectorAround(unknown: UnknownField): TypedObject | undefined {
  const around = isSelectorOfService(unknown) ? aroundWith(unknown) : undefined;
  return around !== undefined && own(fieldsOf(around.type), 'selector') === 'LabelSelector' ? around : undefined;
}

function isOfClaim({ name, object }: UnknownField, kind: Kind): boolean {
  if (own(fieldsOf('PersistentVolumeClaimSpec'), name) === undefined) return false;
  if (object.type === 'Volume') return !isSet(field(object.value, 'ephemeral'));
  if (object.type === 'PodSpec') return kind !== 'StatefulSet' && ['accessModes', 'storageClassName'].includes(name);
  return object.type === 'PersistentVolumeClaimVolumeSource';
}
