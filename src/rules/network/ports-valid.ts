import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { portNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, notSupported, required, say, type FindingOf } from '../finding.ts';

/** An absent or empty protocol is TCP before anything is validated. */
const protocols: readonly unknown[] = ['TCP', 'UDP', 'SCTP', ''];
const maxPort = 65535;

const messages = {
  missing: 'a port needs its number',
  range: 'must be between 1 and 65535',
  protocol: 'is no protocol; there are TCP, UDP and SCTP',
  name: '{{problem}}',
  taken: 'another port of the container has this name',
} as const;
type Found = FindingOf<typeof messages>;

export const portsValid = definePodRule({
  id: 'ports-valid',
  title: 'Container ports are valid, and their names unique',
  why: 'Services and probes find a port of a container by its number or its name.',
  mirrors: 'validateContainerPorts',
  appliesTo: podsAndTemplates,
  reads: ['containers.ports'],
  messages,
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const ports = listAt(value, 'ports');
      if (ports.length > 0) yield* portFindings(ports, path.child('ports'));
    }
  },
});

function* portFindings(ports: readonly Json[], path: FieldPath): Generator<Found> {
  const names = new Set<string>();
  for (const [i, entry] of ports.entries()) {
    const containerPort = field(entry, 'containerPort');
    const hostPort = field(entry, 'hostPort');
    const protocol = field(entry, 'protocol');
    const name = stringAt(entry, 'name') ?? '';
    const problem = name === '' ? undefined : portNameError(name);
    if (problem !== undefined) {
      yield invalid(path.index(i).child('name'), 'name', {
        data: { problem },
        to: name,
        fix: say('choose a name such as http or metrics'),
      });
    } else if (name !== '' && names.has(name)) {
      yield duplicate(path.index(i).child('name'), 'taken', { to: name, fix: say('choose another name') });
    } else {
      names.add(name);
    }
    if (!isSet(containerPort) || containerPort === 0) {
      yield required(path.index(i).child('containerPort'), 'missing', { fix: say('name the port that it listens on') });
    } else if (!isPort(containerPort)) {
      yield range(path.index(i).child('containerPort'), containerPort);
    }
    if (isSet(hostPort) && hostPort !== 0 && !isPort(hostPort)) {
      yield range(path.index(i).child('hostPort'), hostPort);
    }
    if (isSet(protocol) && !protocols.includes(protocol)) {
      yield notSupported(path.index(i).child('protocol'), 'protocol', {
        to: protocol,
        fix: say('leave it out for TCP'),
      });
    }
  }
}

const range = (path: FieldPath, to: Json): Found =>
  invalid(path, 'range', { to, fix: say('choose a port from 1 to 65535') });

const isPort = (value: Json): boolean => typeof value === 'number' && value >= 1 && value <= maxPort;
