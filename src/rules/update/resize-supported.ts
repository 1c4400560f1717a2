import { specPath } from '../../kubernetes/kinds.ts';
import { obstacleMessages, resizeObstacles } from './resize.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';

export const resizeSupported = defineUpdateRule({
  id: 'resize-supported',
  title: 'A Pod can be resized only if the Pod and its node support in-place resize',
  why: 'A resize of a static Pod, of a Windows Pod, or of a Pod whose kubelet does not support in-place resize would be stored, but would never take effect.',
  mirrors: ['ValidatePodResize'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages: obstacleMessages,
  *check({ before, facts }) {
    for (const obstacle of resizeObstacles(before, facts)) {
      const path = obstacle === 'podLevel' ? specPath.child('resources') : specPath;
      yield forbidden(path, obstacle);
    }
  },
});
