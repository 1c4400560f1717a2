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

testRule(volumeDevicesResolve, {
  valid: [
    {
      name: 'a claim and an ephemeral volume',
      after: devices({ name: 'claim', devicePath: '/dev/a' }, { name: 'own', devicePath: '/dev/b' }),
    },
  ],
  invalid: [
    {
      name: 'nothing said',
      after: devices({}, null),
      findings: [
        { messageId: 'missing', path: `${path}[0].name`, type: 'FieldValueRequired' },
        { messageId: 'missing', path: `${path}[0].devicePath` },
        { messageId: 'missing', path: `${path}[1].name` },
        { messageId: 'missing', path: `${path}[1].devicePath` },
      ],
    },
    {
      name: 'volumes that are none',
      after: devices({ name: 'a', devicePath: '/dev/a' }, { name: 'data', devicePath: '/dev/../b' }),
      findings: [
        { messageId: 'unknown', path: `${path}[0].name`, type: 'FieldValueNotFound', to: 'a' },
        { messageId: 'source', path: `${path}[1].name`, type: 'FieldValueInvalid', to: 'data' },
        { messageId: 'path', path: `${path}[1].devicePath`, to: '/dev/../b' },
      ],
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
        { messageId: 'mounted', path: `${path}[0].name` },
        { messageId: 'mounted', path: `${path}[0].devicePath` },
        { messageId: 'taken', path: `${path}[1].name` },
        { messageId: 'mounted', path: `${path}[1].name` },
        { messageId: 'taken', path: `${path}[1].devicePath` },
        { messageId: 'mounted', path: `${path}[1].devicePath` },
      ],
    },
  ],
});
