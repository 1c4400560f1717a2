import { isSet } from '../../json/json.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/** The fields of a Pod that are names, or name another object. Of an optional class an empty name is one too, and not a valid one. */
const names = [
  ['serviceAccountName', dnsSubdomainError],
  ['nodeName', dnsSubdomainError],
  ['priorityClassName', dnsSubdomainError],
  ['runtimeClassName', dnsSubdomainError],
  ['hostname', dnsLabelError],
  ['subdomain', dnsLabelError],
] as const;

/** The controller of a StatefulSet gives each Pod its own, whatever the template says. */
const ofItsPods: ReadonlySet<string> = new Set(['hostname', 'subdomain']);

export const namesInPodSpec = definePodRule({
  id: 'names-in-pod-spec',
  title: 'What a Pod names can have that name',
  why: 'There is no service account, node or class of another name, and a host name becomes part of DNS.',
  mirrors: 'ValidatePodSpec',
  appliesTo: podsAndTemplates,
  reads: ['hostname', 'nodeName', 'priorityClassName', 'runtimeClassName', 'serviceAccountName', 'subdomain'],
  messages: { name: 'cannot be its name: {{problem}}' },
  *check({ kind, spec, specPath }) {
    for (const [field, errorOf] of names) {
      if (kind === 'StatefulSet' && ofItsPods.has(field)) continue;
      const name = spec[field];
      if (!isSet(name) || (name === '' && field !== 'runtimeClassName')) continue;
      const problem = typeof name === 'string' ? errorOf(name) : 'must be a text';
      if (problem === undefined) continue;
      yield invalid(specPath.child(field), 'name', { data: { problem }, to: name, fix: say('use a name as in web-1') });
    }
  },
});
