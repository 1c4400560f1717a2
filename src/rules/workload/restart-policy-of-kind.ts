import { isSet, stringAt } from '../../json/json.ts';
import type { Kind } from '../../kubernetes/kinds.ts';
import { definePodRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { notSupported, required, say, set } from '../finding.ts';

const always: readonly string[] = ['Always'];
const toTheEnd: readonly string[] = ['OnFailure', 'Never'];
const fix = say('set it to OnFailure or Never');
const anything: readonly string[] = ['Always', 'OnFailure', 'Never'];

/** Sources: ValidatePodTemplateSpecForReplicaSet and its likes in pkg/apis/apps/validation, validateJobSpec in pkg/apis/batch/validation. */
const permitted: Readonly<Record<Kind, readonly string[]>> = {
  Pod: anything,
  PodTemplate: anything,
  Deployment: always,
  ReplicaSet: always,
  StatefulSet: always,
  DaemonSet: always,
  ReplicationController: always,
  Job: toTheEnd,
  CronJob: toTheEnd,
};

export const restartPolicyOfKind = definePodRule({
  id: 'restart-policy-of-kind',
  title: 'restartPolicy is one that the kind permits',
  why: 'Pods that serve are restarted for ever; Pods of a Job come to an end. A policy that contradicts the kind can never work.',
  mirrors: 'ValidatePodSpec, ValidatePodTemplateSpecForReplicaSet, validateJobSpec',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  reads: ['spec', 'restartPolicy'],
  messages: {
    unknown: 'is no restartPolicy; there are Always, OnFailure and Never',
    serves: 'a {{kind}} keeps its Pods running, so only Always is permitted',
    ends: 'a {{kind}} runs to an end, so Always would never let it finish',
    absent: 'left out it means Always, and a {{kind}} runs to an end',
  },
  *check({ kind, spec, specPath }) {
    const path = specPath.child('restartPolicy');
    const value = stringAt(spec, 'restartPolicy');
    const supported = permitted[kind];
    const data = { kind };
    if (!isSet(spec['restartPolicy'])) {
      // kube-apiserver fills it in before admission, so only a file lacks it.
      if (supported === toTheEnd) yield required(path, 'absent', { data, fix });
      return;
    }
    if (value !== undefined && supported.includes(value)) return;
    if (value === undefined || !anything.includes(value)) {
      yield notSupported(path, 'unknown', { to: spec['restartPolicy'], fix: say(`use ${listed(supported)}`) });
    } else if (supported === always) {
      yield notSupported(path, 'serves', { data, to: value, fix: set('Always') });
    } else {
      yield required(path, 'ends', { data, to: value, fix });
    }
  },
});

const listed = (values: readonly string[]): string => values.join(', ').replace(/, (\w+)$/, ' or $1');
