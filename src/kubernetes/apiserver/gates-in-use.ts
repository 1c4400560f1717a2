/**
 * The feature gates whose fields the stored object has. While such a gate is off, kube-apiserver neither drops nor refuses these fields in an
 * update, and validates them as if the gate were on. Sources: dropDisabledFields and GetValidationOptionsFromPodSpecAndMeta in
 * pkg/api/pod/util.go, and dropStatefulSetDisabledFields in pkg/registry/apps/statefulset/strategy.go.
 */
import {
  emptyObject,
  field,
  get,
  isOneOf,
  isObject,
  isSet,
  listAt,
  objectAt,
  type Json,
  type JsonObject,
} from '../../json/json.ts';
import { FieldPath, objectAtPath } from '../../json/path.ts';
import { dropsOf, type GateName } from '../gates.ts';
import { kindFacts, type Kind } from '../kinds.ts';
import { containerLists, containersOf } from '../pod/containers.ts';
import { handlersOf, type Handler } from '../pod/handlers.ts';
import { usesRestartAll, usesRestartRules } from '../pod/restart-rules.ts';
import type { ServerFacts } from '../versions.ts';

interface Stored {
  readonly spec: JsonObject;
  /** The spec of a StatefulSet. Empty for other kinds. */
  readonly set: JsonObject;
  /** The handlers of all probes and hooks, which are looked for once. */
  readonly handlers: () => readonly Handler[];
}

type Use = (stored: Stored) => boolean;

const inPod =
  (name: string): Use =>
  ({ spec }) =>
    isSet(field(spec, name));
const inContext =
  (name: string): Use =>
  ({ spec }) =>
    isSet(field(spec['securityContext'], name));
const inContainer =
  (has: (container: JsonObject) => boolean): Use =>
  ({ spec }) =>
    containerLists.some((list) => listAt(spec, list).some((container) => isObject(container) && has(container)));
const inMount = (has: (mount: Json) => boolean): Use => inContainer((value) => listAt(value, 'volumeMounts').some(has));
const inVolume =
  (has: (volume: Json) => boolean): Use =>
  ({ spec }) =>
    listAt(spec, 'volumes').some(has);
const inSource = (name: string): Use =>
  inVolume((volume) => listAt(volume, 'projected', 'sources').some((source) => isSet(field(source, name))));
const inHandler =
  (handler: string, name: string): Use =>
  ({ handlers }) =>
    handlers().some((found) => found.name === handler && isSet(field(found.value, name)));

const sourcesWithUsers: readonly string[] = ['secret', 'configMap', 'downwardAPI', 'projected'];
/** In the order of atomicWriteVolumeUserFieldsInUse, which reads only the first source. */
const entriesWithUsers: readonly string[] = [
  'secret',
  'downwardAPI',
  'configMap',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
];
const first = (object: Json, names: readonly string[]): Json | undefined => {
  const name = names.find((source) => isSet(field(object, source)));
  return name === undefined ? undefined : field(object, name);
};
const hasUser = (source: Json | undefined): boolean =>
  ['user', 'defaultUser'].some((name) => isSet(field(source, name))) ||
  listAt(source, 'items').some((file) => isSet(field(file, 'user')));

const uses: Readonly<Partial<Record<GateName, Use>>> = {
  AtomicWriteVolumeUserFields: inVolume((volume) => {
    const source = first(volume, sourcesWithUsers);
    return hasUser(source) || listAt(source, 'sources').some((entry) => hasUser(first(entry, entriesWithUsers)));
  }),
  ClusterTrustBundleProjection: inSource('clusterTrustBundle'),
  ContainerRestartRules: ({ spec }) => usesRestartRules(spec),
  ContainerStopSignals: inContainer((value) => isSet(get(value, 'lifecycle', 'stopSignal'))),
  DynamicResourceAllocation: ({ spec }) => listAt(spec, 'resourceClaims').length > 0,
  EmptyDirVolumeMode: inVolume((volume) => isSet(get(volume, 'emptyDir', 'mode'))),
  EnvFiles: inContainer((value) =>
    listAt(value, 'env').some((variable) => isSet(get(variable, 'valueFrom', 'fileKeyRef'))),
  ),
  EvictionRequestAPI: ({ spec }) => listAt(spec, 'evictionResponders').length > 0,
  GRPCContainerProbeTLS: inHandler('grpc', 'mode'),
  GenericWorkload: ({ spec }) => isSet(field(spec, 'schedulingGroup')) || isSet(field(spec, 'workloadRef')),
  H2CContainerProbe: inHandler('httpGet', 'protocol'),
  HostnameOverride: inPod('hostnameOverride'),
  ImageVolume: inVolume((volume) => isSet(field(volume, 'image'))),
  MaxUnavailableStatefulSet: ({ set }) => isSet(get(set, 'updateStrategy', 'rollingUpdate', 'maxUnavailable')),
  PodCertificateRequest: inSource('podCertificate'),
  ProcMountType: inContainer((value) => {
    const mount = get(value, 'securityContext', 'procMount');
    return isSet(mount) && mount !== 'Default';
  }),
  RecursiveReadOnlyMounts: inMount((mount) => isSet(field(mount, 'recursiveReadOnly'))),
  RestartAllContainersOnContainerExits: ({ spec }) => usesRestartAll(spec),
  SELinuxChangePolicy: inContext('seLinuxChangePolicy'),
  StatefulSetAutoDeletePVC: ({ set }) => isSet(set['persistentVolumeClaimRetentionPolicy']),
  StatefulSetRecreateStrategy: ({ set }) => get(set, 'updateStrategy', 'type') === 'Recreate',
  SupplementalGroupsPolicy: inContext('supplementalGroupsPolicy'),
  TaintTolerationComparisonOperators: ({ spec }) =>
    listAt(spec, 'tolerations').some((toleration) => isOneOf(field(toleration, 'operator'), ['Lt', 'Gt'])),
  UserNamespacesSupport: inPod('hostUsers'),
  VolumeBindMountOptions: inMount((mount) => listAt(mount, 'bindMountOptions').length > 0),
};

/** The facts by which kube-apiserver judges an update of the stored object. They are the same facts if it has no field of a gate that is off. */
export function factsBeside(facts: ServerFacts, kind: Kind, object: JsonObject): ServerFacts {
  const spec = objectAt(objectAtPath(object, kindFacts(kind).podPath), 'spec');
  let handlers: readonly Handler[] | undefined;
  const stored: Stored = {
    spec,
    set: kind === 'StatefulSet' ? objectAt(object, 'spec') : emptyObject,
    handlers: () => (handlers ??= handlersOf([...containersOf(spec, FieldPath.root)])),
  };
  const inUse = facts.gatesOff.filter((name) => uses[name]?.(stored) === true);
  if (inUse.length === 0) return facts;
  const kept = new Set(inUse.flatMap(dropsOf));
  return {
    ...facts,
    ...Object.fromEntries(inUse.map((name) => [name, true])),
    droppedFields: facts.droppedFields.filter((name) => !kept.has(name)),
    gatesInUse: inUse,
    gatesOff: facts.gatesOff.filter((name) => !inUse.includes(name)),
  };
}
