import type { Container } from '../../kubernetes/pod/containers.ts';
import { listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import { truncate } from '../../text/line.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, say, type FindingOf } from '../finding.ts';

const messages = {
  taken: '{{port}} of the node is used by another port of the Pod',
  differs: 'on the host network it must be the containerPort, {{port}}',
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver names the first init container whichever it is: the index here is the right one. */
export const hostPorts = definePodRule({
  id: 'host-ports',
  title: 'A port of the node is used once, and as it is on the host network',
  why: 'A node has each port once. With hostNetwork the containers listen on the node itself, so nothing can be mapped.',
  mirrors: 'checkHostPortConflicts, validatePodHostNetworkDeps',
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'containers.ports', 'containers.restartPolicy'],
  messages,
  *check({ kind, spec, containers }) {
    const taken = new Set<string>();
    for (const container of containers.filter((one) => one.kind === 'container')) {
      yield* collisions(container, taken);
      if (spec['hostNetwork'] === true) yield* mismatches(container, kind === 'Pod');
    }
    // They run one after the other, and the server looks at sidecars no closer.
    for (const container of containers.filter(isInit)) yield* collisions(container, new Set());
  },
});

const isInit = ({ kind }: Container): boolean => kind === 'init' || kind === 'sidecar';

function* collisions({ value, path }: Container, taken: Set<string>): Generator<Found> {
  for (const [i, entry] of listAt(value, 'ports').entries()) {
    const hostPort = hostPortOf(entry);
    if (hostPort === 0) continue;
    const port = portKey(entry, hostPort);
    if (taken.has(port)) {
      const at = path.child('ports').index(i).child('hostPort');
      yield duplicate(at, 'taken', {
        data: { port: portKey(entry, hostPort, maxAddress) },
        to: hostPort,
        fix: say('choose another, or leave it out'),
      });
    }
    taken.add(port);
  }
}

/** In a template 0 is left to the Pods made from it. */
function* mismatches({ value, path }: Container, isPod: boolean): Generator<Found> {
  for (const [i, entry] of listAt(value, 'ports').entries()) {
    const hostPort = hostPortOf(entry);
    const containerPort = numberAt(entry, 'containerPort') ?? 0;
    if (hostPort === containerPort || (hostPort === 0 && !isPod)) continue;
    const at = path.child('ports').index(i).child('hostPort');
    yield invalid(at, 'differs', {
      data: { port: containerPort },
      to: hostPort,
      fix: say('leave it out, or make both the same'),
    });
  }
}

/** What is no number is refused as a port; here it is none. */
const hostPortOf = (entry: Json): number => numberAt(entry, 'hostPort') ?? 0;

/** Two addresses of the node do not collide, though an absent one stands for all of them. */
/** The longest address, of IPv6 with the last part of IPv4; an invalid one may be longer. */
const maxAddress = 45;

function portKey(entry: Json, hostPort: number, maxLength = Infinity): string {
  const protocol = truncate(stringAt(entry, 'protocol') ?? '', maxLength);
  const address = truncate(stringAt(entry, 'hostIP') ?? '', maxLength);
  return `${protocol === '' ? 'TCP' : protocol} ${address === '' ? '' : `${address}:`}${hostPort}`;
}
