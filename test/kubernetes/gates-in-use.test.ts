import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { factsBeside } from '../../src/kubernetes/apiserver/gates-in-use.ts';
import { dropsOf, gateNames, gatedInSpec, type GateName, type GateSettings } from '../../src/kubernetes/gates.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { container, pod, workload } from '../objects.ts';

const withContainer = (own: JsonObject): JsonObject => pod({ containers: [container(own)] });
const withInit = (own: JsonObject): JsonObject => pod({ initContainers: [container({ name: 'setup', ...own })] });
const withVolume = (source: JsonObject): JsonObject => pod({ volumes: [{ name: 'data', ...source }] });
const withSource = (source: JsonObject): JsonObject => withVolume({ projected: { sources: [source] } });
const withMount = (own: JsonObject): JsonObject =>
  withContainer({ volumeMounts: [{ name: 'data', mountPath: '/data', ...own }] });
const withSet = (updateStrategy: JsonObject): JsonObject => workload('StatefulSet', {}, { updateStrategy });
const restarts = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } };

const facts = (minor: number, object: JsonObject, featureGates?: GateSettings) =>
  factsBeside(serverFacts(minor, featureGates), object['kind'] === 'StatefulSet' ? 'StatefulSet' : 'Pod', object);

const inUse: readonly [GateName, number, JsonObject][] = [
  ['AtomicWriteVolumeUserFields', 37, withVolume({ secret: { secretName: 'a', defaultUser: 1 } })],
  ['AtomicWriteVolumeUserFields', 37, withVolume({ configMap: { items: [{ key: 'a', path: 'a', user: 1 }] } })],
  ['AtomicWriteVolumeUserFields', 37, withSource({ serviceAccountToken: { path: 'a', user: 1 } })],
  ['ClusterTrustBundleProjection', 36, withSource({ clusterTrustBundle: { name: 'a' } })],
  ['ContainerRestartRules', 34, withContainer({ restartPolicy: 'Always' })],
  ['ContainerRestartRules', 34, withInit({ restartPolicy: 'Never' })],
  ['ContainerRestartRules', 34, withInit({ restartPolicy: 'Always', restartPolicyRules: [restarts] })],
  ['ContainerStopSignals', 36, withContainer({ lifecycle: { stopSignal: 'SIGTERM' } })],
  ['DynamicResourceAllocation', 33, pod({ resourceClaims: [{ name: 'a' }] })],
  ['EmptyDirVolumeMode', 37, withVolume({ emptyDir: { mode: 0 } })],
  ['EnvFiles', 34, withContainer({ env: [{ name: 'A', valueFrom: { fileKeyRef: { key: 'A' } } }] })],
  ['EvictionRequestAPI', 37, pod({ evictionResponders: [{ name: 'a' }] })],
  ['GRPCContainerProbeTLS', 37, withContainer({ livenessProbe: { grpc: { port: 80, mode: 'TLS' } } })],
  ['GenericWorkload', 35, pod({ workloadRef: {} })],
  ['GenericWorkload', 36, pod({ schedulingGroup: {} })],
  ['H2CContainerProbe', 37, withContainer({ lifecycle: { preStop: { httpGet: { port: 80, protocol: 'HTTP1' } } } })],
  ['HostnameOverride', 34, pod({ hostnameOverride: '' })],
  ['ImageVolume', 34, withVolume({ image: {} })],
  ['MaxUnavailableStatefulSet', 36, withSet({ rollingUpdate: { maxUnavailable: 0 } })],
  ['PodCertificateRequest', 36, withSource({ podCertificate: {} })],
  ['ProcMountType', 32, withContainer({ securityContext: { procMount: 'Unmasked' } })],
  ['RestartAllContainersOnContainerExits', 35, withInit({ restartPolicy: 'Always', restartPolicyRules: [restarts] })],
  [
    'RestartAllContainersOnContainerExits',
    35,
    withContainer({ restartPolicyRules: [{ ...restarts, action: 'RestartAllContainers' }] }),
  ],
  ['SELinuxChangePolicy', 32, pod({ securityContext: { seLinuxChangePolicy: 'Recursive' } })],
  ['StatefulSetRecreateStrategy', 37, withSet({ type: 'Recreate' })],
  ['SupplementalGroupsPolicy', 32, pod({ securityContext: { supplementalGroupsPolicy: 'Merge' } })],
  ['TaintTolerationComparisonOperators', 35, pod({ tolerations: [{ operator: 'Gt', key: 'a', value: '5' }] })],
  ['UserNamespacesSupport', 32, pod({ hostUsers: true })],
  ['VolumeBindMountOptions', 37, withMount({ bindMountOptions: ['noexec'] })],
];

