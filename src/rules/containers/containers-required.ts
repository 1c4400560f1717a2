import { listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { required, say } from '../finding.ts';

export const containersRequired = definePodRule({
  id: 'containers-required',
  title: 'A Pod has a container',
  why: 'A Pod is its containers. One that has only init containers would have nothing to run once they are done.',
  mirrors: 'validateContainers',
  appliesTo: podsAndTemplates,
  reads: ['spec', 'containers'],
  messages: { none: 'a Pod needs at least one container' },
  *check({ spec, specPath }) {
    if (listAt(spec, 'containers').length > 0) return;
    yield required(specPath.child('containers'), 'none', { fix: say('add one, with a name and an image') });
  },
});
