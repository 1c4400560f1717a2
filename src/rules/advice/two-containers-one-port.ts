import { field, listAt, stringAt } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, say } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

export const twoContainersOnePort = definePodRule({
  id: 'two-containers-one-port',
  title: 'No two containers of a Pod declare the same port',
  why: 'The containers of a Pod share one network: one address, one set of ports. The second that listens on a port fails.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.ports', 'containers.restartPolicy'],
  messages: { shared: 'container {{other}} declares this port too, and the containers of a Pod share one network' },
  *check({ containers }) {
    const owners = new Map<string, string>();
    for (const { name, value, path } of lastingContainers(containers)) {
      for (const [i, port] of listAt(value, 'ports').entries()) {
        const number = field(port, 'containerPort');
        if (typeof number !== 'number') continue;
        const key = `${number}/${stringAt(port, 'protocol') ?? 'TCP'}`;
        const other = owners.get(key);
        if (other === undefined) {
          owners.set(key, name);
        } else if (other !== name) {
          yield duplicate(path.child('ports').index(i).child('containerPort'), 'shared', {
            data: { other: quoted(other) },
            to: number,
            fix: say('let one of them listen on another port'),
          });
        }
      }
    }
  },
});
