/**
 * Every feature gate and every fact of a version changes something: a rule that forgot its gate would be stricter with the gate off. And every gate
 * that kube-apiserver checks is listed, or changes nothing here.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dropsOf, gateNames, gates, type GateName } from '../../src/kubernetes/gates.ts';
import { factTexts } from '../../src/kubernetes/versions.ts';

const root = join(import.meta.dirname, '..', '..');
/** By `make schema`. */
const native = readFileSync(join(import.meta.dirname, 'native-gates.txt'), 'utf8')
  .trim()
  .split('\n')
  .slice(1);

const ofClaims = 'it is about a PersistentVolumeClaim, and not about a claim template';
const ofServices = 'it is about a Service';
/** Gates of the same code that change no verdict about Pods and workloads, and the reasons. */
const others: Readonly<Record<string, string>> = {
  AllowServiceLBStatusOnNonLB: ofServices,
  AnyVolumeDataSource: ofClaims,
  BtreeWatchCache: 'it is about the cache of the server',
  CrossNamespaceVolumeDataSource: ofClaims,
  DeclarativeValidation: 'its checks of a ReplicationController repeat those of the code',
  DeclarativeValidationTakeover: 'its checks of a ReplicationController replace equal ones of the code',
  DeploymentReplicaSetTerminatingReplicas: 'it is about the status of a workload, which only controllers write',
  GitRepoVolumeDriver: 'it changes only the words of a warning',
  InPlacePodVerticalScalingAllocatedStatus: 'it drops allocatedResources from the status, which are not validated',
  LoadBalancerIPMode: ofServices,
  MutablePVNodeAffinity: 'it is about a PersistentVolume',
  PodHostIPs: 'it is fixed in every supported version',
  PodLogsQuerySplitStreams: 'it is about a query of logs',
  PreferSameTrafficDistribution: ofServices,
  RecoverVolumeExpansionFailure: ofClaims,
  RelaxedServiceNameValidation: ofServices,
  StatefulSetStartOrdinal: 'it is fixed in every supported version',
  StorageNamespaceIndex: 'it is about the cache of the server',
};

const own = ['src/kubernetes/gates.ts', 'src/kubernetes/versions.ts'];
const code = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !own.includes(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')
  // These only name it in a message.
  .replaceAll(/(?:changedIn|endedIn|gateText)\('\w+'\)|feature gate \w+/g, '');
const isRead = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);

test('each feature gate is read by a rule, or drops fields', () => {
  const dropsFields = (name: GateName): boolean => dropsOf(name).length > 0 || 'dropsFrom' in gates[name];
  expect(gateNames.filter((name) => !dropsFields(name) && !isRead(name))).toEqual([]);
});

test('each fact is read', () => expect(Object.keys(factTexts).filter((name) => !isRead(name))).toEqual([]));

test('each feature gate that kube-apiserver checks is listed, or has a reason not to be', () => {
  const listed: readonly string[] = [...gateNames, ...Object.keys(others)];
  expect(listed.toSorted()).toEqual(native);
});
