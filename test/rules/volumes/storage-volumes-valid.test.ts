import type { JsonObject } from '../../../src/json/json.ts';
import { storageVolumesValid } from '../../../src/rules/volumes/storage-volumes-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const volume = (source: JsonObject) => pod({ volumes: [{ name: 'a', ...source }] });

testRule(storageVolumesValid, {
  valid: [
    {
      name: 'the sources of clouds',
      after: volume({
        azureDisk: { diskName: 'a', diskURI: '/subscriptions/a', kind: 'Managed', cachingMode: 'None' },
      }),
    },
    { name: 'a disk in a blob container', after: volume({ azureDisk: { diskName: 'a', diskURI: 'https://a' } }) },
    { name: 'the first and the last partition', after: volume({ gcePersistentDisk: { pdName: 'a', partition: 255 } }) },
    {
      name: 'an iSCSI target',
      after: volume({
        iscsi: {
          targetPortal: '10.0.0.1:3260',
          iqn: 'iqn.2001-04.com.example:a',
          lun: 0,
          initiatorName: 'eui.0123456789ABCDEF',
        },
      }),
    },
    {
      name: 'CHAP with a Secret',
      after: volume({
        iscsi: { targetPortal: 'a', iqn: 'naa.0123456789ABCDEF0123456789ABCDEF', chapAuthSession: true, secretRef: {} },
      }),
    },
    {
      name: 'the longest name with a portal',
      after: volume({
        iscsi: { targetPortal: 'x'.repeat(62), iqn: 'eui.0123456789ABCDEF', initiatorName: 'eui.0123456789ABCDEF' },
      }),
    },
    {
      name: 'a long portal without an initiator',
      after: volume({ iscsi: { targetPortal: 'x'.repeat(64), iqn: 'eui.0123456789ABCDEF' } }),
    },
    { name: 'the WWIDs of a volume', after: volume({ fc: { wwids: ['a'], lun: 256 } }) },
    { name: 'the WWNs of a target', after: volume({ fc: { targetWWNs: ['a'], lun: 0 } }) },
    { name: 'a dataset', after: volume({ flocker: { datasetName: 'a' } }) },
    {
      name: 'options',
      after: volume({
        flexVolume: { driver: 'a/b', options: { size: '1', 'a/kubernetes.io': '', 'mykubernetes.io/a': '' } },
      }),
    },
    {
      name: 'several registries',
      after: volume({ quobyte: { registry: 'a:1,[::1]:2', volume: 'a', tenant: 'x'.repeat(64) } }),
    },
    { name: 'a directory', after: volume({ gitRepo: { repository: 'a', directory: '..a/b' } }) },
    { name: 'an optional Secret', after: volume({ cinder: { volumeID: 'a' } }) },
    { name: 'a namespace that is left out', after: volume({ storageos: { volumeName: 'a', volumeNamespace: '' } }) },
    { name: 'another source', after: volume({ secret: {} }) },
    { name: 'only the first source is checked', after: volume({ emptyDir: {}, azureFile: {} }) },
  ],
  invalid: [
    {
      name: 'an EBS volume',
      after: volume({ awsElasticBlockStore: { partition: -1 } }),
      findings: [
        {
          messageId: 'byte',
          path: 'spec.volumes[0].awsElasticBlockStore.partition',
          type: 'FieldValueInvalid',
          fix: 'Set partition to the number of the partition to mount, or remove it to mount the disk as a whole.',
          to: -1,
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].awsElasticBlockStore.volumeID',
          type: 'FieldValueRequired',
          fix: 'Set volumeID to the ID of an EBS volume, such as "vol-0123456789abcdef0".',
        },
      ],
    },
    {
      name: 'a disk in Google Cloud',
      after: volume({ gcePersistentDisk: { partition: 256 } }),
      findings: [
        {
          messageId: 'byte',
          path: 'spec.volumes[0].gcePersistentDisk.partition',
          type: 'FieldValueInvalid',
          fix: 'Set partition to the number of the partition to mount, or remove it to mount the disk as a whole.',
          to: 256,
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].gcePersistentDisk.pdName',
          type: 'FieldValueRequired',
          fix: 'Set pdName to the name of a disk in Google Cloud.',
        },
      ],
    },
    {
      name: 'a disk in Azure',
      after: volume({ azureDisk: { cachingMode: 'readonly', kind: 'managed' } }),
      findings: [
        {
          messageId: 'notSupported',
          path: 'spec.volumes[0].azureDisk.cachingMode',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "ReadOnly"?',
          to: 'readonly',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].azureDisk.diskName',
          type: 'FieldValueRequired',
          fix: 'Set diskName to the name of a disk in Azure.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].azureDisk.diskURI',
          type: 'FieldValueRequired',
          fix: 'Set diskURI to the resource ID of a managed disk, or the URL of a disk in a blob container.',
        },
        {
          messageId: 'notSupported',
          path: 'spec.volumes[0].azureDisk.kind',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Managed"?',
          to: 'managed',
        },
      ],
    },
    {
      name: 'a managed disk without its kind',
      after: volume({ azureDisk: { diskName: 'a', diskURI: '/subscriptions/a' } }),
      findings: [
        {
          messageId: 'blobUriOfManaged',
          path: 'spec.volumes[0].azureDisk.diskURI',
          type: 'FieldValueInvalid',
          fix: 'Set kind to "Managed", because diskURI is the resource ID of a managed disk.',
          to: '/subscriptions/a',
          beside: 'spec.volumes[0].azureDisk.kind',
        },
      ],
    },
    {
      name: 'a managed disk with a URL',
      after: volume({ azureDisk: { diskName: 'a', diskURI: 'https://a', kind: 'Managed' } }),
      findings: [
        {
          messageId: 'managedUri',
          path: 'spec.volumes[0].azureDisk.diskURI',
          type: 'FieldValueInvalid',
          fix: 'Set diskURI to the resource ID of the disk: /subscriptions/SUBSCRIPTION/resourcegroups/GROUP/providers/microsoft.compute/disks/DISK.',
          to: 'https://a',
          beside: 'spec.volumes[0].azureDisk.kind',
        },
      ],
    },
    {
      name: 'a disk without a URL',
      after: volume({ azureDisk: { diskName: 'a', diskURI: 'a.vhd', kind: 'Shared' } }),
      findings: [
        {
          messageId: 'blobUri',
          path: 'spec.volumes[0].azureDisk.diskURI',
          type: 'FieldValueInvalid',
          fix: 'Set diskURI to the URL of the disk: https://ACCOUNT.blob.core.windows.net/CONTAINER/DISK.vhd.',
          to: 'a.vhd',
          beside: 'spec.volumes[0].azureDisk.kind',
        },
      ],
    },
    {
      name: 'a file share',
      after: volume({ azureFile: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].azureFile.secretName',
          type: 'FieldValueRequired',
          fix: 'Set secretName to the name of a Secret in the namespace of the Pod.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].azureFile.shareName',
          type: 'FieldValueRequired',
          fix: 'Set shareName to the name of an Azure file share.',
        },
      ],
    },
    {
      name: 'a Cinder volume',
      after: volume({ cinder: { secretRef: {} } }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].cinder.secretRef.name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].cinder.volumeID',
          type: 'FieldValueRequired',
          fix: 'Set volumeID to the ID of a volume in OpenStack.',
        },
      ],
    },
    {
      name: 'a vSphere disk',
      after: volume({ vsphereVolume: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].vsphereVolume.volumePath',
          type: 'FieldValueRequired',
          fix: 'Set volumePath to the path of a disk, such as "[datastore1] volumes/web.vmdk".',
        },
      ],
    },
    {
      name: 'a Photon disk',
      after: volume({ photonPersistentDisk: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].photonPersistentDisk.pdID',
          type: 'FieldValueRequired',
          fix: 'Set pdID to the ID of a disk in Photon Controller.',
        },
      ],
    },
    {
      name: 'a Portworx volume',
      after: volume({ portworxVolume: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].portworxVolume.volumeID',
          type: 'FieldValueRequired',
          fix: 'Set volumeID to the ID of a Portworx volume.',
        },
      ],
    },
    {
      name: 'a repository',
      after: volume({ gitRepo: { directory: '../a' } }),
      findings: [
        {
          messageId: 'directory',
          path: 'spec.volumes[0].gitRepo.directory',
          type: 'FieldValueInvalid',
          fix: 'Set directory to a path inside the volume, such as "source".',
          to: '../a',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].gitRepo.repository',
          type: 'FieldValueRequired',
          fix: 'Set repository to the URL of a Git repository.',
        },
      ],
    },
    {
      name: 'a GlusterFS volume',
      after: volume({ glusterfs: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].glusterfs.endpoints',
          type: 'FieldValueRequired',
          fix: 'Set endpoints to the name of an Endpoints object in the namespace of the Pod.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].glusterfs.path',
          type: 'FieldValueRequired',
          fix: 'Set path to the name of a GlusterFS volume.',
        },
      ],
    },
    {
      name: 'an RBD image',
      after: volume({ rbd: { monitors: [] } }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].rbd.image',
          type: 'FieldValueRequired',
          fix: 'Set image to the name of an RBD image.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].rbd.monitors',
          type: 'FieldValueRequired',
          fix: 'Set monitors to the addresses of the Ceph monitors, such as ["ceph.example.com:6789"].',
        },
      ],
    },
    {
      name: 'CephFS',
      after: volume({ cephfs: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].cephfs.monitors',
          type: 'FieldValueRequired',
          fix: 'Set monitors to the addresses of the Ceph monitors, such as ["ceph.example.com:6789"].',
        },
      ],
    },
    {
      name: 'Fibre Channel without a volume',
      after: volume({ fc: {} }),
      findings: [
        {
          messageId: 'fcNone',
          path: 'spec.volumes[0].fc.targetWWNs',
          type: 'FieldValueRequired',
          fix: 'Set wwids to the World Wide Identifiers of the volume, or set targetWWNs and lun.',
        },
      ],
    },
    {
      name: 'Fibre Channel with both, and without a LUN',
      after: volume({ fc: { targetWWNs: ['a'], wwids: ['b'] } }),
      findings: [
        {
          messageId: 'fcLun',
          path: 'spec.volumes[0].fc.lun',
          type: 'FieldValueRequired',
          fix: 'Set lun to the logical unit number of the volume.',
        },
        {
          messageId: 'fcBoth',
          path: 'spec.volumes[0].fc.targetWWNs',
          type: 'FieldValueForbidden',
          fix: 'Remove targetWWNs or wwids.',
          beside: 'spec.volumes[0].fc.wwids',
        },
      ],
    },
    {
      name: 'a LUN that is too large',
      after: volume({ fc: { targetWWNs: ['a'], lun: 256 } }),
      findings: [
        {
          messageId: 'byte',
          path: 'spec.volumes[0].fc.lun',
          type: 'FieldValueInvalid',
          fix: 'Set lun to the logical unit number of the volume.',
          to: 256,
        },
      ],
    },
    {
      name: 'Flocker without a dataset',
      after: volume({ flocker: {} }),
      findings: [
        {
          messageId: 'flockerNone',
          path: 'spec.volumes[0].flocker',
          type: 'FieldValueRequired',
          fix: 'Set datasetUUID to the UUID of the dataset.',
        },
      ],
    },
    {
      name: 'Flocker with both',
      after: volume({ flocker: { datasetName: 'a/b', datasetUUID: 'c' } }),
      findings: [
        {
          messageId: 'flockerBoth',
          path: 'spec.volumes[0].flocker.datasetName',
          type: 'FieldValueForbidden',
          fix: 'Remove datasetName or datasetUUID.',
          beside: 'spec.volumes[0].flocker.datasetUUID',
        },
        {
          messageId: 'flockerName',
          path: 'spec.volumes[0].flocker.datasetName',
          type: 'FieldValueInvalid',
          fix: 'Remove the slashes.',
          to: 'a/b',
        },
      ],
    },
    {
      name: 'a FlexVolume',
      after: volume({ flexVolume: { options: { 'kubernetes.io/fsType': 'ext4', 'a.K8s.io': '' } } }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].flexVolume.driver',
          type: 'FieldValueRequired',
          fix: 'Set driver to the name of a FlexVolume driver, such as "example.com/nfs".',
        },
        {
          messageId: 'reservedOption',
          path: 'spec.volumes[0].flexVolume.options[a.K8s.io]',
          type: 'FieldValueInvalid',
          fix: 'Remove the option, or use a key with another domain.',
          isOfKey: true,
        },
        {
          messageId: 'reservedOption',
          path: 'spec.volumes[0].flexVolume.options[kubernetes.io/fsType]',
          type: 'FieldValueInvalid',
          fix: 'Remove the option, or use a key with another domain.',
          isOfKey: true,
        },
      ],
    },
    {
      name: 'an iSCSI target without an address',
      after: volume({ iscsi: { lun: 256, chapAuthDiscovery: true, initiatorName: '' } }),
      findings: [
        {
          messageId: 'iscsiName',
          path: 'spec.volumes[0].iscsi.initiatorName',
          type: 'FieldValueInvalid',
          fix: 'Set initiatorName to a name such as "iqn.2001-04.com.example:storage".',
          to: '',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].iscsi.iqn',
          type: 'FieldValueRequired',
          fix: 'Set iqn to the name of the iSCSI target, such as "iqn.2001-04.com.example:storage".',
        },
        {
          messageId: 'byte',
          path: 'spec.volumes[0].iscsi.lun',
          type: 'FieldValueInvalid',
          fix: 'Set lun to the logical unit number of the volume.',
          to: 256,
        },
        {
          messageId: 'iscsiSecret',
          path: 'spec.volumes[0].iscsi.secretRef',
          type: 'FieldValueRequired',
          fix: 'Set secretRef.name to the name of a Secret with the user names and passwords for CHAP.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].iscsi.targetPortal',
          type: 'FieldValueRequired',
          fix: 'Set targetPortal to the address of the iSCSI target, such as "10.0.0.1:3260".',
        },
      ],
    },
    {
      name: 'names of targets',
      after: volume({ iscsi: { targetPortal: 'a', iqn: 'iqn.2001-04.com.example', initiatorName: 'eui.1' } }),
      findings: [
        {
          messageId: 'iscsiName',
          path: 'spec.volumes[0].iscsi.initiatorName',
          type: 'FieldValueInvalid',
          fix: 'Set initiatorName to a name such as "iqn.2001-04.com.example:storage".',
          to: 'eui.1',
        },
        {
          messageId: 'iscsiName',
          path: 'spec.volumes[0].iscsi.iqn',
          type: 'FieldValueInvalid',
          fix: 'Set iqn to a name such as "iqn.2001-04.com.example:storage".',
          to: 'iqn.2001-04.com.example',
        },
      ],
    },
    {
      name: 'a short NAA name',
      after: volume({ iscsi: { targetPortal: 'a', iqn: 'naa.1' } }),
      findings: [
        {
          messageId: 'iscsiName',
          path: 'spec.volumes[0].iscsi.iqn',
          type: 'FieldValueInvalid',
          fix: 'Set iqn to a name such as "iqn.2001-04.com.example:storage".',
          to: 'naa.1',
        },
      ],
    },
    {
      name: 'an initiator whose name is too long together with the portal',
      after: volume({
        iscsi: { targetPortal: 'x'.repeat(63), iqn: 'eui.0123456789ABCDEF', initiatorName: 'eui.0123456789ABCDEF' },
      }),
      findings: [
        {
          messageId: 'iscsiLength',
          path: 'spec.volumes[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name for the volume, or a shorter targetPortal.',
          to: 'a',
        },
      ],
    },
    {
      name: 'the same in a second source',
      after: volume({ emptyDir: {}, iscsi: { targetPortal: 'x'.repeat(63), initiatorName: 'a' } }),
      findings: [
        {
          messageId: 'iscsiLength',
          path: 'spec.volumes[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name for the volume, or a shorter targetPortal.',
          to: 'a',
        },
      ],
    },
    {
      name: 'a Quobyte volume',
      after: volume({ quobyte: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].quobyte.registry',
          type: 'FieldValueRequired',
          fix: 'Set registry to the address of a Quobyte registry, such as "quobyte.example.com:7861".',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].quobyte.volume',
          type: 'FieldValueRequired',
          fix: 'Set volume to the name of a Quobyte volume.',
        },
      ],
    },
    {
      name: 'a registry without a port',
      after: volume({ quobyte: { registry: 'a:1,b', volume: 'a' } }),
      findings: [
        {
          messageId: 'registry',
          path: 'spec.volumes[0].quobyte.registry',
          type: 'FieldValueInvalid',
          fix: 'Set registry to an address such as "quobyte.example.com:7861".',
          to: 'a:1,b',
        },
      ],
    },
    {
      name: 'a tenant that is too long',
      after: volume({ quobyte: { registry: 'b', volume: 'a', tenant: 'x'.repeat(65) } }),
      findings: [
        {
          messageId: 'tenant',
          path: 'spec.volumes[0].quobyte.tenant',
          type: 'FieldValueTooLong',
          fix: 'Set tenant to the UUID of the Quobyte tenant.',
        },
      ],
    },
    {
      name: 'ScaleIO',
      after: volume({ scaleIO: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].scaleIO.gateway',
          type: 'FieldValueRequired',
          fix: 'Set gateway to the address of the ScaleIO API gateway.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].scaleIO.system',
          type: 'FieldValueRequired',
          fix: 'Set system to the name of the storage system in ScaleIO.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[0].scaleIO.volumeName',
          type: 'FieldValueRequired',
          fix: 'Set volumeName to the name of a volume in ScaleIO.',
        },
      ],
    },
    {
      name: 'StorageOS',
      after: volume({ storageos: { volumeName: 'My Volume', volumeNamespace: 'a.b', secretRef: {} } }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].storageos.secretRef.name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name of a Secret in the namespace of the Pod.',
        },
        {
          messageId: 'label',
          path: 'spec.volumes[0].storageos.volumeName',
          type: 'FieldValueInvalid',
          fix: 'Set volumeName to a name such as "my-volume".',
          to: 'My Volume',
        },
        {
          messageId: 'label',
          path: 'spec.volumes[0].storageos.volumeNamespace',
          type: 'FieldValueInvalid',
          fix: 'Set volumeNamespace to a name such as "a-b".',
          to: 'a.b',
        },
      ],
    },
    {
      name: 'in a template',
      after: workload('Deployment', { volumes: [{ name: 'a', storageos: {} }] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.template.spec.volumes[0].storageos.volumeName',
          type: 'FieldValueRequired',
          fix: 'Set volumeName to the name of a StorageOS volume.',
        },
      ],
    },
  ],
});
