import { field, isOneOf, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { portNameError } from '../../kubernetes/names.ts';
import { handlersOf, type Handler } from '../../kubernetes/pod/handlers.ts';
import { isPortNumber } from '../../kubernetes/ports.ts';
import { invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { probesRead } from '../parts/probes-read.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const schemes: readonly string[] = ['HTTP', 'HTTPS'];
const protocols: readonly string[] = ['HTTP1', 'HTTP2'];
const modes: readonly string[] = ['Plaintext', 'TLS'];
const headerName = /^[-A-Za-z0-9]+$/;

const messages = {
  command: {
    text: 'exec must have a command.',
    fix: 'Set command in {{action}} of {{container}} to a list such as {{example}}.',
  },
  port: {
    text: 'must be a port number between 1 and 65535, or the name of a port.',
    fix: 'Set port to a port on which {{container}} listens.',
  },
  portMissing: {
    text: '{{handler}} must have a port.',
    fix: 'Set port to a port on which {{container}} listens.',
  },
  portNumber: {
    text: 'must be a port number between 1 and 65535.',
    fix: 'Set port to the port of the gRPC service of {{container}}.',
  },
  portQuoted: {
    text: 'a port number must not be in quotes, because a quoted value is the name of a port.',
    fix: 'Write the port as {{number}} without quotes.',
  },
  portName: {
    text: 'a port name {{problem}}.',
    fix: 'Use the name of a port of {{container}}, or its number.',
  },
  scheme: {},
  protocol: {},
  overTls: {
    text: 'HTTP2 is not allowed with the scheme HTTPS.',
    fix: 'Remove protocol, or set scheme to HTTP.',
  },
  host: {
    text: 'host is not allowed when protocol is HTTP2.',
    fix: 'Remove host, so that the kubelet connects to the IP address of the Pod.',
  },
  mode: {},
  header: {
    text: "the name of an HTTP header must consist of letters, digits and '-'.",
    fix: 'Use a name such as "X-Probe", and put the value of the header in value.',
  },
  headerMissing: { text: 'an HTTP header must have a name.', fix: 'Set name to a name such as "X-Probe".' },
} as const;
type Found = FindingOf<typeof messages>;

export const handlerValid = definePodRule({
  id: 'handler-valid',
  title:
    'Handlers of probes and hooks must have a command, or the number or name of a port, and their scheme must be HTTP or HTTPS',
  why: 'The kubelet runs the command, or connects to the port. An incomplete handler fails at every attempt, so that the container is restarted or gets no traffic.',
  mirrors: ['validateExecAction', 'validateHTTPGetAction', 'validateTCPSocketAction', 'validateGRPCAction'],
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', 'containers.ports', ...probesRead],
  messages,
  *check({ changedContainers, change }) {
    for (const handler of handlersOf(changedContainers)) {
      yield* checkHandler(handler);
      if (handler.name === 'httpGet' && change.facts.H2CContainerProbe) yield* checkProtocol(handler);
      if (handler.name === 'grpc' && change.facts.GRPCContainerProbeTLS) yield* checkMode(handler);
    }
  },
});

function* checkHandler(handler: Handler): Generator<Found, void, void> {
  const { name, of, value, path } = handler;
  switch (name) {
    case 'exec':
      if (listAt(value, 'command').length > 0) return;
      return yield required(path.child('command'), 'command', {
        shown: { action: actions[of], example: commands.get(of) ?? '["cat", "/tmp/ready"]' },
      });
    case 'httpGet':
      yield* checkPort(handler);
      yield* checkScheme(value['scheme'], path);
      return yield* checkHeaders(listAt(value, 'httpHeaders'), path);
    case 'tcpSocket':
    case 'grpc':
      return yield* checkPort(handler);
    case 'sleep': // lifecycle-sleep-within-grace compares it with the grace period.
  }
}

const actions: Readonly<Record<Handler['of'], string>> = {
  livenessProbe: 'livenessProbe',
  readinessProbe: 'readinessProbe',
  startupProbe: 'startupProbe',
  postStart: 'the postStart hook',
  preStop: 'the preStop hook',
};

/** Examples for hooks. A hook does not check anything, as a probe does. */
const commands: ReadonlyMap<string, string> = new Map([
  ['postStart', '["touch", "/tmp/started"]'],
  ['preStop', '["sleep", "5"]'],
]);

/** A string of digits counts as the name of a port, and is not a valid one. */
function* checkPort({ name, container, value, path }: Handler): Generator<Found, void, void> {
  const port = value['port'] ?? 0;
  if (isPortNumber(port)) return;
  const at = path.child('port');
  if (port === 0 || port === '') return yield required(at, 'portMissing', { shown: { handler: name } });
  if (name === 'grpc') return yield invalid(at, 'portNumber', { to: port });
  if (typeof port !== 'string') return yield invalid(at, 'port', { to: port });
  const problem = portNameError(port);
  if (problem === undefined) return;
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (isPortNumber(number)) return yield invalid(at, 'portQuoted', { to: port, shown: { number } });
  const names = listAt(container.value, 'ports').map((entry) => stringAt(entry, 'name') ?? '');
  const known = names.filter((name) => portNameError(name) === undefined);
  yield invalid(at, 'portName', { data: { problem }, to: port, known });
}

/** kube-apiserver replaces an empty scheme by HTTP. */
function* checkScheme(scheme: Json | undefined, path: FieldPath): Generator<Found> {
  if (!isSet(scheme) || scheme === '' || isOneOf(scheme, schemes)) return;
  yield notSupported(path.child('scheme'), 'scheme', scheme, schemes);
}

function* checkProtocol({ value, path }: Handler): Generator<Found> {
  const protocol = value['protocol'];
  if (!isSet(protocol)) return;
  const scheme = value['scheme'] ?? '';
  const host = value['host'] ?? '';
  const at = path.child('protocol');
  if (!isOneOf(protocol, protocols)) yield notSupported(at, 'protocol', protocol, protocols);
  else if (protocol === 'HTTP2' && scheme !== 'HTTP' && scheme !== '')
    yield invalid(at, 'overTls', { to: protocol, beside: path.child('scheme') });
  else if (protocol === 'HTTP2' && host !== '') yield invalid(path.child('host'), 'host', { to: host, beside: at });
}

function* checkMode({ value, path }: Handler): Generator<Found> {
  const mode = value['mode'];
  if (isSet(mode) && !isOneOf(mode, modes)) yield notSupported(path.child('mode'), 'mode', mode, modes);
}

/** What follows a ':' or '=' in the name is never shown: `show` cuts it. */
function* checkHeaders(headers: readonly Json[], path: FieldPath): Generator<Found, void, void> {
  for (const [i, header] of headers.entries()) {
    const name = field(header, 'name') ?? '';
    if (typeof name === 'string' && headerName.test(name)) continue;
    const at = path.child('httpHeaders').index(i).child('name');
    if (name === '') yield required(at, 'headerMissing');
    else yield invalid(at, 'header', { to: name });
  }
}
