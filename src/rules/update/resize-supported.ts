import { mirrorAnnotation } from '../../pod/annotations.ts';
import { isEmpty } from '../../pod/difference.ts';
import { get, isSet, listAt, objectAt, type JsonObject } from '../../pod/json.ts';
import { specPath } from '../../pod/path.ts';
import { defineRule, forbidden, recreate, say } from '../rule.ts';
import { versionFacts } from '../versions.ts';

export const resizeSupported = defineRule({
  id: 'resize-supported',
  title: 'The Pod is one that can be resized',
  area: 'subresources',
  why: 'Not every Pod can change its resources in place: static Pods belong to their node, Windows has no such cgroups, and an old kubelet would ignore the change.',
  mirrors: 'ValidatePodResize',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages: {
    mirror: 'a static Pod cannot be resized',
    windows: 'a Windows Pod cannot be resized',
    node: 'the Pod runs on a node whose kubelet cannot resize it',
    podLevel: 'resources of the whole Pod cannot be resized before Kubernetes 1.36',
    claims: 'a Pod whose node resources come from resource claims cannot be resized',
  },
  *check({ before, minor }) {
    if (isSet(get(before, 'metadata', 'annotations', mirrorAnnotation))) {
      yield forbidden(specPath, 'mirror', { fix: say('change its manifest on the node') });
      return;
    }
    if (get(before, 'spec', 'os', 'name') === 'windows') {
      yield forbidden(specPath, 'windows', { fix: recreate });
      return;
    }
    if (!nodeSupportsResize(objectAt(before, 'status'))) yield forbidden(specPath, 'node', { fix: recreate });
    if (listAt(before, 'status', 'nodeAllocatableResourceClaimStatuses').length > 0) {
      yield forbidden(specPath, 'claims', { fix: recreate });
    }
    if (!versionFacts(minor).podLevelResize && hasPodLevel(before)) {
      yield forbidden(specPath.child('resources'), 'podLevel', { fix: recreate });
    }
  },
});

/** The first running container tells: a kubelet that can resize reports the resources that are in force. */
function nodeSupportsResize(status: JsonObject): boolean {
  const running = listAt(status, 'containerStatuses').find((item) => isSet(get(item, 'state', 'running')));
  return running === undefined || isSet(get(running, 'resources'));
}

const hasPodLevel = (pod: JsonObject | undefined): boolean =>
  ['requests', 'limits'].some((list) => !isEmpty(get(pod, 'spec', 'resources', list), list));
