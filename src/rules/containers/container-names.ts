import { containerLists } from '../../kubernetes/pod/containers.ts';
import { listAt, stringAt } from '../../json/json.ts';
import { dnsLabelError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, required, say } from '../finding.ts';

export const containerNames = definePodRule({
  id: 'container-names',
  title: 'Containers have valid names of their own',
  why: 'Logs, exec, status and patches tell containers apart by name, over regular, init and ephemeral containers alike.',
  mirrors: 'validateContainerCommon, validateContainers, validateInitContainers, validateEphemeralContainers',
  appliesTo: podsAndTemplates,
  reads: ['containers', 'ephemeralContainers', 'initContainers'],
  messages: {
    missing: 'a container needs a name',
    malformed: '{{problem}}',
    taken: 'another container of the Pod has this name',
  },
  *check({ spec, specPath }) {
    const taken = new Set<string>();
    for (const list of containerLists) {
      for (const [index, container] of listAt(spec, list).entries()) {
        const name = stringAt(container, 'name') ?? '';
        const problem = dnsLabelError(name);
        if (problem === undefined && !taken.has(name)) {
          taken.add(name);
          continue;
        }
        const path = specPath.child(list).index(index).child('name');
        if (name === '') yield required(path, 'missing', { fix: say('name it for what it does') });
        else if (problem !== undefined) {
          yield invalid(path, 'malformed', {
            data: { problem },
            to: name,
            fix: say('choose a name such as web or web-2'),
          });
        }
        if (name !== '' && taken.has(name))
          yield duplicate(path, 'taken', { to: name, fix: say('choose another name') });
        taken.add(name);
      }
    }
  },
});
