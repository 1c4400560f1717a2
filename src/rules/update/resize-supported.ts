import { specPath } from '../../json/path.ts';
import { resizeObstacles } from './resize.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, recreate, say } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const resizeSupported = defineUpdateRule({
  id: 'resize-supported',
  title: 'The Pod is one that can be resized',
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
    for (const obstacle of resizeObstacles(before, versionFacts(minor))) {
      const path = obstacle === 'podLevel' ? specPath.child('resources') : specPath;
      yield forbidden(path, obstacle, { fix: obstacle === 'mirror' ? onNode : recreate });
    }
  },
});

const onNode = say('change its manifest on the node');
