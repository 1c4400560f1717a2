import { listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, say } from '../finding.ts';

export const ephemeralContainersNotOnCreate = definePodRule({
  id: 'ephemeral-containers-not-on-create',
  title: 'A Pod begins without ephemeral containers',
  why: 'Ephemeral containers are for looking into a Pod that runs, and are added to that one Pod, through the subresource ephemeralcontainers.',
  mirrors: 'ValidatePodCreate, ValidatePodTemplateSpec',
  appliesTo: podsAndTemplates,
  reads: ['ephemeralContainers'],
  messages: {
    pod: 'a new Pod cannot have any',
    template: 'a template cannot have any',
  },
  *check({ kind, spec, specPath, change }) {
    if (kind === 'Pod' && change.operation !== 'CREATE') return;
    if (listAt(spec, 'ephemeralContainers').length === 0) return;
    yield forbidden(specPath.child('ephemeralContainers'), kind === 'Pod' ? 'pod' : 'template', {
      fix: say('leave them out, and run kubectl debug once the Pod is there'),
    });
  },
});
