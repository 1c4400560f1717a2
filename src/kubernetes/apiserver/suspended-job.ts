import { field, isSet, listAt, numberAt, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import type { ServerFacts } from '../versions.ts';

/**
 * Whether the stored Job is suspended and has no Pods. Then the fields of its Pod template that decide where the Pods run may change.
 * The status of a manifest that stands for the stored Job is unknown, so it counts as that of such a Job.
 *
 * Source: validationOptionsForJob and, since 1.37, shouldAllowMutablePodTemplate in pkg/registry/batch/job/strategy.go.
 */
export function hasMutableTemplate(stored: JsonObject | undefined, isManifest: boolean, facts: ServerFacts): boolean {
  if (field(objectAt(stored, 'spec'), 'suspend') !== true) return false;
  if (isManifest) return true;
  const status = objectAt(stored, 'status');
  const unstarted = !isSet(status['startTime']);
  if (!facts.MutableSchedulingDirectivesForSuspendedJobs) return unstarted;
  const suspended = listAt(status, 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Suspended' && stringAt(condition, 'status') === 'True',
  );
  return (numberAt(status, 'active') ?? 0) === 0 && (suspended || (facts.suspendedJobsStay && unstarted));
}
