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
const missing = {
  messageId: 'missing',
  type: 'FieldValueRequired',
  fix: 'Set name to the name of a volume of the Pod.',
} as const;
const pathMissing = {
  messageId: 'pathMissing',
  type: 'FieldValueRequired',
  fix: 'Set mountPath to a path in container "web", such as "/data".',
} as const;

testRule(volumeMountsResolve, {
  valid: [
    { name: 'a mount', after: mounts({ name: 'data', mountPath: '/data', subPath: 'a/..b' }) },
    {
      name: 'a path in the volume with a variable',
      after: mounts({ name: 'data', mountPath: '/a', subPathExpr: '$(A)' }),
    },
    {
      name: 'recursiveReadOnly of a writable mount, turned off',
      after: mounts({ name: 'data', mountPath: '/a', recursiveReadOnly: 'Disabled' }),
    },
    {
      name: 'one volume on two paths',
      after: mounts({ name: 'data', mountPath: '/a' }, { name: 'data', mountPath: '/b' }),
    },
    {
      name: 'the claim template of a StatefulSet',
      after: workload(
        'StatefulSet',
        { containers: [container({ volumeMounts: [{ name: 'db', mountPath: '/db' }] })] },
        { volumeClaimTemplates: [{ metadata: { name: 'db' } }] },
      ),
    },
    {
      name: 'recursiveReadOnly with readOnly',
      after: mounts({
        name: 'data',
        mountPath: '/a',
        readOnly: true,
        recursiveReadOnly: 'Enabled',
        mountPropagation: 'None',
      }),
    },
    {
      name: 'Bidirectional in a privileged container',
      after: withVolumes({
        securityContext: { privileged: true },
        volumeMounts: [{ name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' }],
      }),
    },
    {
      name: 'of an image volume, which 1.34 drops',
      minor: 34,
      after: pod({ volumes: [{ image: {} }], containers: [container({ volumeMounts: [{}] })] }),
    },
  ],
  invalid: [
    {
      name: 'invalid mount options',
      minor: 37,
      featureGates: { VolumeBindMountOptions: true },
      after: pod({
        volumes: [{ name: 'data', image: { reference: 'registry.example.com/data:1' } }],
        containers: [
          container({
            volumeMounts: [{ name: 'data', mountPath: '/data', bindMountOptions: ['noexec', 'noexec', 'ro'] }],
          }),
        ],
      }),
      findings: [
        {
          messageId: 'imageOptions',
          path: 'spec.containers[0].volumeMounts[0].bindMountOptions',
          type: 'FieldValueInvalid',
          fix: 'Remove bindMountOptions.',
        },
        {
          messageId: 'optionTwice',
          path: 'spec.containers[0].volumeMounts[0].bindMountOptions[1]',
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'noexec',
          beside: 'spec.containers[0].volumeMounts[0].bindMountOptions[0]',
        },
        {
          messageId: 'option',
          path: 'spec.containers[0].volumeMounts[0].bindMountOptions[2]',
          type: 'FieldValueNotSupported',
          to: 'ro',
        },
      ],
    },
    {
      name: 'a part of an image before 1.33',
      minor: 32,
      featureGates: { ImageVolume: true },
      after: podWith(
        { volumeMounts: [{ name: 'a', mountPath: '/a', subPath: 'b' }] },
        { volumes: [{ name: 'a', image: { reference: 'nginx' } }] },
      ),
      findings: [
        {
          messageId: 'imageSubPath',
          path: 'spec.containers[0].volumeMounts[0].subPath',
          type: 'FieldValueForbidden',
          fix: 'Remove subPath.',
          to: 'b',
        },
      ],
    },
    {
      name: 'nothing said',
      after: mounts({}, null),
      findings: [
        { ...missing, path: `${path}[0].name` },
        { ...pathMissing, path: `${path}[0].mountPath` },
        { ...missing, path: `${path}[1].name` },
        { ...pathMissing, path: `${path}[1].mountPath` },
      ],
    },
    {
      name: 'neither the mount nor a volume has a name',
      after: podWith({ volumeMounts: [{ mountPath: '/data' }] }, { volumes: [{}] }),
      findings: [{ ...missing, path: `${path}[0].name` }],
    },
    {
      name: 'a volume that does not exist',
      after: mounts({ name: 'dta', mountPath: '/data' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Did you mean "data"?',
          beside: 'spec.volumes',
          to: 'dta',
        },
      ],
    },
    {
      name: 'a name that is not similar to a volume',
      after: mounts({ name: 'logs', mountPath: '/logs' }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add "logs" to volumes, or use one of "data", "claim".',
          beside: 'spec.volumes',
        },
      ],
    },
    {
      name: 'neither the volume of the token nor an invalid name is suggested',
      after: podWith(
        {
          volumeMounts: [
            { name: 'kube-api-access-abcdf', mountPath: '/a' },
            { name: 'DATA', mountPath: '/b' },
          ],
        },
        {
          volumes: [
            { name: 'kube-api-access-abcde', projected: {} },
            { name: 'DATE', emptyDir: {} },
          ],
        },
      ),
      findings: [
        {
          messageId: 'token',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Remove this volume mount, which the cluster adds together with its volume when the Pod is created.',
          beside: 'spec.volumes',
        },
        {
          messageId: 'unknown',
          path: `${path}[1].name`,
          type: 'FieldValueNotFound',
          fix: 'Add a volume with a valid name to volumes.',
          beside: 'spec.volumes',
        },
      ],
    },
    {
      name: 'of an image volume, without a path',
      after: podWith({ volumeMounts: [{ name: 'data' }] }, { volumes: [{ name: 'data', image: { reference: 'a' } }] }),
      findings: [{ ...pathMissing, path: `${path}[0].mountPath` }],
    },
    {
      name: 'one known volume',
      after: podWith({ volumeMounts: [{ name: 'logs', mountPath: '/a' }] }, { volumes: [{ name: 'b', emptyDir: {} }] }),
      findings: [
        {
          messageId: 'unknown',
          path: `${path}[0].name`,
          type: 'FieldValueNotFound',
          fix: 'Add "logs" to volumes, or use "b".',
          beside: 'spec.volumes',
        },
      ],
    },
    {
      name: 'a claim template is suggested',
      after: workload(
        'StatefulSet',
        { containers: [container({ volumeMounts: [{ name: 'databse', mountPath: '/db' }] })] },
        { volumeClaimTemplates: [{ metadata: { name: 'database' } }] },
      ),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.template.spec.containers[0].volumeMounts[0].name',
          type: 'FieldValueNotFound',
          fix: 'Did you mean "database"?',
        },
      ],
    },
    {
      name: 'in a container of a Deployment without volumes',
      after: workload('Deployment', { containers: [container({ volumeMounts: [{ name: 'a', mountPath: '/a' }] })] }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.template.spec.containers[0].volumeMounts[0].name',
          type: 'FieldValueNotFound',
          fix: 'Add "a" to volumes.',
        },
      ],
    },
    {
      name: 'a duplicate path',
      after: mounts({ name: 'data', mountPath: '/a' }, { name: 'claim', mountPath: '/a' }),
      findings: [
        {
          messageId: 'taken',
          path: `${path}[1].mountPath`,
          type: 'FieldValueDuplicate',
          fix: 'Set mountPath to another path.',
          beside: 'spec.containers[0].volumeMounts[0].mountPath',
          to: '/a',
        },
      ],
    },
    {
      name: 'a device',
      after: withVolumes({
        volumeMounts: [{ name: 'claim', mountPath: '/dev/a' }],
        volumeDevices: [{ name: 'claim', devicePath: '/dev/a' }],
      }),
      findings: [
        {
          messageId: 'device',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Remove the volume from one of the two lists.',
          beside: 'spec.containers[0].volumeDevices[0].name',
          to: 'claim',
        },
        {
          messageId: 'taken',
          path: `${path}[0].mountPath`,
          type: 'FieldValueDuplicate',
          fix: 'Set mountPath to another path.',
          beside: 'spec.containers[0].volumeDevices[0].devicePath',
        },
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
        {
          messageId: 'subPath',
          path: `${path}[0].subPath`,
          type: 'FieldValueInvalid',
          fix: 'Set subPath to a path in the volume, such as "logs/web".',
        },
        {
          messageId: 'subPath',
          path: `${path}[1].subPath`,
          type: 'FieldValueInvalid',
          fix: 'Set subPath to a path in the volume, such as "logs/web".',
        },
        {
          messageId: 'subPath',
          path: `${path}[2].subPathExpr`,
          type: 'FieldValueInvalid',
          fix: 'Set subPathExpr to a path in the volume, such as "logs/web".',
        },
        {
          messageId: 'twoSubPaths',
          path: `${path}[2].subPathExpr`,
          type: 'FieldValueForbidden',
          fix: 'Remove subPath or subPathExpr.',
          beside: 'spec.containers[0].volumeMounts[2].subPath',
        },
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
        {
          messageId: 'privileged',
          path: `${path}[1].mountPropagation`,
          type: 'FieldValueForbidden',
          fix: 'Use HostToContainer, or remove mountPropagation from container "web".',
        },
      ],
    },
    {
      name: 'Bidirectional in a container that is not privileged, and a propagation that is not a string',
      after: withVolumes({
        securityContext: { privileged: false },
        volumeMounts: [
          { name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' },
          { name: 'data', mountPath: '/b', readOnly: true, recursiveReadOnly: 'Enabled', mountPropagation: 1 },
        ],
      }),
      findings: [
        {
          messageId: 'privileged',
          path: `${path}[0].mountPropagation`,
          type: 'FieldValueForbidden',
          fix: 'Use HostToContainer, or remove mountPropagation from container "web".',
          beside: 'spec.containers[0].securityContext.privileged',
        },
        { messageId: 'propagation', path: `${path}[1].mountPropagation`, type: 'FieldValueNotSupported' },
        {
          messageId: 'noPropagation',
          path: `${path}[1].recursiveReadOnly`,
          type: 'FieldValueForbidden',
          fix: 'Remove mountPropagation or recursiveReadOnly.',
          says: 'when mountPropagation is not None.',
          beside: 'spec.containers[0].volumeMounts[1].mountPropagation',
        },
      ],
    },
    {
      name: 'recursiveReadOnly without readOnly',
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
        {
          messageId: 'recursive',
          path: `${path}[0].recursiveReadOnly`,
          type: 'FieldValueNotSupported',
          says: 'supported values: "Disabled", "IfPossible", "Enabled".',
        },
        {
          messageId: 'readOnly',
          path: `${path}[1].recursiveReadOnly`,
          type: 'FieldValueForbidden',
          fix: 'Set readOnly to true, or remove recursiveReadOnly.',
        },
        {
          messageId: 'noPropagation',
          path: `${path}[2].recursiveReadOnly`,
          type: 'FieldValueForbidden',
          fix: 'Remove mountPropagation or recursiveReadOnly.',
          beside: 'spec.containers[0].volumeMounts[2].mountPropagation',
          says: 'recursiveReadOnly IfPossible is not allowed when mountPropagation is HostToContainer.',
        },
      ],
    },
  ],
});
