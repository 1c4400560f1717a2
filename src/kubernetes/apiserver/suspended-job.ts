import { field, isSet, numberAt, objectAt, type JsonObject } from '../../json/json.ts';
import { hasCondition } from '../conditions.ts';
import type { ServerFacts } from '../versions.ts';

/** What may change in the Pod template of a Job. */
export interface MutableParts {
  /** The fields that decide where the Pods run, and labels and annotations. */
  readonly scheduling: boolean;
  /** The resources of containers, and all metadata. */
  readonly resources: boolean;
}

/**
 * What may change in the Pod template of the stored Job, which must be suspended. Without the feature gate of the scheduling fields, they may change
 * until the Job is first started. With the feature gate of a part, this part may change while the Job has no Pods.
 * The status of a manifest that stands for the stored Job is unknown, so it counts as that of such a Job.
 *
 * Source: validationOptionsForJob and, since 1.37, shouldAllowMutablePodTemplate in pkg/registry/batch/job/strategy.go.
 */
export function mutableParts(stored: JsonObject | undefined, isManifest: boolean, facts: ServerFacts): MutableParts {
  if (field(objectAt(stored, 'spec'), 'suspend') !== true) return { scheduling: false, resources: false };
  const status = objectAt(stored, 'status');
  const unstarted = isManifest || !isSet(status['startTime']);
  const suspended = hasCondition(stored, 'Suspended');
  const stopped =
    isManifest || ((numberAt(status, 'active') ?? 0) === 0 && (suspended || (facts.suspendedJobsStay && unstarted)));
  return {
    scheduling: facts.MutableSchedulingDirectivesForSuspendedJobs ? stopped : unstarted,
    resources: facts.MutablePodResourcesForSuspendedJobs && stopped,
  };
}
