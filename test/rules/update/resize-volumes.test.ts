import type { Json, JsonObject } from '../../../src/json/json.ts';
import { resizeVolumes } from '../../../src/rules/update/resize-volumes.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const subresource = 'resize';
const minor = 37;
const featureGates = { InPlacePodVerticalScalingMemoryBackedVolumes: true };
const on = { subresource, minor, featureGates } as const;

const withVolumes = (...volumes: Json[]): JsonObject => pod({ volumes });
const cache = (emptyDir: JsonObject): JsonObject => ({ name: 'cache', emptyDir });
const inMemory = (sizeLimit?: string): JsonObject =>
  withVolumes(cache({ medium: 'Memory', ...(sizeLimit === undefined ? {} : { sizeLimit }) }));
const onDisk = (sizeLimit: string): JsonObject => withVolumes(cache({ sizeLimit }));

const type = 'FieldValueForbidden';
const sizeLimit = 'spec.volumes[0].emptyDir.sizeLimit';
const anyway =
  '. To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.';

testRule(resizeVolumes, {
  valid: [
    { name: 'a limit in memory, increased', ...on, before: inMemory('1Gi'), after: inMemory('2Gi') },
    { name: 'a limit in memory, decreased', ...on, before: inMemory('1Gi'), after: inMemory('64Mi') },
    { name: 'the same limit in another form', ...on, before: onDisk('1Gi'), after: onDisk('1024Mi') },
    { name: 'a limit of 0 added, which is none', ...on, before: inMemory(), after: inMemory('0') },
    {
      name: 'a mode added, which is dropped without its feature gate',
      ...on,
      before: inMemory('1Gi'),
      after: withVolumes(cache({ medium: 'Memory', sizeLimit: '1Gi', mode: 511 })),
    },
    {
      name: 'volumes without the feature gate, which a resize resets',
      subresource,
      minor,
      before: onDisk('1Gi'),
      after: withVolumes(),
    },
  ],
  invalid: [
    {
      name: 'the only volume removed',
      ...on,
      before: inMemory('1Gi'),
      after: withVolumes(),
      findings: [
        {
          messageId: 'volumes',
          path: 'spec.volumes',
          type,
          fix: `Keep the volumes of the existing Pod ("cache")${anyway}`,
        },
      ],
    },
    {
      name: 'the first volume',
      ...on,
      before: pod(),
      after: inMemory('1Gi'),
      findings: [{ messageId: 'first', path: 'spec.volumes', type, fix: `Remove volumes${anyway}` }],
    },
    {
      name: 'another name',
      ...on,
      before: inMemory('1Gi'),
      after: withVolumes({ name: 'other', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }),
      findings: [
        {
          messageId: 'renamed',
          path: 'spec.volumes[0].name',
          type,
          from: 'cache',
          to: 'other',
          fix: 'Set name back to "cache".',
        },
      ],
    },
    {
      name: 'another medium',
      ...on,
      before: inMemory('1Gi'),
      after: onDisk('1Gi'),
      findings: [
        {
          messageId: 'other',
          path: 'spec.volumes[0].emptyDir.medium',
          type,
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a mode, with its feature gate',
      ...on,
      featureGates: { ...featureGates, EmptyDirVolumeMode: true },
      before: inMemory('1Gi'),
      after: withVolumes(cache({ medium: 'Memory', sizeLimit: '1Gi', mode: 511 })),
      findings: [
        {
          messageId: 'other',
          path: 'spec.volumes[0].emptyDir.mode',
          type,
          fix: 'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a limit added',
      ...on,
      before: inMemory(),
      after: inMemory('1Gi'),
      findings: [{ messageId: 'added', path: sizeLimit, type, fix: `Remove sizeLimit${anyway}` }],
    },
    {
      name: 'a limit removed, by 0',
      ...on,
      before: inMemory('1Gi'),
      after: inMemory('0'),
      findings: [
        {
          messageId: 'removed',
          path: sizeLimit,
          type,
          from: '1Gi',
          to: '0',
          fix: 'Set sizeLimit back to "1Gi".',
        },
      ],
    },
    {
      name: 'a limit on disk',
      ...on,
      before: onDisk('1Gi'),
      after: onDisk('2Gi'),
      findings: [
        {
          messageId: 'onDisk',
          path: sizeLimit,
          type,
          from: '1Gi',
          to: '2Gi',
          fix: `Set sizeLimit back to "1Gi"${anyway}`,
        },
      ],
    },
  ],
});
