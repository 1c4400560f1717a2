import { isSet, stringAt } from '../../json/json.ts';
import { everyKind, kindPath } from '../../kubernetes/kinds.ts';
import { restartPolicies, restartPoliciesOf } from '../../kubernetes/pod/policies.ts';
import { definePodRule } from '../rule.ts';
import { notSupported, required } from '../finding.ts';

export const restartPolicyOfKind = definePodRule({
  id: 'restart-policy-of-kind',
  title: 'restartPolicy must be OnFailure or Never in a Job or CronJob, and Always in other workloads',
  why: 'A Deployment or a similar workload keeps its Pods running, so the containers of its Pods must always be restarted. The Pods of a Job or CronJob must be able to finish, which restartPolicy Always would prevent.',
  mirrors: ['ValidatePodSpec', 'ValidatePodTemplateSpecForReplicaSet', 'ValidateStatefulSetSpec', 'validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  reads: ['spec', 'restartPolicy'],
  messages: {
    unknown: {},
    serves: { text: 'A {{kind}} keeps its Pods running.', fix: 'To run Pods that finish, use a Job.' },
    ends: { text: 'With Always, the Pods of a {{kind}} would never finish.' },
    absent: {
      text: 'the default, Always, is not allowed in a {{kind}}.',
      fix: 'Set restartPolicy to OnFailure or Never.',
    },
  },
  *check({ kind, spec, specPath }) {
    const path = specPath.child('restartPolicy');
    const value = spec['restartPolicy'];
    const supported = restartPoliciesOf(kind);
    if (!isSet(value)) {
      // kube-apiserver sets the default before admission, so the field is absent only in a file.
      if (!supported.includes('Always')) yield required(path, 'absent', { beside: kindPath });
      return;
    }
    const policy = stringAt(spec, 'restartPolicy') ?? '';
    if (supported.includes(policy)) return;
    const messageId = !restartPolicies.includes(policy) ? 'unknown' : policy === 'Always' ? 'ends' : 'serves';
    yield notSupported(path, messageId, value, supported, { beside: messageId === 'unknown' ? undefined : kindPath });
  },
});
