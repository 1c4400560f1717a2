import { isSet } from '../../json/json.ts';
import { isDroppedAt } from '../../kubernetes/apiserver/dropped-fields.ts';
import { probeTypes } from '../../kubernetes/pod/probes.ts';
import { forbidden } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { probesRead } from '../parts/probes-read.ts';

const fields = ['lifecycle', ...probeTypes] as const;

export const initContainerProbes = definePodRule({
  id: 'init-container-probes',
  title: 'Init containers must not have probes or lifecycle hooks',
  why: 'An init container runs to completion before the next container starts, so it is never probed. A sidecar container, which is an init container with restartPolicy: Always, may have probes and hooks.',
  mirrors: ['validateInitContainers'],
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', ...probesRead],
  needs: ['initContainers'],
  messages: {
    set: {
      text: '{{field}} is not allowed in an init container that runs to completion.',
      fix: 'Remove {{field}}, or set restartPolicy to Always to make {{container}} a sidecar container.',
    },
  },
  *check({ changedContainers, change }) {
    for (const { kind, value, path } of changedContainers) {
      if (kind !== 'init') continue;
      for (const name of fields) {
        if (!isSet(value[name]) || isDroppedAt(path.child(name), value[name], change.facts)) continue;
        yield forbidden(path.child(name), 'set');
      }
    }
  },
});
