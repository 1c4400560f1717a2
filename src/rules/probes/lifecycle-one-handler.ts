import { handlersIn, hookHandlers, hooksOf } from '../../kubernetes/pod/handlers.ts';
import { isSet } from '../../json/json.ts';
import { forbidden, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const lifecycleOneHandler = definePodRule({
  id: 'lifecycle-one-handler',
  title: 'A lifecycle hook must have exactly one handler',
  why: 'The kubelet runs one handler for each hook. To run several actions in one hook, use exec with a shell command.',
  mirrors: ['validateLifecycle', 'validateHandler'],
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', 'containers.restartPolicy'],
  needs: ['containers.lifecycle'],
  messages: {
    none: {
      text: 'the {{hook}} hook of {{container}} must have one of exec, httpGet or sleep.',
      fix: 'Add a handler such as exec: {command: ["sh", "-c", "sleep 5"]}, or remove the hook.',
    },
    several: {
      text: 'the {{hook}} hook of {{container}} must have only one handler, but has {{first}} and {{field}}.',
      fix: 'Remove {{field}} or {{first}}, or do both in one exec command.',
    },
  },
  *check({ changedContainers, change }) {
    const { PodLifecycleSleepAction } = change.facts;
    const handlers = PodLifecycleSleepAction ? hookHandlers : hookHandlers.filter((name) => name !== 'sleep');
    for (const { name: hook, value, path } of hooksOf(changedContainers)) {
      const [first, ...others] = handlersIn(value, handlers);
      if (first === undefined) {
        // kube-apiserver drops a hook that has only sleep.
        if (!PodLifecycleSleepAction && isSet(value['sleep'])) continue;
        yield required(path, 'none', { shown: { hook } });
        continue;
      }
      const beside = path.child(first);
      for (const other of others) {
        yield forbidden(path.child(other), 'several', { data: { first }, shown: { hook }, beside });
      }
    }
  },
});
