import { workloadAnnotations } from '../../../src/rules/workload/workload-annotations.ts';
import { metadata, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const names = {
  Deployment: 'deprecated.deployment.rollback.to',
  DaemonSet: 'deprecated.daemonset.template.generation',
};
const annotated = (kind: keyof typeof names, value: string) => ({
  ...workload(kind),
  metadata: metadata({ annotations: { [names[kind]]: value } }),
});
const made = (kind: keyof typeof names, value: string) => ({
  name: `${kind}: ${JSON.stringify(value)}`,
  after: annotated(kind, value),
});
const rollback = {
  messageId: 'rollback',
  path: `metadata.annotations[${names.Deployment}]`,
  type: 'FieldValueInvalid' as const,
  fix: 'Remove the annotation. To roll back, run kubectl rollout undo deployment web -n default.',
};
const generation = {
  messageId: 'generation',
  path: `metadata.annotations[${names.DaemonSet}]`,
  type: 'FieldValueInvalid' as const,
  fix: 'Remove the annotation, which the API server sets.',
};

testRule(workloadAnnotations, {
  valid: [
    { name: 'no annotations', after: workload('Deployment') },
    made('Deployment', '0'),
    made('Deployment', '+0007'),
    made('Deployment', '9223372036854775807'),
    made('Deployment', ''),
    made('DaemonSet', '-1'),
    made('DaemonSet', '-9223372036854775808'),
    {
      ...made('DaemonSet', 'x'),
      name: 'a stored annotation that is invalid',
      before: annotated('DaemonSet', 'x'),
    },
    {
      name: 'the annotation of another kind',
      after: { ...workload('DaemonSet'), metadata: metadata({ annotations: { [names.Deployment]: 'x' } }) },
    },
  ],
  invalid: [
    { ...made('Deployment', '-1'), findings: [rollback] },
    { ...made('Deployment', 'first'), findings: [{ ...rollback, hides: 'first' }] },
    { ...made('Deployment', '9223372036854775808'), findings: [rollback] },
    { ...made('Deployment', '1_000'), findings: [rollback] },
    { ...made('DaemonSet', ''), findings: [generation] },
    { ...made('DaemonSet', '1.5'), findings: [generation] },
    { ...made('DaemonSet', '-9223372036854775809'), findings: [generation] },
    { ...made('DaemonSet', '9'.repeat(1000)), findings: [generation] },
    { ...made('DaemonSet', 'y'), name: 'a new value', before: annotated('DaemonSet', 'x'), findings: [generation] },
  ],
});
