import { field, isObject, objectAt } from '../../json/json.ts';
import { isHugePages, resourceNameError } from '../../kubernetes/resource-names.ts';
import { amountFindings, hasCpuOrMemory, nameFindings, resourceFindings, resourceMessages } from './amounts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, say } from '../finding.ts';

/** kube-apiserver names `requests` or `limits` as a whole where a request and its limit do not go together. */
export const resourcesValid = definePodRule({
  id: 'resources-valid',
  title: 'Requests and limits are amounts that go together',
  why: 'The scheduler finds a node for the requests, the kubelet holds the container to the limits.',
  mirrors: 'ValidateContainerResourceRequirements, validateOverhead',
  appliesTo: podsAndTemplates,
  reads: ['overhead', 'containers.resources'],
  messages: resourceMessages,
  *check({ spec, specPath, change, changedContainers }) {
    for (const { value, path } of changedContainers) {
      const resources = value['resources'];
      if (isObject(resources)) {
        yield* resourceFindings(resources, path.child('resources'), change, resourceNameError);
      }
    }
    const overhead = objectAt(spec, 'overhead');
    for (const name of Object.keys(overhead)) {
      yield* nameFindings(name, specPath.child('overhead'), resourceNameError);
      yield* amountFindings(name, field(overhead, name) ?? null, specPath.child('overhead'), change);
    }
    if (Object.keys(overhead).some(isHugePages) && !hasCpuOrMemory(overhead)) {
      yield forbidden(specPath.child('overhead'), 'pagesAlone', { fix: say('name memory too') });
    }
  },
});
