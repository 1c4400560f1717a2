import { field, isSet, listAt, numberAt, objectAt, stringAt } from '../json/json.ts';
import type { Change } from './change.ts';
import { versionFacts } from '../kubernetes/versions.ts';

/**
 * Whether the Job is suspended and has no Pods yet, or no more, so that where they are to run may change in its template.
 * Source: validationOptionsForJob and, since 1.37, shouldAllowMutablePodTemplate in pkg/registry/batch/job/strategy.go.
 */
export function hasMutableTemplate({ before, minor }: Change): boolean {
  if (field(objectAt(before, 'spec'), 'suspend') !== true) return false;
  const status = objectAt(before, 'status');
  const unstarted = !isSet(status['startTime']);
  const rest = versionFacts(minor).suspendedJobTemplate;
  if (rest === 'unstarted') return unstarted;
  const suspended = listAt(status, 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Suspended' && stringAt(condition, 'status') === 'True',
  );
  return (numberAt(status, 'active') ?? 0) === 0 && (suspended || (rest === 'either' && unstarted));
}
