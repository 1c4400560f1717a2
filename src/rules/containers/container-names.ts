import { listAt } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError } from '../../kubernetes/names.ts';
import { containerLists, containerName } from '../../kubernetes/pod/containers.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { duplicate, invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const containerNames = definePodRule({
  id: 'container-names',
  title: 'Container names must be DNS labels and unique in the Pod',
  why: 'kubectl logs, kubectl exec and the status of the Pod identify a container by its name. A DNS label has no more than 63 lowercase letters, digits and dashes.',
  mirrors: ['validateContainerCommon', 'validateContainers', 'validateInitContainers', 'validateEphemeralContainers'],
  appliesTo: podsAndTemplates,
  reads: ['containers', 'ephemeralContainers', 'initContainers'],
  messages: {
    missing: {
      text: 'a container must have a name.',
      fix: 'Set name to a short name such as "web" that no other container of the Pod has.',
    },
    malformed: { text: 'a container name {{problem}}.', fix: 'Use a name such as "{{example}}".' },
    taken: {
      text: '{{other}} already has this name. Names must be unique among all regular, init and ephemeral containers of the Pod.',
      fix: 'Give this container another name.',
    },
  },
  *check({ spec, specPath }) {
    const taken = new Map<string, FieldPath>();
    for (const list of containerLists) {
      for (const [index, container] of listAt(spec, list).entries()) {
        const name = containerName(container);
        const problem = dnsLabelError(name);
        const first = taken.get(name);
        const at = specPath.child(list).index(index);
        if (first === undefined) taken.set(name, at);
        const path = at.child('name');
        if (name === '') yield required(path, 'missing');
        else if (problem !== undefined) {
          yield invalid(path, 'malformed', {
            data: { problem },
            shown: { example: exampleOf(name, path, likeDnsLabel, 'web') },
            to: name,
          });
        }
        if (name !== '' && first !== undefined) {
          yield duplicate(path, 'taken', { shown: { other: String(first) }, to: name, beside: first.child('name') });
        }
      }
    }
  },
});
