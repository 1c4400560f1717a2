import { field, isOneOf, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { portNameError } from '../../kubernetes/names.ts';
import { isPortNumber } from '../../kubernetes/ports.ts';
import { likePortName } from '../../text/like-name.ts';
import type { FieldPath } from '../../json/path.ts';
import { duplicate, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const protocols = ['TCP', 'UDP', 'SCTP'];

const messages = {
  missing: {
    text: 'a port of {{container}} must have a containerPort.',
    fix: 'Set containerPort to the port on which the container listens.',
  },
  range: {
    text: '{{field}} of {{container}} must be between 1 and 65535.',
    fix: 'Set {{field}} to a port in this range.',
  },
  follows: {
    text: 'hostPort of {{container}} must be between 1 and 65535, and must be equal to containerPort, because hostNetwork is true.',
    fix: 'Correct containerPort, and remove hostPort or set it to the same port.',
  },
  protocol: {},
  name: { text: 'a port name {{problem}}.', fix: 'Use a name such as "{{example}}".' },
  taken: {
    text: 'another port of {{container}} already has this name.',
    fix: 'Give one of the two ports another name.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const portsValid = definePodRule({
  id: 'ports-valid',
  title: 'Container ports must be between 1 and 65535, with unique names and a supported protocol',
  why: 'Services, probes and hooks refer to a container port by its number or by its name.',
  mirrors: ['validateContainerPorts'],
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'containers.ports'],
  needs: ['containers.ports'],
  messages,
  *check({ spec, changedContainers }) {
    const onHost = spec['hostNetwork'] === true;
    for (const { value, path } of changedContainers) {
      if (isSet(value['ports'])) yield* portFindings(listAt(value, 'ports'), path.child('ports'), onHost);
    }
  },
});

function* portFindings(ports: readonly Json[], path: FieldPath, onHost: boolean): Generator<Found> {
  /** The first port with each name. Like kube-apiserver, it leaves invalid names out. */
  const names = new Map<string, number>();
  for (const [i, entry] of ports.entries()) {
    const at = path.index(i);
    const name = stringAt(entry, 'name') ?? '';
    const problem = name === '' ? undefined : portNameError(name);
    const other = names.get(name);
    if (problem !== undefined) {
      const shown = { example: exampleOf(name, at.child('name'), likePortName, 'http') };
      yield invalid(at.child('name'), 'name', { data: { problem }, shown, to: name });
    } else if (other !== undefined) {
      yield duplicate(at.child('name'), 'taken', { to: name, beside: path.index(other).child('name') });
    } else if (name !== '') names.set(name, i);
    const containerPort = field(entry, 'containerPort');
    const hostPort = field(entry, 'hostPort');
    const protocol = field(entry, 'protocol');
    if (!isSet(containerPort) || containerPort === 0) yield required(at.child('containerPort'), 'missing');
    else if (!isPortNumber(containerPort)) yield invalid(at.child('containerPort'), 'range', { to: containerPort });
    if (isSet(hostPort) && hostPort !== 0 && !isPortNumber(hostPort)) {
      const follows = onHost && hostPort === containerPort;
      yield invalid(at.child('hostPort'), follows ? 'follows' : 'range', { to: hostPort });
    }
    // An absent or empty protocol is TCP before anything is validated.
    if (isSet(protocol) && protocol !== '' && !isOneOf(protocol, protocols))
      yield notSupported(at.child('protocol'), 'protocol', protocol, protocols);
  }
}
