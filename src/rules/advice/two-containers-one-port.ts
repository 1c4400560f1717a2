import { oncePer } from '../../change/once.ts';
import { field, listAt, stringAt } from '../../json/json.ts';
import { inStartOrder, lastingContainers, type Container } from '../../kubernetes/pod/containers.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { advise } from '../finding.ts';
import type { FieldPath } from '../../json/path.ts';
import { quoted } from '../../text/quoted.ts';

export const twoContainersOnePort = definePodRule({
  id: 'two-containers-one-port',
  title: 'Two containers of a Pod should not declare the same port',
  why: 'The containers of a Pod share a network namespace, so usually only one of them can listen on a port. The other container fails with "address already in use".',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.ports', 'containers.restartPolicy'],
  needs: ['containers.ports'],
  messages: {
    shared: {
      text: 'containers {{other}} and {{own}} both declare port {{port}}, but usually only one of them can listen on it.',
      fix: 'Use another port in one of the two containers.',
    },
  },
  *check({ containers }) {
    const first = new Map<string, { readonly container: Container; readonly path: FieldPath }>();
    for (const container of lastingContainers(inStartOrder(containers))) {
      const { name, value, path } = container;
      for (const [i, entry] of listAt(value, 'ports').entries()) {
        const number = field(entry, 'containerPort');
        if (typeof number !== 'number') continue;
        const port = `${number}/${stringAt(entry, 'protocol') ?? 'TCP'}`;
        const at = path.child('ports').index(i).child('containerPort');
        const other = first.get(port);
        if (other === undefined) {
          first.set(port, { container, path: at });
        } else if (other.container.name !== name) {
          yield advise(at, 'shared', {
            data: { other: quotedName(other.container) },
            shown: { own: () => quotedName(container), port },
            to: number,
            beside: other.path,
          });
        }
      }
    }
  },
});

/** A container may have thousands of findings. */
const quotedName = oncePer(({ name }: Container): string => quoted(name));
