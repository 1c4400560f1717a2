import { oncePer } from '../../change/once.ts';
import { field, listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import { inStartOrder, lastingContainers, type Container } from '../../kubernetes/pod/containers.ts';
import { portKey } from '../../kubernetes/ports.ts';
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
  readonly entry: Json;
  readonly i: number;
}

const pathOf = ({ container, i }: Port): FieldPath => container.path.child('ports').index(i).child('containerPort');

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
    const lasting = lastingContainers(inStartOrder(containers));
    if (lasting.length < 2) return;
    const first = new Map<string, Port>();
    for (const container of lasting) {
      for (const [i, entry] of listAt(container.value, 'ports').entries()) {
        const number = field(entry, 'containerPort');
        if (typeof number !== 'number') continue;
        const port = portKey(number, entry);
        const other = first.get(port);
        const own = { container, entry, i };
        if (other === undefined) {
          first.set(port, own);
        } else if (other.container.name !== container.name) {
          yield advise(pathOf(own), isWarned(entry, other.entry) ? 'shared' : 'onOtherHostPort', {
            data: { other: quotedName(other.container) },
            shown: { own: () => quotedName(container), port },
            to: number,
            beside: pathOf(other),
          });
        }
      }
    }
  },
});

/** Whether kube-apiserver warns about the two ports (warningsForPodSpecAndMeta). */
function isWarned(a: Json, b: Json): boolean {
  const [portA, portB] = [numberAt(a, 'hostPort') ?? 0, numberAt(b, 'hostPort') ?? 0];
  if (portA === 0 || portB === 0) return true;
  const [ipA, ipB] = [stringAt(a, 'hostIP') ?? '', stringAt(b, 'hostIP') ?? ''];
  return portA === portB && (ipA === ipB || ipA === '' || ipB === '');
}

/** A container may have thousands of findings. */
const quotedName = oncePer(({ name }: Container): string => quoted(name));
