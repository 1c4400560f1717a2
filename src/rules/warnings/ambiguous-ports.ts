import { listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { containerNouns, inStartOrder, isLasting, type Container } from '../../kubernetes/pod/containers.ts';
import { portKey } from '../../kubernetes/ports.ts';
import { quoted } from '../../text/quoted.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

const messages = {
  twice: {
    text: '{{container}} declares port {{port}} twice.',
    fix: 'Remove one of the two entries.',
  },
  also: {
    text: '{{container}} and {{other}} declare the same port, {{port}}.',
    fix: 'Use another port in one of the two containers, or remove the port from the init container if it does not use it.',
  },
  ambiguous: {
    text: 'port {{port}} is declared for hostPort {{hostPort}} with a hostIP and without one, and it is not defined which of the two gets a connection.',
    fix: 'Remove one of the two entries, or set a hostIP in both.',
  },
  name: {
    text: '{{other}} also has a port with this name, and a Service that uses the name sends its traffic to that port.',
    fix: 'Give one of the two ports another name.',
  },
  hostIp: { text: 'hostIP has no effect without hostPort.', fix: 'Set hostPort, or remove hostIP.' },
} as const;
type Found = FindingOf<typeof messages>;

/** The advice `two-containers-one-port` is about two containers that run at the same time, so this rule is not. */
export const ambiguousPorts = definePodWarning({
  id: 'ambiguous-ports',
  title: 'The ports of a Pod should have different numbers and names, and hostIP should be set only beside hostPort',
  why: 'Services and probes find a port by its number or name, and kubectl apply merges the ports of a container by their number. Entries that share a number or a name are easily confused.',
  mirrors: ['warningsForPodSpecAndMeta'],
  messages,
  *check(pod) {
    const containers = inStartOrder(pod.containers);
    yield* numberFindings(containers);
    if (pod.change.facts.oddValuesWarned) yield* nameFindings(containers);
  },
});

interface Port {
  readonly container: Container;
  readonly path: FieldPath;
  readonly hostPort: number;
  readonly hostIp: string;
}

/** The first ports of each kind that have the same number and protocol. Every other port is compared with these, and not with all others. */
interface SamePorts {
  readonly first: Port;
  /** Of the regular and sidecar containers. */
  lasting?: Port;
  withoutHostPort?: Port;
  readonly byHostPort: Map<number, { withIp?: Port; withoutIp?: Port }>;
  readonly byAddress: Map<string, Port>;
}

function* numberFindings(containers: readonly Container[]): Generator<Found> {
  const before = new Map<string, SamePorts>();
  for (const container of containers) {
    const own = new Map<string, SamePorts>();
    const ports: { readonly port: Port; readonly number: string }[] = [];
    for (const [port, entry] of portsOf([container])) {
      if (port.hostIp !== '' && port.hostPort === 0) yield advise(port.path.child('hostIP'), 'hostIp');
      const containerPort = numberAt(entry, 'containerPort') ?? 0;
      // `ports-valid` refuses it.
      if (containerPort !== 0) ports.push({ port, number: portKey(containerPort, entry) });
    }
    for (const { port, number } of ports) {
      yield* comparison(port, own.get(number), number);
      yield* comparison(port, before.get(number), number);
      add(port, number, own);
    }
    for (const { port, number } of ports) add(port, number, before);
  }
}

function add(port: Port, number: string, known: Map<string, SamePorts>): void {
  const others: SamePorts = known.get(number) ?? { first: port, byHostPort: new Map(), byAddress: new Map() };
  known.set(number, others);
  if (isLasting(port.container)) others.lasting ??= port;
  if (port.hostPort === 0) others.withoutHostPort ??= port;
  const onHost = others.byHostPort.get(port.hostPort) ?? {};
  others.byHostPort.set(port.hostPort, onHost);
  if (port.hostIp === '') onHost.withoutIp ??= port;
  else onHost.withIp ??= port;
  const address = addressOf(port);
  if (!others.byAddress.has(address)) others.byAddress.set(address, port);
}

function* comparison(port: Port, others: SamePorts | undefined, number: string): Generator<Found> {
  if (others === undefined) return;
  const { lasting } = others;
  if (isLasting(port.container) && lasting !== undefined && lasting.container.name !== port.container.name) return;
  const onHost = others.byHostPort.get(port.hostPort);
  const equal = others.byAddress.get(addressOf(port));
  const anyHost = port.hostPort === 0 ? others.first : others.withoutHostPort;
  const same = equal !== undefined && !isRefused(port, equal) ? equal : anyHost;
  const unclear = port.hostIp === '' ? onHost?.withIp : onHost?.withoutIp;
  const at = port.path.child('containerPort');
  if (same !== undefined) {
    const beside = same.path.child('containerPort');
    yield same.container.path === port.container.path
      ? advise(at, 'twice', { shown: { port: number }, beside })
      : advise(at, 'also', { shown: { port: number, other: nounOf(same.container) }, beside });
  } else if (port.hostPort !== 0 && unclear !== undefined) {
    const { hostPort } = port;
    yield advise(at, 'ambiguous', { shown: { port: number, hostPort }, beside: unclear.path.child('containerPort') });
  }
}

const addressOf = ({ hostPort, hostIp }: Port): string => `${hostPort} ${hostIp}`;

/** Whether `host-ports` refuses the second port, so that there is no request to warn about. */
const isRefused = (port: Port, other: Port): boolean =>
  port.hostPort !== 0 &&
  addressOf(port) === addressOf(other) &&
  (port.container.path === other.container.path ||
    (port.container.kind === 'container' && other.container.kind === 'container'));

function* nameFindings(containers: readonly Container[]): Generator<Found> {
  const first = new Map<string, Port>();
  for (const [port, entry] of portsOf(containers)) {
    const name = stringAt(entry, 'name') ?? '';
    const other = first.get(name);
    if (name === '') continue;
    if (other === undefined) first.set(name, port);
    // Within one container, `ports-valid` refuses it.
    else if (other.container.path !== port.container.path) {
      const shown = { other: nounOf(other.container) };
      yield advise(port.path.child('name'), 'name', { to: name, shown, beside: other.path.child('name') });
    }
  }
}

function* portsOf(containers: readonly Container[]): Generator<[Port, Json]> {
  for (const container of containers) {
    for (const [i, entry] of listAt(container.value, 'ports').entries()) {
      const path = container.path.child('ports').index(i);
      const hostPort = numberAt(entry, 'hostPort') ?? 0;
      yield [{ container, path, hostPort, hostIp: stringAt(entry, 'hostIP') ?? '' }, entry];
    }
  }
}

const nounOf = ({ kind, name }: Container): string => `${containerNouns[kind]} ${quoted(name)}`;
