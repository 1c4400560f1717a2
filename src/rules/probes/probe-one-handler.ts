import type { PodView } from '../../change/change.ts';
import { isObject, stringAt } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';
import { handlersIn, probeHandlers } from '../../kubernetes/pod/handlers.ts';
import { probesOf, probeTypes } from '../../kubernetes/pod/probes.ts';
import { forbidden, required } from '../finding.ts';
import { defaultedAnnotation } from '../../change/defaulted-annotation.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { joined } from '../../text/quoted.ts';
import { probesRead } from '../parts/probes-read.ts';

export const probeOneHandler = definePodRule({
  id: 'probe-one-handler',
  title: 'A probe must have exactly one handler',
  why: 'The kubelet runs one check for each probe, and acts on its result. To combine several checks in one probe, use exec with a shell command.',
  mirrors: ['validateHandler'],
  appliesTo: podsAndTemplates,
  reads: probesRead,
  messages: {
    none: {
      text: `{{probe}} of {{container}} must have one of ${joined(probeHandlers, 'or')}.`,
      fix: 'Add a handler such as httpGet: {path: /healthz, port: 8080}.',
    },
    several: {
      text: '{{probe}} of {{container}} must have only one handler, but has {{first}} and {{field}}.',
      fix: 'Remove {{field}} or {{first}}.',
    },
    besideDefault: {
      text: '{{probe}} of {{container}} must have only one handler, but has {{first}} and {{field}}. Podward added {{added}}, because the container had no probe.',
      fix: '{{recreate}}',
    },
  },
  *check({ change, changedContainers, before }) {
    let added: ReadonlySet<string> | undefined;
    for (const { type: probe, value, path } of probesOf(changedContainers)) {
      const [first, ...others] = handlersIn(value, probeHandlers);
      if (first === undefined) {
        yield required(path, 'none', { shown: { probe } });
        continue;
      }
      const beside = path.child(first);
      for (const other of others) {
        const stored = (added ??= addedProbes(before)).has(probe) ? valueAt(change.before, path) : undefined;
        const old = isObject(stored) ? handlersIn(stored, probeHandlers)[0] : undefined;
        yield old === first || old === other
          ? forbidden(path.child(other), 'besideDefault', { data: { first }, shown: { probe, added: old }, beside })
          : forbidden(path.child(other), 'several', { data: { first }, shown: { probe }, beside });
      }
    }
  },
});

/**
 * The probes of the stored Pod that the default readiness-probe added: `kubectl apply` merges the first probe of a manifest into such a
 * probe. The annotation names the probes that were added to any container, so a probe is known to be one of them only if no other container
 * has such a probe.
 */
function addedProbes(before: PodView | undefined): ReadonlySet<string> {
  if (before?.kind !== 'Pod') return new Set();
  const added = (stringAt(before.metadata, 'annotations', defaultedAnnotation) ?? '').split(',');
  return new Set(
    probeTypes.filter(
      (type) => added.includes(type) && before.containers.filter(({ value }) => isObject(value[type])).length === 1,
    ),
  );
}
