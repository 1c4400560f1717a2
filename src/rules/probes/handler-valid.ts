import { handlersOf, type Handler } from '../../kubernetes/pod/handlers.ts';
import { field, isSet, listAt, type Json } from '../../json/json.ts';
import { portNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notSupported, required, say, type FindingOf } from '../finding.ts';

const schemes: readonly unknown[] = ['HTTP', 'HTTPS'];
const headerName = /^[-A-Za-z0-9]+$/;
const maxPort = 65535;

const messages = {
  command: 'there is no command to run',
  port: 'must be a port between 1 and 65535, or the name of one',
  portNumber: 'must be a port between 1 and 65535',
  portName: 'is no name of a port: {{problem}}',
  scheme: 'is no scheme to ask by; there are HTTP and HTTPS',
  header: "is no name of a header: it must consist of letters, digits and '-'",
};
type Found = FindingOf<typeof messages>;

export const handlerValid = definePodRule({
  id: 'handler-valid',
  title: 'What a probe or a hook does can be done',
  why: 'A command that is not there and a port that cannot be fail at each attempt, and the container is restarted or left without traffic.',
  mirrors: 'validateExecAction, validateHTTPGetAction, validateTCPSocketAction, validateGRPCAction',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.lifecycle',
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages,
  *check({ changedContainers }) {
    for (const handler of handlersOf(changedContainers)) yield* checkHandler(handler);
  },
});

function* checkHandler({ name, value, path }: Handler): Generator<Found, void, void> {
  switch (name) {
    case 'exec':
      if (listAt(value, 'command').length > 0) return;
      return yield required(path.child('command'), 'command', {
        fix: say('add one, as in command: [cat, /tmp/ready]'),
      });
    case 'httpGet':
      yield* checkPort(value['port'], path.child('port'));
      yield* checkScheme(value['scheme'], path.child('scheme'));
      return yield* checkHeaders(listAt(value, 'httpHeaders'), path.child('httpHeaders'));
    case 'tcpSocket':
      return yield* checkPort(value['port'], path.child('port'));
    case 'grpc':
      if (!isPort(value['port'])) {
        yield invalid(path.child('port'), 'portNumber', {
          to: value['port'] ?? 0,
          fix: say('name the port by its number'),
        });
      }
      return;
    case 'sleep':
      // Judged where the grace period is known: lifecycle-sleep-within-grace.
      return;
  }
}

const isPort = (value: Json | undefined): boolean => typeof value === 'number' && value >= 1 && value <= maxPort;

/** A text of digits is a name, and not a valid one. */
function* checkPort(port: Json | undefined, path: FieldPath): Generator<Found, void, void> {
  if (isPort(port)) return;
  if (typeof port !== 'string') {
    return yield invalid(path, 'port', { to: port ?? 0, fix: say('choose one from 1 to 65535') });
  }
  const problem = portNameError(port);
  if (problem === undefined) return;
  yield invalid(path, 'portName', {
    data: { problem },
    to: port,
    fix: isPort(Number(port)) ? say(`write the number without quotes: ${Number(port)}`) : say('use the name of a port'),
  });
}

/** An empty scheme is filled in as HTTP. */
function* checkScheme(scheme: Json | undefined, path: FieldPath): Generator<Found, void, void> {
  if (!isSet(scheme) || scheme === '' || schemes.includes(scheme)) return;
  yield notSupported(path, 'scheme', { to: scheme, fix: say('use HTTP or HTTPS, in capital letters') });
}

function* checkHeaders(headers: readonly Json[], path: FieldPath): Generator<Found, void, void> {
  for (const [i, header] of headers.entries()) {
    const name = field(header, 'name') ?? '';
    if (typeof name === 'string' && headerName.test(name)) continue;
    yield invalid(path.index(i).child('name'), 'header', { to: name, fix: say('use a name as in X-Probe') });
  }
}
