import { isInit, type Container } from '../../kubernetes/pod/containers.ts';
import { listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { protocolOf } from '../../kubernetes/ports.ts';
import { truncate } from '../../text/line.ts';
import { duplicate, invalid, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  taken: {
    text: '{{other}} already uses {{protocol}} port {{port}} of the node {{at}}.',
    fix: 'Set hostPort to another port, or remove hostPort and use a Service.',
  },
  takenOnHostNetwork: {
    text: '{{other}} already uses {{protocol}} port {{port}} of the node {{at}}.',
    fix: 'Set containerPort and hostPort to another port on which the container listens.',
  },
  differs: {
    text: 'must be {{port}}, the containerPort, when hostNetwork is true.',
    fix: 'Set hostPort to {{port}}, or remove it.',
  },
  differsFromNone: {
    text: 'must be equal to containerPort when hostNetwork is true, but containerPort is not set.',
    fix: 'Set containerPort to {{to}}.',
  },
} as const;
/** Length of the longest IP address, which is IPv6 with an IPv4 part. An invalid address may be longer. */
const maxText = 45;
type Found = FindingOf<typeof messages>;

/** kube-apiserver reports every init container at index 0. Podward reports it at its own index. */
export const hostPorts = definePodRule({
  id: 'host-ports',
  title:
    'Each combination of hostIP, hostPort and protocol must be unique, and hostPort must equal containerPort when hostNetwork is true',
  why: 'Two containers cannot listen on the same address, port and protocol of a node. With hostNetwork a container listens on the node itself, so both ports are the same.',
  mirrors: ['checkHostPortConflicts', 'validatePodHostNetworkDeps'],
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'containers.ports', 'containers.restartPolicy'],
  needs: ['containers.ports'],
  messages,
  *check({ kind, spec, containers }) {
    const onHost = spec['hostNetwork'] === true;
    const taken = new Map<string, FieldPath>();
    for (const container of containers.filter((one) => one.kind === 'container')) {
      yield* collisions(container, taken, onHost);
      if (onHost) yield* mismatches(container, kind === 'Pod');
    }
    // Init containers run one after another. kube-apiserver checks each sidecar container by itself, too.
    for (const container of containers.filter(isInit)) yield* collisions(container, new Map(), onHost);
  },
});

/** `taken` holds the paths of the host ports of earlier containers. */
function* collisions({ value, path }: Container, taken: Map<string, FieldPath>, onHost: boolean): Generator<Found> {
  for (const [i, entry] of listAt(value, 'ports').entries()) {
    const hostPort = hostPortOf(entry);
    if (hostPort === 0) continue;
    const [protocol, address] = [protocolOf(entry), stringAt(entry, 'hostIP') ?? ''];
    const port = JSON.stringify([protocol, address, hostPort]);
    const at = path.child('ports').index(i);
    const other = taken.get(port);
    if (other === undefined) {
      taken.set(port, at);
      continue;
    }
    yield duplicate(at.child('hostPort'), onHost ? 'takenOnHostNetwork' : 'taken', {
      data: { protocol: truncate(protocol, maxText), at: address === '' ? '' : `at ${truncate(address, maxText)}` },
      shown: { other: other.toString(), port: hostPort },
      to: hostPort,
      beside: other.child('hostPort'),
    });
  }
}

/** In a template, kube-apiserver accepts an absent hostPort, because it sets the hostPort in each Pod. */
function* mismatches({ value, path }: Container, isPod: boolean): Generator<Found> {
  for (const [i, entry] of listAt(value, 'ports').entries()) {
    const hostPort = hostPortOf(entry);
    const port = numberAt(entry, 'containerPort') ?? 0;
    if (hostPort === port || (hostPort === 0 && !isPod)) continue;
    const at = path.child('ports').index(i);
    if (port === 0) yield invalid(at.child('hostPort'), 'differsFromNone', { to: hostPort });
    else {
      const beside = at.child('containerPort');
      yield invalid(at.child('hostPort'), 'differs', { data: { port }, to: hostPort, beside });
    }
  }
}

/** What is not a number is refused by another rule, and counts as absent here. */
const hostPortOf = (entry: Json): number => numberAt(entry, 'hostPort') ?? 0;
