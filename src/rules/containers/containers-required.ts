import { isList, isSet, listAt } from '../../json/json.ts';
import { required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const containersRequired = definePodRule({
  id: 'containers-required',
  title: 'A Pod must have at least one container',
  why: 'Init containers run before the regular containers and cannot replace them.',
  mirrors: ['validateContainers'],
  appliesTo: podsAndTemplates,
  reads: ['spec', 'containers'],
  messages: {
    none: {
      text: 'a Pod must have at least one regular container.',
      fix: 'Add an entry to containers, such as {name: web, image: "registry.example.com/web:1"}.',
    },
  },
  *check({ spec, specPath, change }) {
    if (listAt(spec, 'containers').length > 0) return;
    // If containers is not a list, field-types reports it.
    if (change.phase === 'offline' && isSet(spec['containers']) && !isList(spec['containers'])) return;
    yield required(specPath.child('containers'), 'none');
  },
});
