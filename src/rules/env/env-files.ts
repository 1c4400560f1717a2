import type { PodView } from '../../change/change.ts';
import { storedWith } from '../../change/stored-with.ts';
import { get, isSet, listAt } from '../../json/json.ts';

/** Whether kube-apiserver accepts a fileKeyRef in the Pod: with the feature gate EnvFiles off, it does so if the stored Pod has one. */
export const acceptsEnvFiles = (pod: PodView): boolean => pod.change.facts.EnvFiles || hadEnvFile(pod);

const hadEnvFile = storedWith(({ containers }) =>
  containers.some(({ value }) =>
    listAt(value, 'env').some((variable) => isSet(get(variable, 'valueFrom', 'fileKeyRef'))),
  ),
);
