import { storedWith } from '../../change/stored-with.ts';
import { listAt } from '../../json/json.ts';
import { forbidden, invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const ofHost = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

export const hostNamespacesConsistent = definePodRule({
  id: 'host-namespaces-consistent',
  title:
    'Host namespaces and volumeDevices must not be combined with hostUsers: false, nor hostPID with shareProcessNamespace',
  why: 'With hostUsers: false the Pod has its own user namespace and cannot join the network, PID or IPC namespace of the node. With hostPID the containers already see all processes of the node, so there is no process namespace to share.',
  mirrors: ['validatePodSpecSecurityContext', 'validateHostUsers'],
  appliesTo: podsAndTemplates,
  reads: ['hostIPC', 'hostNetwork', 'hostPID', 'hostUsers', 'shareProcessNamespace', 'containers.volumeDevices'],
  messages: {
    processes: {
      text: 'shareProcessNamespace and hostPID cannot both be true. With hostPID the containers already see all processes of the node.',
      fix: 'Remove shareProcessNamespace.',
    },
    users: {
      text: '{{field}} cannot be true when hostUsers is false. A Pod with its own user namespace cannot use namespaces of the node.',
      fix: 'Remove {{field}}, or remove hostUsers.',
    },
    devices: {
      text: 'volumeDevices are not allowed when hostUsers is false.',
      fix: 'Use volumeMounts in {{container}}, with PersistentVolumeClaims of volumeMode Filesystem, or remove hostUsers.',
    },
  },
  *check(pod) {
    const { spec, specPath, changedContainers, change } = pod;
    if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
      const beside = specPath.child('hostPID');
      yield invalid(specPath.child('shareProcessNamespace'), 'processes', { to: true, beside });
    }
    const { UserNamespacesSupport, UserNamespacesHostNetworkSupport, userNamespaceDevicesRefused } = change.facts;
    if (spec['hostUsers'] !== false || !UserNamespacesSupport) return;
    const beside = specPath.child('hostUsers');
    for (const name of ofHost) {
      if (name === 'hostNetwork' && UserNamespacesHostNetworkSupport) continue;
      if (spec[name] === true) yield forbidden(specPath.child(name), 'users', { to: true, beside });
    }
    if (!userNamespaceDevicesRefused || hadDevices(pod)) return;
    for (const { value, path } of changedContainers) {
      if (listAt(value, 'volumeDevices').length > 0)
        yield forbidden(path.child('volumeDevices'), 'devices', { beside });
    }
  },
});

/** If the stored Pod has both, kube-apiserver accepts all volumeDevices (hasUserNamespacesWithVolumeDevices). */
const hadDevices = storedWith(
  ({ spec, containers }) =>
    spec['hostUsers'] === false && containers.some(({ value }) => listAt(value, 'volumeDevices').length > 0),
);
