import { handlersIn, hookHandlers, hooksOf } from '../../kubernetes/pod/handlers.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, required, say } from '../finding.ts';

export const lifecycleOneHandler = definePodRule({
  id: 'lifecycle-one-handler',
  title: 'A lifecycle hook does exactly one thing',
  why: 'A hook is one action. Two would have no order, and none is a hook that was forgotten.',
  mirrors: 'validateLifecycle, validateHandler',
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', 'containers.restartPolicy'],
  messages: {
    none: 'a hook needs one of exec, httpGet or sleep',
    several: 'the hook does {{first}} already, and it can do one thing',
  },
  *check({ changedContainers }) {
    for (const { value, path } of hooksOf(changedContainers)) {
      const [first, ...others] = handlersIn(value, hookHandlers);
      if (first === undefined) {
        yield required(path, 'none', { fix: say('add one, as in exec: {command: [...]}, or leave the hook out') });
      }
      for (const other of others) {
        yield forbidden(path.child(other), 'several', {
          data: { first: first ?? '' },
          fix: say('keep one of them; a command in exec can do both'),
        });
      }
    }
  },
});
