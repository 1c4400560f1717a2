import type { Json, JsonObject } from '../../../src/json/json.ts';
import { volumeMountsResolve } from '../../../src/rules/volumes/volume-mounts-resolve.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].volumeMounts';
const volumes = [
  { name: 'data', emptyDir: {} },
  { name: 'claim', persistentVolumeClaim: { claimName: 'a' } },
];
const withVolumes = (extra: JsonObject) => podWith(extra, { volumes });
const mounts = (...volumeMounts: Json[]) => withVolumes({ volumeMounts });

testRule(volumeMountsResolve, {
  valid: [
    { name: 'a mount', after: mounts({ name: 'data', mountPath: '/data', subPath: 'a/..b' }) },
    {
      name: 'one volume on two paths',
      after: mounts({ name: 'data', mountPath: '/a' }, { name: 'data', mountPath: '/b' }),
    },
    {
      name: 'the claim template of a StatefulSet',
      kind: 'StatefulSet',
      after: workload(
        'StatefulSet',
        { containers: [container({ volumeMounts: [{ name: 'db', mountPath: '/db' }] })] },
        { volumeClaimTemplates: [{ metadata: { name: 'db' } }] },
      ),
    },
    {
      name: 'read-only all the way',
      after: mounts({
        name: 'data',
        mountPath: '/a',
        readOnly: true,
        recursiveReadOnly: 'Enabled',
        mountPropagation: 'None',
      }),
    },
    {
      name: 'both ways into a privileged container',
      after: withVolumes({
        securityContext: { privileged: true },
        volumeMounts: [{ name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' }],
      }),
    },
    {
      name: 'of a volume that is an image, which 1.34 drops',
      minor: 34,
      after: pod({ volumes: [{ image: {} }], containers: [container({ volumeMounts: [{}] })] }),
    },
  ],
  invalid: [
    {
      name: 'nothing said',
      after: mounts({}, null),
      findings: [
        { messageId: 'missing', path: `${path}[0].name`, type: 'FieldValueRequired' },
        { messageId: 'missing', path: `${path}[0].mountPath` },
        { messageId: 'missing', path: `${path}[1].name` },
        { messageId: 'missing', path: `${path}[1].mountPath` },
      ],
    },
    {
      name: 'no such volume',
      after: mounts({ name: 'dta', mountPath: '/data' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          to: 'dta',
          says: 'use data or claim',
        },
      ],
    },
    {
      name: 'in a container of a Deployment without volumes',
      kind: 'Deployment',
      after: workload('Deployment', { containers: [container({ volumeMounts: [{ name: 'a', mountPath: '/a' }] })] }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.template.spec.containers[0].volumeMounts[0].name',
          says: 'add it to the volumes',
        },
      ],
    },
    {
      name: 'one path twice',
      after: mounts({ name: 'data', mountPath: '/a' }, { name: 'claim', mountPath: '/a' }),
      findings: [{ messageId: 'taken', path: `${path}[1].mountPath`, type: 'FieldValueInvalid', to: '/a' }],
    },
    {
      name: 'a device',
      after: withVolumes({
        volumeMounts: [{ name: 'claim', mountPath: '/dev/a' }],
        volumeDevices: [{ name: 'claim', devicePath: '/dev/a' }],
      }),
      findings: [
        { messageId: 'device', path: `${path}[0].name`, to: 'claim' },
        { messageId: 'taken', path: `${path}[0].mountPath` },
      ],
    },
    {
      name: 'paths in the volume',
      after: mounts(
        { name: 'data', mountPath: '/a', subPath: '/a' },
        { name: 'data', mountPath: '/b', subPath: 'a/../b' },
        { name: 'data', mountPath: '/c', subPath: 'a', subPathExpr: '../$(A)' },
      ),
      findings: [
        { messageId: 'subPath', path: `${path}[0].subPath`, says: 'relative' },
        { messageId: 'subPath', path: `${path}[1].subPath`, says: "'..'" },
        { messageId: 'subPath', path: `${path}[2].subPathExpr` },
        { messageId: 'twoSubPaths', path: `${path}[2].subPathExpr` },
      ],
    },
    {
      name: 'propagation',
      after: mounts(
        { name: 'data', mountPath: '/a', mountPropagation: 'Both' },
        { name: 'data', mountPath: '/b', mountPropagation: 'Bidirectional' },
      ),
      findings: [
        { messageId: 'propagation', path: `${path}[0].mountPropagation`, type: 'FieldValueNotSupported', to: 'Both' },
        { messageId: 'privileged', path: `${path}[1].mountPropagation`, type: 'FieldValueForbidden' },
      ],
    },
    {
      name: 'not read-only all the way',
      after: mounts(
        { name: 'data', mountPath: '/a', recursiveReadOnly: 'Yes' },
        { name: 'data', mountPath: '/b', recursiveReadOnly: 'Enabled' },
        {
          name: 'data',
          mountPath: '/c',
          readOnly: true,
          recursiveReadOnly: 'IfPossible',
          mountPropagation: 'HostToContainer',
        },
      ),
      findings: [
        { messageId: 'recursive', path: `${path}[0].recursiveReadOnly`, type: 'FieldValueNotSupported' },
        { messageId: 'readOnly', path: `${path}[1].recursiveReadOnly`, type: 'FieldValueForbidden' },
        { messageId: 'noPropagation', path: `${path}[2].recursiveReadOnly` },
      ],
    },
  ],
});
