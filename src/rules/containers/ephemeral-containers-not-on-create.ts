import { listAt } from '../../json/json.ts';
import { forbidden } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const ephemeralContainersNotOnCreate = definePodRule({
  id: 'ephemeral-containers-not-on-create',
  title: 'Ephemeral containers may be added only to an existing Pod',
  why: 'An ephemeral container is for debugging an existing Pod. kubectl debug adds an ephemeral container through the ephemeralcontainers subresource.',
  mirrors: ['ValidatePodCreate', 'ValidatePodTemplateSpec'],
  appliesTo: podsAndTemplates,
  reads: ['ephemeralContainers'],
  messages: {
    pod: {
      text: 'ephemeralContainers cannot be set when a Pod is created.',
      fix: 'Remove ephemeralContainers, and use kubectl debug once the Pod exists.',
    },
    template: {
      text: 'ephemeralContainers are not allowed in a Pod template.',
      fix: 'Remove ephemeralContainers, and use kubectl debug for a Pod that was created from the template.',
    },
  },
  *check({ kind, spec, specPath, change }) {
    if (kind === 'Pod' && change.operation !== 'CREATE') return;
    if (listAt(spec, 'ephemeralContainers').length === 0) return;
    yield forbidden(specPath.child('ephemeralContainers'), kind === 'Pod' ? 'pod' : 'template');
  },
});
