import type { PodView } from '../../change/change.ts';
import { oncePer } from '../../change/once.ts';
import { isEmpty } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, listAt, stringAt } from '../../json/json.ts';
import { isDroppedAt } from '../../kubernetes/apiserver/dropped-fields.ts';
import { probeTypes } from '../../kubernetes/pod/probes.ts';
import { listText, quoted } from '../../text/quoted.ts';
import { isDnsLabel } from '../../kubernetes/names.ts';
import { forbidden, notFound } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Fields that ephemeral containers do not have (allowedEphemeralContainerFields). */
const refused = [
  'ports',
  'resources',
  ...probeTypes,
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
].map((name) => ({ name, shape: shapeOf('EphemeralContainer', name) }));

/** The names of the containers that an ephemeral container can target. */
const targetsIn = ({ containers }: PodView): ReadonlySet<string> =>
  new Set(containers.filter(({ kind }) => kind !== 'ephemeral').map(({ name }) => name));

/** Those to suggest. */
const knownTargets = oncePer((pod: PodView): readonly string[] => [...targetsIn(pod)].filter(isDnsLabel));

const targetChoice = oncePer((pod: PodView): string => {
  const names = knownTargets(pod);
  if (names.length === 0) return 'the name of a container';
  return `${names.length === 1 ? '' : 'one of '}${listText(names, undefined, quoted)}`;
});

export const ephemeralContainerValid = definePodRule({
  id: 'ephemeral-container-valid',
  title: 'Ephemeral containers must not have ports, resources, probes, hooks or a restart policy',
  why: 'An ephemeral container is for debugging a Pod. An application cannot depend on an ephemeral container, which has no guaranteed resources and is never restarted.',
  mirrors: ['validateEphemeralContainers'],
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
  needs: ['ephemeralContainers'],
  messages: {
    field: { text: '{{field}} is not allowed in {{container}}.', fix: 'Remove {{field}}.' },
    subPath: {
      text: '{{field}} is not allowed in {{container}}.',
      fix: 'Remove {{field}} to mount the whole volume.',
    },
    target: {
      text: 'the Pod has no container with this name.',
      fix: 'Set targetContainerName to {{names}}, or remove it.',
    },
  },
  *check(pod) {
    if (listAt(pod.spec, 'ephemeralContainers').length === 0) return;
    const facts = pod.change.facts;
    const targets = targetsIn(pod);
    const names = (): string => targetChoice(pod);
    for (const { kind, value, path } of pod.changedContainers) {
      if (kind !== 'ephemeral') continue;
      for (const { name, shape } of refused) {
        const to = field(value, name);
        const isKept = !isEmpty(to, shape) && !isDroppedAt(path.child(name), to, facts);
        if (isKept) yield forbidden(path.child(name), 'field', { to });
      }
      for (const [i, mount] of listAt(value, 'volumeMounts').entries()) {
        for (const name of ['subPath', 'subPathExpr']) {
          const subPath = stringAt(mount, name) ?? '';
          const at = path.child('volumeMounts').index(i).child(name);
          if (subPath !== '') yield forbidden(at, 'subPath', { to: subPath });
        }
      }
      const target = stringAt(value, 'targetContainerName') ?? '';
      if (target !== '' && !targets.has(target)) {
        yield notFound(path.child('targetContainerName'), 'target', target, knownTargets(pod), { shown: { names } });
      }
    }
  },
});
