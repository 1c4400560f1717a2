import { specPath } from '../../json/path.ts';
import { obstacleMessages, resizeObstacles } from './resize.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const resizeSupported = defineUpdateRule({
  id: 'resize-supported',
  title: 'A Pod can be resized only if the Pod and its node support in-place resize',
  why: 'A static Pod is managed by its node, a Windows Pod cannot be resized, and an older kubelet does not apply a resize. The API server would otherwise store a change that never takes effect.',
  mirrors: 'ValidatePodResize',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages: obstacleMessages,
  *check({ before, minor }) {
    for (const obstacle of resizeObstacles(before, versionFacts(minor))) {
      const path = obstacle === 'podLevel' ? specPath.child('resources') : specPath;
      yield forbidden(path, obstacle);
    }
  },
});
