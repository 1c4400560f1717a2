import type { PodView } from '../../change/change.ts';
import { oncePer } from '../../change/once.ts';
import { listAt, stringAt } from '../../json/json.ts';
import { envNameError, strictEnvNameError } from '../../kubernetes/names.ts';

/**
 * What is wrong with the name of a variable or with a prefix. With the feature gate RelaxedEnvironmentVariableValidation off, kube-apiserver still
 * accepts all relaxed names if the new Pod keeps one of them (useRelaxedEnvironmentVariableValidation in pkg/api/pod/util.go).
 */
export const variableNameErrorOf = (pod: PodView): typeof envNameError =>
  pod.change.facts.RelaxedEnvironmentVariableValidation || keepsRelaxed(pod) ? envNameError : strictEnvNameError;

function keepsRelaxed(pod: PodView): boolean {
  const stored = pod.before === undefined ? none : relaxedNames(pod.before);
  return stored.size > 0 && namesOf(pod).some((name) => stored.has(name));
}

const none: ReadonlySet<string> = new Set();

const relaxedNames = oncePer((pod: PodView): ReadonlySet<string> => new Set(namesOf(pod).filter(isOnlyRelaxed)));

const isOnlyRelaxed = (name: string): boolean =>
  strictEnvNameError(name) !== undefined && envNameError(name) === undefined;

const namesOf = ({ containers }: PodView): string[] =>
  containers.flatMap(({ value }) => [
    ...listAt(value, 'env').map((variable) => stringAt(variable, 'name') ?? ''),
    ...listAt(value, 'envFrom').map((entry) => stringAt(entry, 'prefix') ?? ''),
  ]);
