import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { asCreated, asStored } from '../../../src/kubernetes/apiserver/subresources.ts';
import type { GateSettings } from '../../../src/kubernetes/gates.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const container = (extra: JsonObject = {}): JsonObject => ({ name: 'web', image: 'nginx', ...extra });
const pod = (spec: JsonObject = {}, metadata: JsonObject = {}, status?: JsonObject): JsonObject => ({
  metadata: { name: 'web', ...metadata },
  spec: { containers: [container()], ...spec },
  ...(status === undefined ? {} : { status }),
});
const sized = (requests: JsonObject, spec: JsonObject = {}): JsonObject =>
  pod({ containers: [container({ resources: { requests } })], ...spec });
const podLevel = (cpu: string): JsonObject => ({ resources: { limits: { cpu }, requests: { cpu } } });

interface Row {
  readonly name: string;
  readonly subresource: string;
  readonly minor?: number;
  readonly featureGates?: GateSettings;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly stored: JsonObject;
}

const rows: readonly Row[] = [
  {
    name: 'the main resource: everything that was sent',
    subresource: '',
    before: pod(),
    after: pod({ hostNetwork: true }, { labels: { a: 'b' } }),
    stored: pod({ hostNetwork: true }, { labels: { a: 'b' } }),
  },
  {
    name: 'status: the spec is reset, and labels are not',
    subresource: 'status',
    before: pod({}, { ownerReferences: [] }, { qosClass: 'Burstable' }),
    after: pod({ hostNetwork: true }, { labels: { a: 'b' } }, { phase: 'Running' }),
    stored: pod({}, { labels: { a: 'b' }, ownerReferences: [] }, { phase: 'Running', qosClass: 'Burstable' }),
  },
  {
    name: 'status: claims that a client does not send are kept',
    subresource: 'status',
    before: pod({}, {}, { resourceClaimStatuses: [{ name: 'a' }], extendedResourceClaimStatus: {}, phase: 'Pending' }),
    after: pod({}, {}, { resourceClaimStatuses: [{ name: 'b' }] }),
    stored: pod({}, {}, { resourceClaimStatuses: [{ name: 'b' }], extendedResourceClaimStatus: {} }),
  },
  {
    name: 'status: fields of feature gates that are off are dropped',
    subresource: 'status',
    minor: 35,
    before: pod({}, {}, { containerStatuses: [{ name: 'web' }] }),
    after: pod(
      {},
      {},
      {
        extendedResourceClaimStatus: {},
        volumeHealth: [],
        containerStatuses: [{ name: 'web', allocatedResourcesStatus: [] }, { name: 'b' }],
      },
    ),
    stored: pod({}, {}, { containerStatuses: [{ name: 'web' }, { name: 'b' }] }),
  },
  {
    name: 'status: users and claims of feature gates that are off are dropped',
    subresource: 'status',
    minor: 33,
    before: pod({}, {}, {}),
    after: pod({}, {}, { resourceClaimStatuses: [], containerStatuses: [{ name: 'web', user: {} }] }),
    stored: pod({}, {}, { containerStatuses: [{ name: 'web', user: {} }] }),
  },
  {
    name: 'status: users of a Pod with a supplementalGroupsPolicy are kept',
    subresource: 'status',
    featureGates: { SupplementalGroupsPolicy: false },
    minor: 34,
    before: pod({ securityContext: { supplementalGroupsPolicy: 'Merge' } }, {}, {}),
    after: pod({}, {}, { containerStatuses: [{ name: 'web', user: {} }] }),
    stored: pod(
      { securityContext: { supplementalGroupsPolicy: 'Merge' } },
      {},
      {
        containerStatuses: [{ name: 'web', user: {} }],
      },
    ),
  },
  {
    name: 'status: users of other Pods are dropped',
    subresource: 'status',
    featureGates: { SupplementalGroupsPolicy: false },
    minor: 34,
    before: pod({}, {}, {}),
    after: pod({}, {}, { initContainerStatuses: [{ name: 'setup', user: {} }] }),
    stored: pod({}, {}, { initContainerStatuses: [{ name: 'setup' }] }),
  },
  {
    name: 'status: claims are kept if the Pod has some, and otherwise dropped',
    subresource: 'status',
    minor: 34,
    featureGates: { DynamicResourceAllocation: false },
    before: pod({ resourceClaims: [{ name: 'gpu' }] }, {}, {}),
    after: pod({}, {}, { resourceClaimStatuses: [{ name: 'gpu' }] }),
    stored: pod({ resourceClaims: [{ name: 'gpu' }] }, {}, { resourceClaimStatuses: [{ name: 'gpu' }] }),
  },
  {
    name: 'status: claims of a Pod without any are dropped, although the stored status has some',
    subresource: 'status',
    minor: 34,
    featureGates: { DynamicResourceAllocation: false },
    before: pod({}, {}, { resourceClaimStatuses: [{ name: 'gpu' }] }),
    after: pod({}, {}, { resourceClaimStatuses: [{ name: 'gpu' }] }),
    stored: pod({}, {}, {}),
  },
  {
    name: 'resize: before 1.33, the metadata is reset, but not what identifies the Pod',
    subresource: 'resize',
    minor: 32,
    before: pod({}, { uid: '1', resourceVersion: '1', labels: { a: 'b' } }),
    after: pod({}, { uid: '2', resourceVersion: '2', name: 'api', labels: { a: 'c' } }),
    stored: pod({}, { uid: '2', resourceVersion: '2', name: 'api', labels: { a: 'b' } }),
  },
  {
    name: 'status: nothing is dropped before 1.33',
    subresource: 'status',
    minor: 32,
    before: pod({}, {}, {}),
    after: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [] }] }),
    stored: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [] }] }),
  },
  {
    name: 'status: fields that the stored status has are not dropped',
    subresource: 'status',
    minor: 36,
    featureGates: { DRAExtendedResource: false, ResourceHealthStatus: false },
    before: pod(
      {},
      {},
      {
        extendedResourceClaimStatus: {},
        initContainerStatuses: [{ name: 'setup', allocatedResourcesStatus: [{}] }],
      },
    ),
    after: pod(
      {},
      {},
      {
        extendedResourceClaimStatus: { resourceClaimName: 'a' },
        containerStatuses: [{ name: 'web', allocatedResourcesStatus: [{}] }],
      },
    ),
    stored: pod(
      {},
      {},
      {
        extendedResourceClaimStatus: { resourceClaimName: 'a' },
        containerStatuses: [{ name: 'web', allocatedResourcesStatus: [{}] }],
      },
    ),
  },
  {
    name: 'status: devices are dropped before 1.36, even if the stored status has them',
    subresource: 'status',
    minor: 35,
    before: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [{}] }] }),
    after: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [{}] }] }),
    stored: pod({}, {}, { containerStatuses: [{ name: 'web' }] }),
  },
  {
    name: 'status: an empty list of stored devices keeps none',
    subresource: 'status',
    minor: 36,
    featureGates: { ResourceHealthStatus: false },
    before: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [] }] }),
    after: pod({}, {}, { containerStatuses: [{ name: 'web', allocatedResourcesStatus: [{}] }] }),
    stored: pod({}, {}, { containerStatuses: [{ name: 'web' }] }),
  },
  {
    name: 'ephemeralcontainers: nothing else',
    subresource: 'ephemeralcontainers',
    before: pod({}, { labels: { a: 'a' } }),
    after: pod({ hostNetwork: true, ephemeralContainers: [{ name: 'debug' }] }, { labels: { a: 'b' } }),
    stored: pod({ ephemeralContainers: [{ name: 'debug' }] }, { labels: { a: 'a' } }),
  },
  {
    name: 'resize: resources and nothing else',
    subresource: 'resize',
    before: sized({ cpu: '1' }),
    after: { ...sized({ cpu: '2' }, { hostNetwork: true }), metadata: { name: 'web', labels: { a: 'b' } } },
    stored: sized({ cpu: '2' }),
  },
  {
    name: 'resize: everything that was sent, if containers do not match',
    subresource: 'resize',
    before: pod(),
    after: pod({ containers: [] }, { labels: { a: 'b' } }),
    stored: pod({ containers: [] }, { labels: { a: 'b' } }),
  },
  {
    name: 'resize in 1.32: resources by the names of containers, and nothing else',
    subresource: 'resize',
    minor: 32,
    before: pod({ containers: [container(), container({ name: 'b' })], initContainers: [container({ name: 'init' })] }),
    after: pod(
      {
        containers: [
          container({ name: 'b', image: 'httpd', resources: { requests: { cpu: '1' } } }),
          container({ name: 'c', resizePolicy: [] }),
        ],
        initContainers: [],
      },
      { labels: { a: 'b' }, managedFields: [] },
    ),
    stored: pod({
      containers: [container(), container({ name: 'b', resources: { requests: { cpu: '1' } } })],
      initContainers: [container({ name: 'init' })],
    }),
  },
  {
    name: 'resize: volumes are reset',
    subresource: 'resize',
    minor: 37,
    before: pod({ volumes: [{ name: 'a' }] }),
    after: pod({ volumes: [{ name: 'b' }] }),
    stored: pod({ volumes: [{ name: 'a' }] }),
  },
  {
    name: 'resize: the volumes that were sent, with their feature gate',
    subresource: 'resize',
    minor: 37,
    featureGates: { InPlacePodVerticalScalingMemoryBackedVolumes: true },
    before: pod({ volumes: [{ name: 'a' }] }),
    after: pod({ volumes: [{ name: 'b' }], hostNetwork: true }),
    stored: pod({ volumes: [{ name: 'b' }] }),
  },
  {
    name: 'resize: the image of a container is reset',
    subresource: 'resize',
    before: pod({ containers: [container(), container({ name: 'b' })] }),
    after: pod({ containers: [container({ image: 'httpd' }), container({ name: 'b', resizePolicy: [] })] }),
    stored: pod({ containers: [container(), container({ name: 'b', resizePolicy: [] })] }),
  },
  {
    name: 'resize: the list of containers that was sent, if one was renamed',
    subresource: 'resize',
    before: pod({ containers: [container(), container({ name: 'b' })], nodeName: 'a' }),
    after: pod({ containers: [container({ image: 'httpd' }), container({ name: 'c' })] }),
    stored: pod({ containers: [container({ image: 'httpd' }), container({ name: 'c' })], nodeName: 'a' }),
  },
  {
    name: 'resize: entries of another type as they were sent',
    subresource: 'resize',
    before: pod({ containers: [null, { image: 'nginx' }] }),
    after: pod({ containers: [{ image: 'httpd' }, null] }),
    stored: pod({ containers: [{ image: 'httpd' }, null] }),
  },
  {
    name: 'resize: resources of the Pod are reset before 1.36',
    subresource: 'resize',
    minor: 35,
    before: pod(podLevel('1')),
    after: pod(podLevel('2')),
    stored: pod(podLevel('1')),
  },
  {
    name: 'resize: omitted resources of the Pod stay omitted in 1.36, and are refused',
    subresource: 'resize',
    minor: 36,
    before: pod(podLevel('1')),
    after: pod(),
    stored: pod(),
  },
  {
    name: 'resize: omitted resources of the Pod are kept since 1.37',
    subresource: 'resize',
    minor: 37,
    before: pod(podLevel('1')),
    after: pod(),
    stored: pod(podLevel('1')),
  },
  {
    name: 'resize: an ephemeral container has no limits, so the Pod has none',
    subresource: 'resize',
    minor: 37,
    before: pod({
      containers: [container({ resources: { limits: { cpu: '1' } } })],
      ephemeralContainers: [{ name: 'debug' }],
    }),
    after: pod({
      containers: [container({ resources: { limits: { cpu: '1' } } })],
      resources: { requests: { cpu: '1' } },
    }),
    stored: pod({
      containers: [container({ resources: { limits: { cpu: '1' } } })],
      ephemeralContainers: [{ name: 'debug' }],
      resources: { requests: { cpu: '1' } },
    }),
  },
  {
    name: 'an update: omitted resources of the Pod are kept since 1.37',
    subresource: '',
    minor: 37,
    before: pod(podLevel('1')),
    after: pod({ hostNetwork: true }),
    stored: pod({ hostNetwork: true, ...podLevel('1') }),
  },
  {
    name: 'an update: resources of the Pod can be set',
    subresource: '',
    minor: 37,
    before: pod(),
    after: pod(podLevel('2')),
    stored: pod(podLevel('2')),
  },
  {
    name: 'an update: resources of the Pod can be changed',
    subresource: '',
    minor: 37,
    before: pod(podLevel('1')),
    after: pod(podLevel('2')),
    stored: pod(podLevel('2')),
  },
  {
    name: 'an update: a Pod without its own resources',
    subresource: '',
    minor: 37,
    before: pod(),
    after: pod({ hostNetwork: true }),
    stored: pod({ hostNetwork: true }),
  },
  {
    name: 'an update: a spec of another type as it was sent',
    subresource: '',
    minor: 37,
    before: pod(podLevel('1')),
    after: { spec: 'x' },
    stored: { spec: 'x' },
  },
  {
    name: 'resize: since 1.37 the resources of the Pod are completed from those of its containers',
    subresource: 'resize',
    minor: 37,
    before: pod({ ...podLevel('1'), containers: [container(), container({ name: 'b' })] }),
    after: pod({
      resources: { requests: { memory: '3Gi' } },
      containers: [
        container({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } }),
        container({
          name: 'b',
          resources: { limits: { cpu: '1', memory: '1Gi', 'hugepages-2Mi': '2Mi' }, requests: { cpu: '250m' } },
        }),
      ],
    }),
    stored: pod({
      resources: {
        limits: { cpu: '2', memory: '3Gi', 'hugepages-2Mi': '2Mi' },
        requests: { cpu: '750m', memory: '3Gi', 'hugepages-2Mi': '2Mi' },
      },
      containers: [
        container({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } }),
        container({
          name: 'b',
          resources: { limits: { cpu: '1', memory: '1Gi', 'hugepages-2Mi': '2Mi' }, requests: { cpu: '250m' } },
        }),
      ],
    }),
  },
];

describe('the object that would be stored', () => {
  test.each(rows)('$name', ({ subresource, minor = 36, featureGates, before, after, stored }) => {
    expect(asStored(subresource, before, after, serverFacts(minor, featureGates))).toStrictEqual(stored);
  });
});

describe('the new Pod that would be stored', () => {
  const created = pod({ resources: { limits: { cpu: '1' } } });

  test.each([
    { minor: 36, stored: created },
    { minor: 37, stored: pod({ resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }) },
  ])('in 1.$minor', ({ minor, stored }) => {
    expect(asCreated(created, serverFacts(minor))).toEqual(stored);
  });

  test('a spec of another type is not changed', () => {
    expect(asCreated({ spec: [] }, serverFacts(37))).toEqual({ spec: [] });
  });
});
