import { oncePer } from '../../change/once.ts';
import { field, listAt, numberAt, stringAt } from '../../json/json.ts';
import { inStartOrder, lastingContainers, type Container } from '../../kubernetes/pod/containers.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { advise } from '../finding.ts';
import type { FieldPath } from '../../json/path.ts';
import { quoted } from '../../text/quoted.ts';

const declared = {
  text: 'containers {{other}} and {{own}} both declare port {{port}}, but usually only one of them can listen on it.',
  fix: 'Use another port in one of the two containers.',
} as const;

interface Port {
  readonly container: Container;
  readonly path: FieldPath;
  readonly hostPort: number;
  readonly hostIp: string;
}

export const twoContainersOnePort = definePodRule({
  id: 'two-containers-one-port',
  title: 'Two containers of a Pod should not declare the same port',
  why: 'The containers of a Pod share a network namespace, so usually only one of them can listen on a port. The other container fails with "address already in use".',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.ports', 'containers.restartPolicy'],
  needs: ['containers.ports'],
  messages: { shared: declared, onOtherHostPort: declared },
  serverWarns: ['shared'],
  *check({ containers }) {
    const first = new Map<string, Port>();
    for (const container of lastingContainers(inStartOrder(containers))) {
      const { name, value, path } = container;
      for (const [i, entry] of listAt(value, 'ports').entries()) {
        const number = field(entry, 'containerPort');
        if (typeof number !== 'number') continue;
        const port = `${number}/${stringAt(entry, 'protocol') ?? 'TCP'}`;
        const at = path.child('ports').index(i).child('containerPort');
        const other = first.get(port);
        const hostPort = numberAt(entry, 'hostPort') ?? 0;
        const own = { container, path: at, hostPort, hostIp: stringAt(entry, 'hostIP') ?? '' };
        if (other === undefined) {
          first.set(port, own);
        } else if (other.container.name !== name) {
          yield advise(at, isWarned(own, other) ? 'shared' : 'onOtherHostPort', {
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

/** Whether kube-apiserver warns about the two ports (warningsForPodSpecAndMeta). */
const isWarned = (a: Port, b: Port): boolean =>
  a.hostPort === 0 ||
  b.hostPort === 0 ||
  (a.hostPort === b.hostPort && (a.hostIp === b.hostIp || a.hostIp === '' || b.hostIp === ''));

/** A container may have thousands of findings. */
const quotedName = oncePer(({ name }: Container): string => quoted(name));
