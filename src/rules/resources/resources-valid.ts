import { field, isSet, objectAt } from '../../json/json.ts';
import { containerResources } from '../../kubernetes/resource-names.ts';
import { forbidden } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { containerMessages, entryFindings, hasCpuOrMemory, hasHugePages, resourceFindings } from './amounts.ts';

/** kube-apiserver reports a request that contradicts its limit at `requests` as a whole. */
export const resourcesValid = definePodRule({
  id: 'resources-valid',
  title: 'Requests and limits must be valid quantities, and a request must not exceed its limit',
  why: 'The scheduler places a Pod according to its requests, and the kubelet enforces its limits. A request above the limit could never be used.',
  mirrors: ['ValidateContainerResourceRequirements', 'validateOverhead'],
  appliesTo: podsAndTemplates,
  reads: ['overhead', 'containers.resources'],
  messages: {
    ...containerMessages,
    pagesAloneInOverhead: {
      text: 'huge pages are not allowed without cpu or memory.',
      fix: 'Add cpu or memory to overhead.',
    },
  },
  *check(pod) {
    for (const { value, path } of pod.changedContainers) {
      if (!isSet(value['resources'])) continue;
      yield* resourceFindings(objectAt(value, 'resources'), path.child('resources'), containerResources, pod);
    }
    const overhead = objectAt(pod.spec, 'overhead');
    const path = pod.specPath.child('overhead');
    for (const name of Object.keys(overhead)) {
      yield* entryFindings(name, field(overhead, name) ?? null, path, containerResources, pod);
    }
    if (hasHugePages(overhead) && !hasCpuOrMemory(overhead)) yield forbidden(path, 'pagesAloneInOverhead');
  },
});
