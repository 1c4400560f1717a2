import { listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, remove, say } from '../finding.ts';

const ofHost = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

export const hostNamespacesConsistent = definePodRule({
  id: 'host-namespaces-consistent',
  title: 'What a Pod shares with its node does not contradict itself',
  why: 'A Pod with users of its own cannot use the namespaces of the node, which belong to others; and its containers cannot share one process namespace where each has that of the node.',
  mirrors: 'validatePodSpecSecurityContext, validateHostUsers',
  appliesTo: podsAndTemplates,
  reads: ['hostIPC', 'hostNetwork', 'hostPID', 'hostUsers', 'shareProcessNamespace', 'containers.volumeDevices'],
  messages: {
    processes: 'cannot go with hostPID: all processes of the node are seen already',
    users: 'cannot go with hostUsers: false',
    devices: 'cannot go with hostUsers: false: devices have no mapping of users',
  },
  *check({ spec, specPath, changedContainers }) {
    if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
      yield invalid(specPath.child('shareProcessNamespace'), 'processes', { to: true, fix: remove });
    }
    if (spec['hostUsers'] !== false) return;
    for (const name of ofHost) {
      if (spec[name] === true)
        yield forbidden(specPath.child(name), 'users', { to: true, fix: say('choose one of them') });
    }
    for (const { value, path } of changedContainers) {
      if (listAt(value, 'volumeDevices').length > 0) {
        yield forbidden(path.child('volumeDevices'), 'devices', { fix: say('mount a file system instead') });
      }
    }
  },
});
