import { podVolumes } from '../../change/pod-volumes.ts';
import { field, get, isSet, listAt, objectAt, own, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { descendingPathError, dnsLabelError, lowerCase } from '../../kubernetes/names.ts';
import type { Volume } from '../../kubernetes/pod/volumes.ts';
import { isHostPort, iscsiNameError } from '../../kubernetes/storage-names.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { forbidden, invalid, notSupported, required, tooLong, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const iscsiExample = '"iqn.2001-04.com.example:storage"';

const messages = {
  missing: { text: '{{source}} must have {{article}} {{field}}.', fix: 'Set {{field}} to {{meaning}}.' },
  notSupported: {},
  byte: { text: 'must be between 0 and 255.', fix: 'Set {{field}} to {{meaning}}.' },
  label: { text: '{{field}} {{problem}}.', fix: 'Set {{field}} to a name such as "{{example}}".' },
  directory: { text: 'directory {{problem}}.', fix: 'Set directory to a path inside the volume, such as "source".' },
  iscsiName: {
    text: 'the name of an iSCSI {{role}} {{problem}}.',
    fix: `Set {{field}} to a name such as ${iscsiExample}.`,
  },
  iscsiSecret: {
    text: 'a secretRef is required when chapAuthDiscovery or chapAuthSession is true.',
    fix: 'Set secretRef.name to the name of a Secret with the user names and passwords for CHAP.',
  },
  iscsiLength: {
    text: 'the name of the volume and iscsi.targetPortal together must be no more than 63 characters when iscsi.initiatorName is set.',
    fix: 'Use a shorter name for the volume, or a shorter targetPortal.',
  },
  fcNone: {
    text: 'fc must have either wwids or targetWWNs.',
    fix: 'Set wwids to the World Wide Identifiers of the volume, or set targetWWNs and lun.',
  },
  fcBoth: { text: 'fc cannot have both targetWWNs and wwids.', fix: 'Remove targetWWNs or wwids.' },
  fcLun: {
    text: 'a lun is required when targetWWNs is set.',
    fix: 'Set lun to the logical unit number of the volume.',
  },
  flockerNone: {
    text: 'flocker must have either a datasetName or a datasetUUID.',
    fix: 'Set datasetUUID to the UUID of the dataset.',
  },
  flockerBoth: {
    text: 'flocker cannot have both datasetName and datasetUUID.',
    fix: 'Remove datasetName or datasetUUID.',
  },
  flockerName: { text: "datasetName must not contain '/'.", fix: 'Remove the slashes.' },
  registry: {
    text: 'must be a host and a port, or several pairs of them, separated by commas.',
    fix: 'Set registry to an address such as "quobyte.example.com:7861".',
  },
  tenant: { text: 'tenant must be no more than 64 characters.', fix: 'Set tenant to the UUID of the Quobyte tenant.' },
  reservedOption: {
    text: 'options must not have keys with the domains kubernetes.io and k8s.io, which are reserved.',
    fix: 'Remove the option, or use a key with another domain.',
  },
  managedUri: {
    text: 'diskURI must begin with "/subscriptions/" when kind is "Managed".',
    fix: 'Set diskURI to the resource ID of the disk: /subscriptions/SUBSCRIPTION/resourcegroups/GROUP/providers/microsoft.compute/disks/DISK.',
  },
  blobUri: {
    text: 'diskURI must begin with "https://" when kind is not "Managed".',
    fix: 'Set diskURI to the URL of the disk: https://ACCOUNT.blob.core.windows.net/CONTAINER/DISK.vhd.',
  },
  blobUriOfManaged: {
    text: 'diskURI must begin with "https://" when kind is not "Managed".',
    fix: 'Set kind to "Managed", because diskURI is the resource ID of a managed disk.',
  },
} as const;
type Found = FindingOf<typeof messages>;

type Check = (source: Json, path: FieldPath) => Iterable<Found>;

const text =
  (name: string, meaning: string, article = 'a'): Check =>
  (source, path) =>
    (stringAt(source, name) ?? '') === '' ? [missing(name, path, meaning, article)] : [];

const list =
  (name: string, meaning: string): Check =>
  (source, path) =>
    listAt(source, name).length === 0 ? [missing(name, path, meaning, '')] : [];

const missing = (name: string, path: FieldPath, meaning: string, article: string): Found =>
  required(path.child(name), 'missing', { shown: { source: String(path.last), article, meaning } });

const maxByte = 255;

const byte =
  (name: string, meaning: string): Check =>
  (source, path) => {
    const to = field(source, name);
    if (typeof to !== 'number' || (to >= 0 && to <= maxByte)) return [];
    return [invalid(path.child(name), 'byte', { to, shown: { meaning } })];
  };

const oneOf =
  (name: string, supported: readonly string[]): Check =>
  (source, path) => {
    const to = stringAt(source, name);
    if (to === undefined || supported.includes(to)) return [];
    return [notSupported(path.child(name), 'notSupported', to, supported)];
  };

const label =
  (name: string): Check =>
  (source, path) => {
    const to = stringAt(source, name) ?? '';
    const problem = to === '' ? undefined : dnsLabelError(to);
    if (problem === undefined) return [];
    const at = path.child(name);
    return [
      invalid(at, 'label', { data: { problem }, to, shown: { example: exampleOf(to, at, likeDnsLabel, 'data') } }),
    ];
  };

const secretRef: Check = (source, path) => {
  const ref = field(source, 'secretRef');
  return isSet(ref) ? secretName(ref, path.child('secretRef')) : [];
};

const secret = 'the name of a Secret in the namespace of the Pod';
const secretName = text('name', secret);
const monitors = list('monitors', 'the addresses of the Ceph monitors, such as ["ceph.example.com:6789"]');
const partition = byte('partition', 'the number of the partition to mount, or remove it to mount the disk as a whole');
const lun = 'the logical unit number of the volume';

const checks: Readonly<Record<string, readonly Check[]>> = {
  awsElasticBlockStore: [text('volumeID', 'the ID of an EBS volume, such as "vol-0123456789abcdef0"'), partition],
  gcePersistentDisk: [text('pdName', 'the name of a disk in Google Cloud'), partition],
  azureDisk: [
    text('diskName', 'the name of a disk in Azure'),
    text('diskURI', 'the resource ID of a managed disk, or the URL of a disk in a blob container'),
    oneOf('cachingMode', ['None', 'ReadOnly', 'ReadWrite']),
    oneOf('kind', ['Dedicated', 'Managed', 'Shared']),
    diskUri,
  ],
  azureFile: [text('secretName', secret), text('shareName', 'the name of an Azure file share')],
  cinder: [text('volumeID', 'the ID of a volume in OpenStack'), secretRef],
  vsphereVolume: [text('volumePath', 'the path of a disk, such as "[datastore1] volumes/web.vmdk"')],
  photonPersistentDisk: [text('pdID', 'the ID of a disk in Photon Controller')],
  portworxVolume: [text('volumeID', 'the ID of a Portworx volume')],
  gitRepo: [text('repository', 'the URL of a Git repository'), directory],
  glusterfs: [
    text('endpoints', 'the name of an Endpoints object in the namespace of the Pod', ''),
    text('path', 'the name of a GlusterFS volume'),
  ],
  rbd: [monitors, text('image', 'the name of an RBD image', 'an')],
  cephfs: [monitors],
  fc: [fibreChannel],
  flocker: [flocker],
  flexVolume: [text('driver', 'the name of a FlexVolume driver, such as "example.com/nfs"'), flexOptions],
  iscsi: [
    text('targetPortal', 'the address of the iSCSI target, such as "10.0.0.1:3260"'),
    text('iqn', `the name of the iSCSI target, such as ${iscsiExample}`, 'an'),
    iscsiName('iqn', 'target'),
    iscsiName('initiatorName', 'initiator'),
    byte('lun', lun),
    iscsiSecret,
  ],
  quobyte: [
    text('registry', 'the address of a Quobyte registry, such as "quobyte.example.com:7861"'),
    text('volume', 'the name of a Quobyte volume'),
    quobyteRegistry,
  ],
  scaleIO: [
    text('gateway', 'the address of the ScaleIO API gateway'),
    text('system', 'the name of the storage system in ScaleIO'),
    text('volumeName', 'the name of a volume in ScaleIO'),
  ],
  storageos: [
    text('volumeName', 'the name of a StorageOS volume'),
    label('volumeName'),
    label('volumeNamespace'),
    secretRef,
  ],
};

function* directory(source: Json, path: FieldPath): Generator<Found> {
  const to = stringAt(source, 'directory') ?? '';
  const problem = descendingPathError(to);
  if (problem !== undefined) yield invalid(path.child('directory'), 'directory', { data: { problem }, to });
}

function iscsiName(name: string, role: 'target' | 'initiator'): Check {
  return (source, path) => {
    const to = stringAt(source, name);
    // An empty initiatorName is invalid, and an empty iqn is missing.
    if (to === undefined || (to === '' && role === 'target')) return [];
    const problem = iscsiNameError(to);
    return problem === undefined
      ? []
      : [invalid(path.child(name), 'iscsiName', { data: { problem }, to, shown: { role } })];
  };
}

function* iscsiSecret(source: Json, path: FieldPath): Generator<Found> {
  const needsSecret = ['chapAuthDiscovery', 'chapAuthSession'].some((name) => field(source, name) === true);
  if (needsSecret && !isSet(field(source, 'secretRef'))) yield required(path.child('secretRef'), 'iscsiSecret');
}

/** In bytes, with the colon between them. */
const maxIscsi = 64;

/** kube-apiserver checks it even if another source of the volume counts. The kubelet makes the name of a network interface of both. */
function* iscsiLength({ name: to, value, path }: Volume): Generator<Found> {
  if (!isSet(get(value, 'iscsi', 'initiatorName'))) return;
  const portal = stringAt(value, 'iscsi', 'targetPortal') ?? '';
  if (Buffer.byteLength(`${to}:${portal}`) > maxIscsi) yield invalid(path.child('name'), 'iscsiLength', { to });
}

function* fibreChannel(source: Json, path: FieldPath): Generator<Found> {
  const [targets, ids] = [listAt(source, 'targetWWNs').length, listAt(source, 'wwids').length];
  if (targets === 0 && ids === 0) yield required(path.child('targetWWNs'), 'fcNone');
  if (targets > 0 && ids > 0) yield forbidden(path.child('targetWWNs'), 'fcBoth', { beside: path.child('wwids') });
  if (targets === 0) return;
  if (isSet(field(source, 'lun'))) yield* byte('lun', lun)(source, path);
  else yield required(path.child('lun'), 'fcLun');
}

function* flocker(source: Json, path: FieldPath): Generator<Found> {
  const name = stringAt(source, 'datasetName') ?? '';
  const uuid = stringAt(source, 'datasetUUID') ?? '';
  if (name === '' && uuid === '') yield required(path, 'flockerNone');
  if (name !== '' && uuid !== '')
    yield forbidden(path.child('datasetName'), 'flockerBoth', { beside: path.child('datasetUUID') });
  if (name.includes('/')) yield invalid(path.child('datasetName'), 'flockerName', { to: name });
}

/** The domains of Kubernetes. The part of a key before a slash is its domain. */
const reserved = /(?:^|\.)(?:kubernetes|k8s)\.io$/;

function* flexOptions(source: Json, path: FieldPath): Generator<Found> {
  for (const key of Object.keys(objectAt(source, 'options'))) {
    const [domain = ''] = key.split('/', 1);
    if (reserved.test(lowerCase(domain))) {
      yield invalid(path.child('options').key(key), 'reservedOption', { isOfKey: true });
    }
  }
}

/** In bytes. */
const maxTenant = 64;

function* quobyteRegistry(source: Json, path: FieldPath): Generator<Found> {
  const to = stringAt(source, 'registry') ?? '';
  const tenant = stringAt(source, 'tenant') ?? '';
  // kube-apiserver validates only the first of the three that is wrong.
  if (to === '') return;
  if (Buffer.byteLength(tenant) > maxTenant) yield tooLong(path.child('tenant'), 'tenant', { to: tenant });
  else if (!to.split(',').every(isHostPort)) yield invalid(path.child('registry'), 'registry', { to });
}

const managed = '/subscriptions/';

function* diskUri(source: Json, path: FieldPath): Generator<Found> {
  const to = stringAt(source, 'diskURI') ?? '';
  if (to === '') return;
  const at = path.child('diskURI');
  const details = { to, beside: path.child('kind') };
  // The default is Shared.
  if (stringAt(source, 'kind') === 'Managed') {
    if (!to.startsWith(managed)) yield invalid(at, 'managedUri', details);
  } else if (!to.startsWith('https://')) {
    yield invalid(at, to.startsWith(managed) ? 'blobUriOfManaged' : 'blobUri', details);
  }
}

/** CSI drivers have replaced most of these sources, but kube-apiserver still validates all of them. */
export const storageVolumesValid = definePodRule({
  id: 'storage-volumes-valid',
  title:
    'Volumes of a storage system, such as iscsi or azureDisk, must name what to mount, in the form that the system expects',
  why: 'The kubelet needs these fields to mount the volume. A Pod does not start before all of its volumes are mounted.',
  mirrors: ['validateVolumeSource'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: Object.keys(checks).map((source) => `volumes.${source}`),
  messages,
  *check(pod) {
    for (const volume of podVolumes(pod)) {
      const { source = '', value, path } = volume;
      for (const check of own(checks, source) ?? []) yield* check(field(value, source)!, path.child(source));
      if (isSet(value['iscsi'])) yield* iscsiLength(volume);
    }
  },
});
