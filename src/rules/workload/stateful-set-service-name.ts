import { stringAt } from '../../json/json.ts';
import { dnsLabelProblem } from '../../kubernetes/names.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { invalid } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { defineObjectRule } from '../rule.ts';

export const statefulSetServiceName = defineObjectRule({
  id: 'stateful-set-service-name',
  title: 'serviceName of a StatefulSet must be a valid name of a Service',
  why: 'serviceName is the name of the Service, in the same namespace, under which the Pods have their DNS names.',
  mirrors: ['ValidateStatefulSetSpec', 'ValidateDNS1123Label'],
  // serviceName is immutable, so kube-apiserver accepts that of a stored StatefulSet.
  appliesTo: { operations: ['CREATE'], kinds: ['StatefulSet'] },
  reads: ['spec.serviceName'],
  messages: {
    invalid: {
      text: '{{problem}}.',
      fix: 'Use the name of a Service, such as "{{example}}".',
    },
    dots: {
      text: '{{problem}}.',
      fix: 'Use only the name of the Service, such as "{{example}}".',
    },
  },
  *check({ spec, specPath, change }) {
    if (!change.facts.statefulSetServiceName) return;
    const name = stringAt(spec, 'serviceName') ?? '';
    const problem = name === '' ? undefined : dnsLabelProblem(name);
    if (problem === undefined) return;
    const path = specPath.child('serviceName');
    const example = exampleOf(name, path, firstLabel, 'web');
    yield invalid(path, problem.reason === 'dots' ? 'dots' : 'invalid', {
      to: name,
      data: { problem: problem.text },
      shown: { example },
    });
  },
});

/** `web` for a whole DNS name such as `web.shop.svc`. */
const firstLabel = (name: string, otherwise: string): string =>
  likeDnsLabel(name.slice(0, name.indexOf('.') + 1) || name, otherwise);
