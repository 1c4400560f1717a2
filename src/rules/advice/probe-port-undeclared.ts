import { oncePer } from '../../change/once.ts';
import type { PodView } from '../../change/change.ts';
import { field, listAt, stringAt } from '../../json/json.ts';
import { isDnsLabel, portNameError } from '../../kubernetes/names.ts';
import type { Container } from '../../kubernetes/pod/containers.ts';
import { handlersOf, type Handler } from '../../kubernetes/pod/handlers.ts';
import { isPortNumber } from '../../kubernetes/ports.ts';
import { quoted } from '../../text/quoted.ts';
import { advise } from '../finding.ts';
import { probesRead } from '../parts/probes-read.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const probePortUndeclared = definePodRule({
  id: 'probe-port-undeclared',
  title: 'A probe or hook should use a port name that its container declares',
  why: 'The kubelet looks for the name among the ports of the same container. If no port has the name, the kubelet does not know where to connect, so the probe or hook cannot run.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', 'containers.ports', ...probesRead],
  messages: {
    undeclared: { text: '{{container}} declares no port named {{to}}, so {{consequence}}.', fix: '{{advice}}' },
  },
  *check(pod) {
    for (const handler of handlersOf(pod.changedContainers)) {
      const { container, value, path } = handler;
      const port = value['port'];
      // handler-valid reports a text that is not the name of a port.
      if (!isConnected(handler) || typeof port !== 'string' || declares(container, port)) continue;
      if (portNameError(port) !== undefined) continue;
      yield advise(path.child('port'), 'undeclared', {
        to: port,
        known: validPortNames(container),
        shown: { consequence: consequences[handler.of], advice: () => adviceOn(port, pod) },
      });
    }
  },
});

/** The kubelet does not support tcpSocket in a hook, and the port of grpc is always a number. */
const isConnected = ({ name, of }: Handler): boolean =>
  name === 'httpGet' || (name === 'tcpSocket' && of !== 'postStart' && of !== 'preStop');

/** The kubelet ignores the result of a probe that it could not run (doProbe in pkg/kubelet/prober/worker.go). */
const consequences: Readonly<Record<Handler['of'], string>> = {
  livenessProbe: 'the liveness probe never restarts it',
  readinessProbe: 'it never becomes ready',
  startupProbe: 'it never counts as started',
  postStart: 'its postStart hook fails',
  preStop: 'its preStop hook fails',
};

/** A container has five handlers at most. */
const declares = ({ value }: Container, name: string): boolean =>
  listAt(value, 'ports').some((entry) => field(entry, 'name') === name);

const validPortNames = ({ value }: Container): readonly string[] =>
  [...new Set(listAt(value, 'ports').flatMap((entry) => stringAt(entry, 'name') ?? []))].filter(
    (name) => portNameError(name) === undefined,
  );

/** The containers of a Pod share their ports, so the number of a port of another container works. */
function adviceOn(name: string, pod: PodView): string {
  const other = declared(pod).get(name);
  return other === undefined
    ? 'Declare the port in ports, or use its number.'
    : `Use ${other.number}, the port of this name in ${nameOf(other.container)}.`;
}

/** A longer name is not valid, and would be cut. */
const nameOf = (container: string): string =>
  isDnsLabel(container) ? `container ${quoted(container)}` : 'another container';

const declared = oncePer(({ containers }: PodView) => {
  const ports = new Map<string, { readonly number: number; readonly container: string }>();
  for (const { name: container, value } of containers) {
    for (const entry of listAt(value, 'ports')) {
      const [name, number] = [stringAt(entry, 'name'), field(entry, 'containerPort')];
      if (name !== undefined && typeof number === 'number' && isPortNumber(number) && !ports.has(name)) {
        ports.set(name, { number, container });
      }
    }
  }
  return ports;
});
