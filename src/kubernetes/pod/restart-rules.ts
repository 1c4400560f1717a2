/** Restart policies of containers, which kube-apiserver keeps and validates with their feature gates off if the stored Pod has them. */
import { field, isSet, listAt, type Json, type JsonObject } from '../../json/json.ts';

const rulesOf = (container: Json): readonly Json[] => listAt(container, 'restartPolicyRules');

/** Whether the spec has something of the feature gate ContainerRestartRules (containerRestartRulesInUse in pkg/api/pod/util.go). */
export const usesRestartRules = (spec: JsonObject): boolean =>
  listAt(spec, 'containers').some((container) => isSet(field(container, 'restartPolicy'))) ||
  listAt(spec, 'initContainers').some((container) => {
    const policy = field(container, 'restartPolicy');
    return (isSet(policy) && policy !== 'Always') || rulesOf(container).length > 0;
  });

/** Whether a rule of a container may restart all containers (AllContainersCouldRestart in pkg/api/v1/pod/util.go). */
export const mayRestartAll = (spec: JsonObject): boolean =>
  [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].some((container) =>
    rulesOf(container).some((rule) => field(rule, 'action') === 'RestartAllContainers'),
  );

/** Whether the spec has something of RestartAllContainersOnContainerExits (restartAllContainersActionInUse): also rules of a sidecar container. */
export const usesRestartAll = (spec: JsonObject): boolean =>
  mayRestartAll(spec) ||
  listAt(spec, 'initContainers').some(
    (container) => field(container, 'restartPolicy') === 'Always' && rulesOf(container).length > 0,
  );
