import { isEmpty } from '../../kubernetes/schema/difference.ts';
import { field, listAt, stringAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, notFound, remove, say } from '../finding.ts';
import { isDroppedAt } from '../../kubernetes/apiserver/dropped-fields.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { firstOf } from '../../text/quoted.ts';

/** What only a container that is part of the Pod's own work can have. */
const refused = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
];

export const ephemeralContainerValid = definePodRule({
  id: 'ephemeral-container-valid',
  title: 'An ephemeral container is for looking in, not for work',
  why: 'An ephemeral container may fail to start and is never restarted, so nothing can depend on it: it has no ports, probes, hooks or resources.',
  mirrors: 'validateEphemeralContainers',
  appliesTo: podsAndTemplates,
  reads: [
    'ephemeralContainers',
    'containers.lifecycle',
    'containers.livenessProbe',
    'containers.ports',
    'containers.readinessProbe',
    'containers.resizePolicy',
    'containers.resources',
    'containers.restartPolicy',
    'containers.restartPolicyRules',
    'containers.startupProbe',
    'containers.targetContainerName',
    'containers.volumeMounts',
  ],
  messages: {
    field: 'cannot be set for an ephemeral container',
    target: 'names no container of the Pod',
  },
  *check({ spec, change, containers, changedContainers }) {
    if (listAt(spec, 'ephemeralContainers').length === 0) return;
    const facts = versionFacts(change.minor);
    const names = new Set(containers.filter(({ kind }) => kind !== 'ephemeral').map(({ name }) => name));
    const fix = say(`name one of ${firstOf(names)}`);
    for (const { kind, value, path } of changedContainers) {
      if (kind !== 'ephemeral') continue;
      for (const name of refused) {
        if (!isEmpty(field(value, name), name) && !isDroppedAt(path.child(name), field(value, name), facts))
          yield forbidden(path.child(name), 'field', { to: field(value, name), fix: remove });
      }
      for (const [i, mount] of listAt(value, 'volumeMounts').entries()) {
        for (const name of ['subPath', 'subPathExpr']) {
          const subPath = stringAt(mount, name) ?? '';
          const at = path.child('volumeMounts').index(i).child(name);
          if (subPath !== '') yield forbidden(at, 'field', { to: subPath, fix: remove });
        }
      }
      const target = stringAt(value, 'targetContainerName') ?? '';
      if (target !== '' && !names.has(target)) {
        yield notFound(path.child('targetContainerName'), 'target', { to: target, fix });
      }
    }
  },
});
