import { handlersIn, probeHandlers } from '../../kubernetes/pod/handlers.ts';
import { probesOf } from '../../kubernetes/pod/probes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, required, say } from '../finding.ts';

export const probeOneHandler = definePodRule({
  id: 'probe-one-handler',
  title: 'A probe checks in exactly one way',
  why: 'The kubelet asks one question and acts on the answer. With none there is nothing to ask, with two there is no saying which counts.',
  mirrors: 'validateHandler',
  appliesTo: podsAndTemplates,
  reads: [
    'containers.livenessProbe',
    'containers.readinessProbe',
    'containers.restartPolicy',
    'containers.startupProbe',
  ],
  messages: {
    none: 'a probe needs one of exec, httpGet, tcpSocket or grpc',
    several: 'the probe checks by {{first}} already, and it has one way to check',
  },
  *check({ changedContainers }) {
    for (const { value, path } of probesOf(changedContainers)) {
      const [first, ...others] = handlersIn(value, probeHandlers);
      if (first === undefined) {
        yield required(path, 'none', { fix: say('add one, as in httpGet: {path: /ready, port: 8080}') });
      }
      for (const other of others) {
        yield forbidden(path.child(other), 'several', {
          data: { first: first ?? '' },
          fix: say('keep one of them, or check the other in another probe'),
        });
      }
    }
  },
});
