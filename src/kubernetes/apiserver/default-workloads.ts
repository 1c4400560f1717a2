/** The defaults that kube-apiserver sets outside of the Pod template of a workload. Source: pkg/apis/{apps,batch,core}/v1/defaults.go. */
import { get, isObject, isSet, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import type { Kind } from '../kinds.ts';
import { complete, withEntries, withObject } from '../../json/edit.ts';
import { volumeClaimSpec } from './default-volumes.ts';

const rollingUpdate = (strategy: JsonObject, values: JsonObject): JsonObject => {
  const typed = complete(strategy, { type: 'RollingUpdate' });
  if (typed['type'] !== 'RollingUpdate') return typed;
  return withObject(complete(typed, { rollingUpdate: {} }), 'rollingUpdate', (value) => complete(value, values));
};

function deployment(spec: JsonObject): JsonObject {
  const filled = complete(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return withObject(filled, 'strategy', (value) => rollingUpdate(value, { maxUnavailable: '25%', maxSurge: '25%' }));
}

function daemonSet(spec: JsonObject): JsonObject {
  const filled = complete(spec, { updateStrategy: {}, revisionHistoryLimit: 10 });
  return withObject(filled, 'updateStrategy', (value) => rollingUpdate(value, { maxUnavailable: 1, maxSurge: 0 }));
}

function statefulSet(spec: JsonObject): JsonObject {
  const retention = { whenDeleted: 'Retain', whenScaled: 'Retain' };
  const filled = complete(withEntries(spec, 'volumeClaimTemplates', volumeClaim), {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  const retained = withObject(filled, 'persistentVolumeClaimRetentionPolicy', (value) => complete(value, retention));
  return withObject(retained, 'updateStrategy', (value) => {
    // rollingUpdate is set only if the type was omitted.
    const typed = isSet(value['type']) ? value : complete(value, { type: 'RollingUpdate', rollingUpdate: {} });
    if (typed['type'] !== 'RollingUpdate') return typed;
    return withObject(typed, 'rollingUpdate', (rolling) => complete(rolling, { partition: 0 }));
  });
}

function volumeClaim(claim: JsonObject): JsonObject {
  const typed = complete({ ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' }, { spec: {}, status: {} });
  const bound = withObject(typed, 'status', (status) => complete(status, { phase: 'Pending' }));
  return withObject(bound, 'spec', volumeClaimSpec);
}

/** The status of a condition in a podFailurePolicy defaults to True, even if the file has an empty string, which Go does not omit. */
const failurePolicy = (spec: JsonObject): JsonObject =>
  withObject(spec, 'podFailurePolicy', (policy) =>
    withEntries(policy, 'rules', (rule) =>
      withEntries(rule, 'onPodConditions', (condition) =>
        condition['status'] === '' ? { ...condition, status: 'True' } : complete(condition, { status: 'True' }),
      ),
    ),
  );

function job(spec: JsonObject): JsonObject {
  const single = !isSet(spec['completions']) && !isSet(spec['parallelism']);
  return complete(failurePolicy(spec), {
    ...(single ? { completions: 1 } : {}),
    parallelism: 1,
    // math.MaxInt32
    backoffLimit: isSet(spec['backoffLimitPerIndex']) ? 2_147_483_647 : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: isSet(spec['podFailurePolicy']) ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
}

function cronJob(spec: JsonObject): JsonObject {
  const template = withObject(spec, 'jobTemplate', (value) => withObject(value, 'spec', failurePolicy));
  return complete(template, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
}

const specs: Partial<Record<Kind, (spec: JsonObject) => JsonObject>> = {
  Deployment: deployment,
  ReplicaSet: (spec) => complete(spec, { replicas: 1 }),
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  CronJob: cronJob,
  ReplicationController: (spec) => complete(spec, { replicas: 1 }),
};

const isEmptyMap = (value: Json | undefined): boolean =>
  !isSet(value) || (isObject(value) && Object.keys(value).length === 0);

/** A Job or a ReplicationController without labels gets those of the template. The latter also gets its selector from them. */
function withTemplateLabels(object: JsonObject, kind: Kind): JsonObject {
  const labels = get(object, 'spec', 'template', 'metadata', 'labels');
  if ((kind !== 'Job' && kind !== 'ReplicationController') || !isObject(labels)) return object;
  const labeled = isEmptyMap(get(object, 'metadata', 'labels'))
    ? { ...object, metadata: { ...objectAt(object, 'metadata'), labels } }
    : object;
  if (kind === 'Job' || !isEmptyMap(get(object, 'spec', 'selector'))) return labeled;
  return withObject(labeled, 'spec', (spec) => ({ ...spec, selector: labels }));
}

export function workloadDefaults(object: JsonObject, kind: Kind): JsonObject {
  const spec = specs[kind];
  return spec === undefined ? object : withTemplateLabels(withObject(object, 'spec', spec), kind);
}
