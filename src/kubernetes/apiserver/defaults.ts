/**
 * The object in a file, as kube-apiserver passes it to admission: decoded and with the native defaults. In a cluster, the server has
 * already done this. Source: pkg/apis/core/v1/defaults.go and conversion.go.
 *
 * There is one exception. Pod-level requests that would be the sum of the containers' requests are not computed, because an absent field
 * has the same meaning.
 */
import { containerLists, containersOf, initialLists } from '../pod/containers.ts';
import { probeTimings, probeTypes } from '../pod/probes.ts';
import { isObject, isSet, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { kindFacts, specPath, type Kind } from '../kinds.ts';
import { defaultPullPolicy } from './default-image.ts';
import { complete, withEntries, withObject, withObjectAt } from '../../json/edit.ts';
import { roundedAmounts, roundedResources } from './default-resources.ts';
import { isPodLevel } from '../resource-names.ts';
import { volumeDefaults, withFieldRef } from './default-volumes.ts';
import { workloadDefaults } from './default-workloads.ts';
import { withoutZeros } from './zero-values.ts';
import { shapeOf } from '../schema/shape.ts';

interface Options {
  /** Whether an omitted `restartPolicy` of a Job or CronJob becomes "Always", although this value is not valid there. */
  readonly jobRestartPolicy?: boolean;
}

/** Never throws and never changes the given object. Values of a wrong type are not changed. */
export function nativeDefaults(object: JsonObject, kind: Kind, { jobRestartPolicy = true }: Options = {}): JsonObject {
  const path = kindFacts(kind).podPath.child('spec');
  const outermost = String(path.segments()[0]);
  const decoded = withObject(object, outermost, (value) => withoutZeros(value, shapeOf(kind, outermost)));
  return workloadDefaults(
    withObjectAt(decoded, path, (spec) => podSpec(spec, kind, jobRestartPolicy)),
    kind,
  );
}

function podSpec(spec: JsonObject, kind: Kind, jobRestartPolicy: boolean): JsonObject {
  const isJob = kind === 'Job' || kind === 'CronJob';
  let filled = complete(withServiceAccount(spec), {
    dnsPolicy: 'ClusterFirst',
    ...(isJob && !jobRestartPolicy ? {} : { restartPolicy: 'Always' }),
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  filled = withEntries(filled, 'volumes', volumeDefaults);
  for (const list of containerLists) filled = withEntries(filled, list, container);
  filled = withObject(filled, 'overhead', roundedAmounts);
  filled = withObject(filled, 'resources', roundedResources);
  return kind === 'Pod' ? podOnly(filled) : filled;
}

/** `serviceAccount` is the old name of `serviceAccountName`. Both get the same value, and `serviceAccountName` takes precedence. */
function withServiceAccount(spec: JsonObject): JsonObject {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return isSet(name) ? { ...spec, serviceAccountName: name, serviceAccount: name } : spec;
}

/** SetDefaults_Pod: these defaults do not apply to the templates of workloads. */
function podOnly(spec: JsonObject): JsonObject {
  let filled = complete(spec, { enableServiceLinks: true });
  if ((numberAt(filled, 'terminationGracePeriodSeconds') ?? 0) < 0)
    filled = { ...filled, terminationGracePeriodSeconds: 1 };
  for (const list of initialLists) {
    filled = withEntries(filled, list, (entry) => withObject(entry, 'resources', requestsFromLimits));
    if (spec['hostNetwork'] === true) filled = withEntries(filled, list, withHostPorts);
  }
  return withObject(filled, 'resources', (pod) => podLevelRequests(pod, filled));
}

function requestsFromLimits(value: JsonObject): JsonObject {
  const limits = value['limits'];
  if (!isObject(limits) || (isSet(value['requests']) && !isObject(value['requests']))) return value;
  const amounts = Object.entries(limits).filter(([, limit]) => isAmount(limit));
  return { ...value, requests: { ...Object.fromEntries(amounts), ...objectAt(value, 'requests') } };
}

/** kube-apiserver does not accept a value of another type, so such a value is not copied. */
const isAmount = (value: Json | undefined): boolean => typeof value === 'string' || typeof value === 'number';

/** If the Pod uses the network of the node, hostPort defaults to containerPort. */
const withHostPorts = (entry: JsonObject): JsonObject =>
  withEntries(entry, 'ports', (port) =>
    typeof port['containerPort'] === 'number' ? complete(port, { hostPort: port['containerPort'] }) : port,
  );

/** KEP-2837: if no container requests a resource, the request of the Pod defaults to its limit. */
function podLevelRequests(value: JsonObject, spec: JsonObject): JsonObject {
  const requested = requestedResources(spec);
  const limits = Object.entries(objectAt(value, 'limits')).filter(
    ([name, limit]) => isPodLevel(name) && isAmount(limit) && !requested.has(name),
  );
  if (limits.length === 0 || (isSet(value['requests']) && !isObject(value['requests']))) return value;
  return { ...value, requests: { ...Object.fromEntries(limits), ...objectAt(value, 'requests') } };
}

function requestedResources(spec: JsonObject): ReadonlySet<string> {
  const requested = new Set<string>();
  for (const { value } of containersOf(spec, specPath, initialLists)) {
    for (const name of Object.keys(objectAt(value, 'resources', 'requests'))) requested.add(name);
  }
  return requested;
}

function container(value: JsonObject): JsonObject {
  let filled = complete(value, {
    imagePullPolicy: defaultPullPolicy(stringAt(value, 'image') ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  filled = withEntries(filled, 'ports', (port) => complete(port, { protocol: 'TCP' }));
  filled = withEntries(filled, 'env', (entry) => withObject(entry, 'valueFrom', valueFrom));
  filled = withObject(filled, 'resources', roundedResources);
  for (const name of probeTypes) filled = withObject(filled, name, probe);
  return withObject(filled, 'lifecycle', (lifecycle) =>
    withObject(withObject(lifecycle, 'postStart', handler), 'preStop', handler),
  );
}

const valueFrom = (value: JsonObject): JsonObject =>
  withObject(withFieldRef(value), 'fileKeyRef', (reference) => complete(reference, { optional: false }));

const handler = (value: JsonObject): JsonObject =>
  withObject(value, 'httpGet', (action) => complete(action, { path: '/', scheme: 'HTTP' }));

const probe = (value: JsonObject): JsonObject =>
  withObject(complete(handler(value), probeTimings), 'grpc', (action) => complete(action, { service: '' }));
