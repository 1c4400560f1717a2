import type { Json } from '../../../src/json/json.ts';
import { volumeDevicesResolve } from '../../../src/rules/volumes/volume-devices-resolve.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].volumeDevices';
const volumes = [
  { name: 'data', emptyDir: {} },
  { name: 'claim', persistentVolumeClaim: { claimName: 'a' } },
  { name: 'own', ephemeral: {} },
];
const devices = (...volumeDevices: Json[]) => podWith({ volumeDevices }, { volumes });
const missing = {
  messageId: 'missing',
  type: 'FieldValueRequired',
  fix: 'Set name to the name of a volume of the Pod.',
} as const;

testRule(volumeDevicesResolve, {
  valid: [
    {
      name: 'a claim and an ephemeral volume',
      after: devices({ name: 'claim', devicePath: '/dev/a' }, { name: 'own', devicePath: '/dev/b' }),
    },
  ],
  invalid: [
    {
      name: 'nothing said, of a mount neither',
      after: podWith({ volumeDevices: [{}, null], volumeMounts: [{}] }, { volumes }),
      findings: [
        { ...missing, path: `${path}[0].name` },
        {
          messageId: 'pathMissing',
          path: `${path}[0].devicePath`,
          type: 'FieldValueRequired',
          fix: 'Set devicePath to the path of the device in the container, such as "/dev/data".',
        },
        { ...missing, path: `${path}[1].name` },
        {
          messageId: 'pathMissing',
          path: `${path}[1].devicePath`,
          type: 'FieldValueRequired',
          fix: 'Set devicePath to the path of the device in the container, such as "/dev/data".',
        },
      ],
    },
    {
      name: 'entries that are not volumes',
      after: devices({ name: 'a', devicePath: '/dev/a' }, { name: 'data', devicePath: '/dev/../b' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add a persistentVolumeClaim volume with the name "a" to volumes.',
          beside: 'spec.volumes',
          to: 'a',
        },
        {
          messageId: 'source',
          path: `${path}[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Move this entry to volumeMounts of container "web", with a mountPath.',
          to: 'data',
          says: 'the source of this volume is emptyDir.',
        },
        {
          messageId: 'path',
          path: `${path}[1].devicePath`,
          type: 'FieldValueInvalid',
          fix: 'Use the path of a device in the container, such as "/dev/data".',
          to: '/dev/../b',
        },
      ],
    },
    {
      name: 'a volume without a source, which becomes an emptyDir',
      after: podWith({ volumeDevices: [{ name: 'a', devicePath: '/dev/a' }] }, { volumes: [{ name: 'a' }] }),
      findings: [
        {
          messageId: 'source',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Move this entry to volumeMounts of container "web", with a mountPath.',
          says: 'emptyDir',
        },
      ],
    },
    {
      name: 'a name that is similar to a claim, and to a volume that cannot be a device',
      after: devices({ name: 'clam', devicePath: '/dev/a' }, { name: 'dat', devicePath: '/dev/b' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "claim"?',
          beside: 'spec.volumes',
        },
        {
          messageId: 'unknown',
          path: `${path}[1].name`,
          type: 'FieldValueNotFound',
          fix: 'Add a persistentVolumeClaim volume with the name "dat" to volumes.',
          beside: 'spec.volumes',
        },
      ],
    },
    {
      name: 'three times',
      after: devices(...Array<Json>(3).fill({ name: 'claim', devicePath: '/dev/a' })),
      findings: [1, 2].flatMap((i) => [
        {
          messageId: 'taken',
          path: `${path}[${i}].name`,
          type: 'FieldValueDuplicate' as const,
          fix: 'Remove one of the two entries.',
          beside: `${path}[0].name`,
        },
        {
          messageId: 'pathTaken',
          path: `${path}[${i}].devicePath`,
          type: 'FieldValueDuplicate' as const,
          fix: 'Set devicePath to another path.',
          beside: `${path}[0].devicePath`,
        },
      ]),
    },
    {
      name: 'twice, and mounted too',
      after: podWith(
        {
          volumeDevices: [
            { name: 'claim', devicePath: '/dev/a' },
            { name: 'claim', devicePath: '/dev/a' },
          ],
          volumeMounts: [{ name: 'claim', mountPath: '/dev/a' }],
        },
        { volumes },
      ),
      findings: [
        {
          messageId: 'mounted',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Remove the volume from one of the two lists.',
          beside: 'spec.containers[0].volumeMounts[0].name',
        },
        {
          messageId: 'pathMounted',
          path: `${path}[0].devicePath`,
          type: 'FieldValueInvalid',
          fix: 'Set devicePath to another path.',
          beside: 'spec.containers[0].volumeMounts[0].mountPath',
        },
        {
          messageId: 'taken',
          path: `${path}[1].name`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].volumeDevices[0].name',
        },
        {
          messageId: 'mounted',
          path: `${path}[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Remove the volume from one of the two lists.',
          beside: 'spec.containers[0].volumeMounts[0].name',
        },
        {
          messageId: 'pathTaken',
          path: `${path}[1].devicePath`,
          type: 'FieldValueDuplicate',
          fix: 'Set devicePath to another path.',
          beside: 'spec.containers[0].volumeDevices[0].devicePath',
        },
        {
          messageId: 'pathMounted',
          path: `${path}[1].devicePath`,
          type: 'FieldValueInvalid',
          fix: 'Set devicePath to another path.',
          beside: 'spec.containers[0].volumeMounts[0].mountPath',
        },
      ],
    },
    {
      name: 'a name that no volume may have',
      after: devices({ name: 'My_Disk', devicePath: '/dev/a' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add a persistentVolumeClaim volume with a valid name to volumes.',
          beside: 'spec.volumes',
        },
      ],
    },
  ],
});
