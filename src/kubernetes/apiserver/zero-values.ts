/**
 * What decoding drops: fields that hold Go's zero value and are no pointers, so that they cannot be told from absent ones.
 * Source: the fields with `omitempty` that are held by value in k8s.io/api/core/v1 types.go, reachable from PodSpec.
 */
import { isList, isObject, type Json, type JsonObject } from '../../json/json.ts';
import { isMap, isQuantityMap } from '../schema/shape.ts';

const valueFields = new Set(
  `
  action apiVersion audience certificateChainPath chapAuthDiscovery chapAuthSession containerName credentialBundlePath datasetName
  datasetUUID directory dnsPolicy effect failureThreshold fsType group host hostIP hostIPC hostNetwork hostPID hostPort hostname image
  imagePullPolicy initialDelaySeconds iscsiInterface key keyPath keyType keyring level medium name nodeName operator partition path
  periodSeconds pool prefix priorityClassName protectionDomain protocol pullPolicy readOnly reference request restartPolicy revision
  role schedulerName scheme secretFile secretName serviceAccount serviceAccountName signerName sslEnabled stdin stdinOnce storageMode
  storagePolicyID storagePolicyName storagePool subPath subPathExpr subdomain successThreshold targetContainerName tenant
  terminationMessagePath terminationMessagePolicy timeoutSeconds tty type user value volumeName volumeNamespace workingDir
  `
    .trim()
    .split(/\s+/),
);

/** Pointers of the same names, by the field that holds their struct (`[]`: in a list): there an empty text or `false` is a value. */
const pointers: ReadonlyMap<string, readonly string[]> = new Map([
  ['containers[]', ['restartPolicy']],
  ['initContainers[]', ['restartPolicy']],
  ['ephemeralContainers[]', ['restartPolicy']],
  ['options[]', ['value']],
  ['hostPath', ['type']],
  ['azureDisk', ['fsType', 'readOnly']],
  ['csi', ['fsType', 'readOnly']],
  ['clusterTrustBundle', ['name', 'signerName']],
]);

/** Nothing in a Pod nests near this; what lies deeper is left as it is, so that no input exhausts the stack. */
const maxDepth = 64;

const isZero = (value: Json | undefined): boolean => value === '' || value === false || value === 0;

/** A Pod's spec without nulls and without zero values; `name` is the field that holds it. */
export function withoutZeros(value: JsonObject, name = 'spec', depth = 0): JsonObject {
  const kept = Object.entries(value).flatMap(([key, entry]): [string, Json][] => {
    // A null in a map decodes to the zero of its values.
    if (isMap(name)) return entry === undefined ? [] : [[key, entry ?? (isQuantityMap(name) ? '0' : '')]];
    if (entry === undefined || entry === null) return [];
    if (isZero(entry) && valueFields.has(key) && pointers.get(name)?.includes(key) !== true) return [];
    return [[key, descend(entry, key, depth + 1)]];
  });
  return Object.fromEntries(kept);
}

function descend(value: Json, name: string, depth: number): Json {
  if (depth > maxDepth) return value;
  if (isList(value)) return value.map((entry) => descend(entry, `${name}[]`, depth + 1));
  return isObject(value) ? withoutZeros(value, name, depth) : value;
}
