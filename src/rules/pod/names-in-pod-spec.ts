import { isSet } from '../../json/json.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** The fields that name another object, and that object. */
const objects = [
  ['serviceAccountName', 'the name of a ServiceAccount in the namespace of the Pod'],
  ['nodeName', 'the name of a node'],
  ['priorityClassName', 'the name of a PriorityClass'],
  ['runtimeClassName', 'the name of a RuntimeClass'],
] as const;

/** The fields that become part of the DNS name of the Pod. */
const hostNames = ['hostname', 'subdomain'] as const;

export const namesInPodSpec = definePodRule({
  id: 'names-in-pod-spec',
  title: 'Names of other objects, hostname and subdomain must be valid DNS names',
  why: 'An object with an invalid name cannot exist. hostname and subdomain become part of the DNS name of the Pod.',
  mirrors: ['ValidatePodSpec'],
  appliesTo: podsAndTemplates,
  reads: ['hostname', 'nodeName', 'priorityClassName', 'runtimeClassName', 'serviceAccountName', 'subdomain'],
  messages: {
    name: { text: '{{field}} {{problem}}.', fix: 'Set {{field}} to {{meaning}}.' },
    hostname: { text: '{{field}} {{problem}}.', fix: 'Set {{field}} to a name such as "{{example}}".' },
    empty: {
      text: 'runtimeClassName must not be empty.',
      fix: 'Set runtimeClassName to the name of a RuntimeClass, or remove it.',
    },
    ...stringMessages,
  },
  *check({ kind, spec, specPath }) {
    for (const [field, meaning] of objects) {
      const to = spec[field];
      if (!isSet(to)) continue;
      const path = specPath.child(field);
      // runtimeClassName is a pointer in the API, so an empty name differs from an absent one.
      if (to === '' && field === 'runtimeClassName') yield required(path, 'empty');
      if (to === '') continue;
      if (typeof to !== 'string') {
        yield notString(path, to);
        continue;
      }
      const problem = dnsSubdomainError(to);
      if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, shown: { meaning }, to });
    }
    // The StatefulSet controller sets both in every Pod, whatever the template has.
    if (kind === 'StatefulSet') return;
    for (const field of hostNames) {
      const to = spec[field];
      if (!isSet(to) || to === '') continue;
      const path = specPath.child(field);
      if (typeof to !== 'string') {
        yield notString(path, to);
        continue;
      }
      const problem = dnsLabelError(to);
      if (problem === undefined) continue;
      const example = exampleOf(to, path, likeHostName, 'web');
      yield invalid(path, 'hostname', { data: { problem }, shown: { example }, to });
    }
  },
});

/** Of a name with dots, the part before the first of them. */
function likeHostName(name: string, otherwise: string): string {
  const dot = name.indexOf('.');
  return likeDnsLabel(dot === -1 ? name : name.slice(0, dot), otherwise);
}
