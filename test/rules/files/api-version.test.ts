import { apiVersion } from '../../../src/rules/files/api-version.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import type { Kind } from '../../../src/kubernetes/kinds.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const type = 'FieldValueInvalid' as const;
const path = 'apiVersion';
/** A workload without a selector, which its old API version took from the labels of the template. */
const unselected = (kind: Exclude<Kind, 'Pod'>, version: string) => {
  const object = workload(kind);
  const { selector: _, ...spec } = object['spec'] as JsonObject;
  return { phase, after: { ...object, spec, apiVersion: version } };
};
const of = (kind: Kind, version: string) => {
  const object = kind === 'Pod' ? pod() : workload(kind);
  return { phase, after: { ...object, apiVersion: version } };
};
const removed = (kind: Kind, version: string, removedIn: string, served: string) => ({
  ...of(kind, version),
  name: `${version} of ${kind}`,
  findings: [
    {
      messageId: 'removed',
      path,
      type,
      to: version,
      fix: `Use apiVersion: ${served}.`,
      says: `this API version of ${kind} was removed in Kubernetes ${removedIn}.`,
    },
  ],
});
const unknown = (kind: Kind, version: string, served: string) => ({
  ...of(kind, version),
  name: `${version} of ${kind}`,
  findings: [{ messageId: 'unknown', path, type, to: version, fix: `Use apiVersion: ${served}.` }],
});

testRule(apiVersion, {
  valid: [
    { name: 'a Pod', ...of('Pod', 'v1') },
    { name: 'a Deployment', ...of('Deployment', 'apps/v1') },
    { name: 'a CronJob', ...of('CronJob', 'batch/v1') },
    { name: 'in a cluster', skipped: true, ...of('Deployment', 'v1'), phase: 'mutate' },
  ],
  invalid: [
    removed('Deployment', 'extensions/v1beta1', '1.16', 'apps/v1'),
    removed('Deployment', 'apps/v1beta1', '1.16', 'apps/v1'),
    removed('Deployment', 'apps/v1beta2', '1.16', 'apps/v1'),
    removed('ReplicaSet', 'extensions/v1beta1', '1.16', 'apps/v1'),
    removed('ReplicaSet', 'apps/v1beta2', '1.16', 'apps/v1'),
    removed('DaemonSet', 'extensions/v1beta1', '1.16', 'apps/v1'),
    removed('DaemonSet', 'apps/v1beta2', '1.16', 'apps/v1'),
    removed('StatefulSet', 'apps/v1beta1', '1.16', 'apps/v1'),
    removed('StatefulSet', 'apps/v1beta2', '1.16', 'apps/v1'),
    removed('Job', 'extensions/v1beta1', '1.6', 'batch/v1'),
    removed('CronJob', 'batch/v1beta1', '1.25', 'batch/v1'),
    removed('CronJob', 'batch/v2alpha1', '1.21', 'batch/v1'),
    {
      ...unselected('Deployment', 'extensions/v1beta1'),
      name: 'a Deployment without the selector that was optional',
      findings: [
        {
          messageId: 'removedWithSelector',
          path,
          type,
          to: 'extensions/v1beta1',
          fix: 'Use apiVersion: apps/v1, and set spec.selector, which is required there.',
        },
      ],
    },
    {
      ...unselected('DaemonSet', 'apps/v1beta2'),
      name: 'a DaemonSet without a selector, in a version that required it',
      findings: [{ messageId: 'removed', path, type, to: 'apps/v1beta2', fix: 'Use apiVersion: apps/v1.' }],
    },
    unknown('Deployment', 'app/v1', 'apps/v1'),
    unknown('Deployment', 'v1', 'apps/v1'),
    unknown('Deployment', 'apps.k8s.io/v1', 'apps/v1'),
    unknown('StatefulSet', 'extensions/v1beta1', 'apps/v1'),
    unknown('Pod', 'apps/v1', 'v1'),
    unknown('Pod', 'core/v1', 'v1'),
    unknown('CronJob', 'batch/v2', 'batch/v1'),
  ],
});
