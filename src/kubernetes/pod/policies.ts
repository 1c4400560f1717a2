/** The values of fields that a Pod has in several places. Source: k8s.io/api/core/v1 types.go. */
import type { Kind } from '../kinds.ts';

/** Of a Pod and of a container. */
export const restartPolicies: readonly string[] = ['Always', 'OnFailure', 'Never'];

const always: readonly string[] = ['Always'];
const finite: readonly string[] = ['OnFailure', 'Never'];

/** Sources: ValidatePodTemplateSpecForReplicaSet and similar functions in pkg/apis/apps/validation, validateJobSpec in pkg/apis/batch/validation. */
const restartPoliciesBy: Readonly<Record<Kind, readonly string[]>> = {
  Pod: restartPolicies,
  PodTemplate: restartPolicies,
  Deployment: always,
  ReplicaSet: always,
  StatefulSet: always,
  DaemonSet: always,
  ReplicationController: always,
  Job: finite,
  CronJob: finite,
};

/** The restart policies that a Pod of the kind, or its Pod template, may have. */
export const restartPoliciesOf = (kind: Kind): readonly string[] => restartPoliciesBy[kind];

/** Of the image of a container and of an image volume. */
export const pullPolicies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];

/** The status of a condition. */
export const conditionStatuses: readonly string[] = ['True', 'False', 'Unknown'];