test.each(inUse)('%s is in use in 1.%i', (gate, minor, stored) => {
  expect(serverFacts(minor)[gate]).toBe(false);
  expect(facts(minor, stored)).toMatchObject({ minor, [gate]: true, gatesInUse: expect.arrayContaining([gate]) });
});

const inUseIfOff: readonly [GateName, JsonObject][] = [
  ['RecursiveReadOnlyMounts', withMount({ recursiveReadOnly: 'Disabled' })],
  ['StatefulSetAutoDeletePVC', workload('StatefulSet', {}, { persistentVolumeClaimRetentionPolicy: {} })],
];

test.each(inUseIfOff)('%s is in use although it is turned off', (gate, stored) =>
  expect(facts(31, stored, { [gate]: false })).toMatchObject({ [gate]: true, gatesInUse: [gate] }),
);

test('fields of a gate in use are not dropped', () => {
  const dropped = 'lifecycle.stopSignal';
  expect(serverFacts(36).droppedFields).toContain(dropped);
  expect(facts(36, withContainer({ lifecycle: { stopSignal: 'SIGTERM' } })).droppedFields).not.toContain(dropped);
});

test.each([
  ['an object without such fields', 36, pod()],
  ['a gate that is on', 37, withSource({ clusterTrustBundle: { name: 'a' } })],
  ['a gate of a later version', 36, withContainer({ livenessProbe: { grpc: { port: 80, mode: 'TLS' } } })],
  ['the default procMount', 32, withContainer({ securityContext: { procMount: 'Default' } })],
  ['a sidecar container without rules', 34, withInit({ restartPolicy: 'Always' })],
  ['a user in a source that does not count', 37, withVolume({ secret: {}, configMap: { defaultUser: 1 } })],
  ['spec.resources, which are validated only with the gate on', 33, pod({ resources: { limits: { cpu: '1' } } })],
])('%s changes no facts', (_name, minor, stored) => {
  const server = serverFacts(minor);
  expect(factsBeside(server, 'Pod', stored)).toBe(server);
});

const notValidated = 'its rules find nothing in the fields while the gate is off, even if the stored object has them';
const keptInSpec = 'kept-spec.ts keeps each field that the stored object has';

/** Why a stored field of the gate does not turn it on. */
const reasons: Readonly<Partial<Record<GateName, string>>> = {
  InPlacePodVerticalScaling: notValidated,
  JobBackoffLimitPerIndex: keptInSpec,
  JobManagedBy: keptInSpec,
  JobPodReplacementPolicy: keptInSpec,
  JobSuccessPolicy: keptInSpec,
  MatchLabelKeysInPodAffinity: notValidated,
  MatchLabelKeysInPodTopologySpread: 'spread-selector-valid looks at the stored constraints',
  NodeInclusionPolicyInPodTopologySpread: notValidated,
  PodLevelResources: 'kube-apiserver validates spec.resources only with the gate on',
  PodLifecycleSleepAction: notValidated,
  SidecarContainers: 'without-sidecars.ts looks at the stored init containers',
  WorkloadWithJob: keptInSpec,
};

const ofStatus = /^(status|conditions|\w*[cC]ontainerStatuses|volumeMounts\.volumeStatus)\b/;

test('a gate with fields that are dropped from a spec can be in use, or there is a reason why not', () => {
  const ofWorkloads = new Set(
    (['StatefulSet', 'Job', 'CronJob'] as const).flatMap(gatedInSpec).map(({ gate }) => gate),
  );
  const dropping = gateNames.filter(
    (gate) => ofWorkloads.has(gate) || dropsOf(gate).some((field) => !ofStatus.test(field)),
  );
  const tested = new Set([...inUse, ...inUseIfOff].map(([gate]) => gate));
  const explained = Object.keys(reasons) as GateName[];
  expect(dropping.filter((gate) => !tested.has(gate))).toEqual(explained);
});
