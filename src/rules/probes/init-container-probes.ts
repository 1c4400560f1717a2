import { isObject, isSet, type Json } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, say } from '../finding.ts';

const fields = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

export const initContainerProbes = definePodRule({
  id: 'init-container-probes',
  title: 'An init container has no probes and no hooks',
  why: 'It runs to its end before the next container starts, so there is nothing to watch. A sidecar, with restartPolicy Always, runs on and may have both.',
  mirrors: 'validateInitContainers',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.lifecycle',
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: { set: 'an init container that runs to its end has none' },
  *check({ changedContainers }) {
    for (const { kind, value, path } of changedContainers) {
      if (kind !== 'init') continue;
      for (const name of fields) {
        if (!isSet(value[name]) || isStopSignalAlone(value[name])) continue;
        yield forbidden(path.child(name), 'set', {
          fix: say('leave it out, or set restartPolicy: Always to make the container a sidecar'),
        });
      }
    }
  },
});

/** kube-apiserver drops a stopSignal (the gate ContainerStopSignals is off), and the lifecycle with it where nothing else is in it. */
const isStopSignalAlone = (lifecycle: Json | undefined): boolean =>
  isObject(lifecycle) &&
  isSet(lifecycle['stopSignal']) &&
  !isSet(lifecycle['postStart']) &&
  !isSet(lifecycle['preStop']);
