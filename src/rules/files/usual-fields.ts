/** The fields that an object of a type usually has: what a value in place of the object may be, and what to write instead. */
import { own } from '../../json/json.ts';
import { alwaysWritten, type FieldType, type StructName } from '../../kubernetes/schema/generated.ts';
import { fieldsOf } from '../../kubernetes/schema/types.ts';

interface UsualFields {
  readonly names: readonly string[];
  /** Whether an object has all of these fields. Otherwise it has some of them. */
  readonly all: boolean;
}

/** Where the fields that the API always writes are not those that a new object needs. */
const needed: Readonly<Partial<Record<StructName, string>>> = {
  ClusterTrustBundleProjection: 'name path',
  ConfigMapEnvSource: 'name',
  ConfigMapKeySelector: 'name key',
  ConfigMapProjection: 'name',
  ConfigMapVolumeSource: 'name',
  Container: 'name image',
  ContainerRestartRule: 'action exitCodes',
  ContainerRestartRuleOnExitCodes: 'operator values',
  DownwardAPIVolumeFile: 'path fieldRef',
  DownwardAPIVolumeSource: 'items',
  DownwardAPIProjection: 'items',
  EnvVar: 'name value',
  EphemeralContainer: 'name image',
  ExecAction: 'command',
  FCVolumeSource: 'targetWWNs lun',
  GRPCAction: 'port',
  HTTPGetAction: 'path port',
  HostAlias: 'ip hostnames',
  ImageVolumeSource: 'reference',
  LabelSelectorRequirement: 'key operator values',
  NodeSelectorRequirement: 'key operator values',
  ObjectMeta: 'name',
  PersistentVolumeClaim: 'metadata spec',
  PersistentVolumeClaimSpec: 'accessModes resources',
  PodAffinityTerm: 'labelSelector topologyKey',
  PodCertificateProjection: 'signerName keyType credentialBundlePath',
  PodDNSConfigOption: 'name',
  PodResourceClaim: 'name resourceClaimName',
  PodTemplateSpec: 'metadata spec',
  ReplicaSetSpec: 'selector template',
  ReplicationControllerSpec: 'selector template',
  SecretEnvSource: 'name',
  SecretKeySelector: 'name key',
  SecretProjection: 'name',
  SecretVolumeSource: 'secretName',
  StatefulSetSpec: 'selector template',
  StorageOSVolumeSource: 'volumeName',
  Toleration: 'key operator effect',
  WorkloadPodGroupResourceClaim: 'name resourceClaimName',
};

/** Types without required fields, of whose fields others come first in the alphabet. */
const usual: Readonly<Partial<Record<StructName, string>>> = {
  EmptyDirVolumeSource: 'medium sizeLimit',
  EnvFromSource: 'configMapRef secretRef',
  EnvVarSource: 'configMapKeyRef secretKeyRef fieldRef',
  JobTemplateSpec: 'spec',
  LabelSelector: 'matchLabels matchExpressions',
  Lifecycle: 'postStart preStop',
  PodSecurityContext: 'runAsNonRoot runAsUser fsGroup',
  Probe: 'httpGet tcpSocket exec',
  ResourceRequirements: 'requests limits',
  SecurityContext: 'runAsNonRoot runAsUser privileged',
  VolumeProjection: 'configMap secret serviceAccountToken',
};

export function usualFields(struct: FieldType): UsualFields {
  const named = own(needed as Readonly<Record<string, string>>, struct)?.split(' ') ?? own(alwaysWritten, struct);
  if (named !== undefined) return { names: named, all: true };
  const some = own(usual as Readonly<Record<string, string>>, struct)?.split(' ');
  return { names: some ?? Object.keys(fieldsOf(struct)), all: false };
}

/** A value for the field, where the one that is written may not be shown or does not fit. */
export const exampleValue = (name: string): string =>
  examples.get(name) ?? (name.endsWith('Name') ? 'NAME' : name.toUpperCase());

const examples: ReadonlyMap<string, string> = new Map([
  ['conditionType', 'example.com/ready'],
  ['containerPort', '8080'],
  ['fieldPath', 'status.podIP'],
  ['port', '8080'],
  ['resource', 'limits.cpu'],
  ['seconds', '5'],
]);

/** Whether `{}` is a usual value. */
export const isOftenEmpty = (struct: FieldType): boolean =>
  struct === 'EmptyDirVolumeSource' || Object.keys(fieldsOf(struct)).length === 0;
