/** The rules that kube-apiserver does not apply to the Pod template of a StatefulSet. */
import type { Change } from '../change/change.ts';
import { oncePer } from '../change/once.ts';
import { objectView, podView, type Views } from '../change/views.ts';
import type { Finding } from '../rules/finding.ts';
import type { Options, Rule } from '../rules/rule.ts';
import { attempt } from './failure.ts';

/** What kube-apiserver validates of every template of a StatefulSet. */
const templateChecks = new Set([
  'ValidateStatefulSetSpec',
  'ValidatePodSpecificAnnotations',
  'ValidateSeccompPodAnnotations',
  'ValidateAppArmorPodAnnotations',
  'ValidateTolerationsInPodAnnotations',
]);

/** What ValidateStatefulSetUpdate does not validate in the stored spec: volumeClaimTemplates and serviceName, which are immutable. */
const immutableChecks = new Set(['validateVolumeClaimTemplates', 'ValidateDNS1123Label']);

const doesOneOf = ({ mirrors }: Rule, functions: ReadonlySet<string>): boolean =>
  typeof mirrors !== 'string' && mirrors.some((name) => functions.has(name));

/**
 * Makes a function that tells whether kube-apiserver leaves out this rule. Some versions accept a StatefulSet with a Pod template of which no Pod
 * can be created. The others do so only if the stored spec is invalid (ValidateStatefulSetUpdate in pkg/apis/apps/validation).
 */
export function uncheckedTemplates(
  catalogue: readonly Rule[],
  optionsOf: (id: string) => Options,
): (rule: Rule, views: Views) => boolean {
  const validating = catalogue.filter(
    (rule) =>
      typeof rule.mirrors !== 'string' &&
      (rule.mode ?? 'deny') === 'deny' &&
      rule.appliesTo.kinds.includes('StatefulSet') &&
      rule.appliesTo.operations.includes('CREATE') &&
      !doesOneOf(rule, immutableChecks),
  );
  const isStoredInvalid = oncePer((views: Views) => {
    const findingsOf = storedFindings(views.change);
    return validating.some((rule) =>
      attempt('rule', rule.id, () => {
        for (const { path } of findingsOf(rule, optionsOf(rule.id))) if (path.segments()[0] === 'spec') return true;
        return false;
      }),
    );
  });
  return (rule, views) => {
    const { kind, facts } = views.change;
    if (kind !== 'StatefulSet' || rule.judges !== 'pod' || rule.mirrors === 'policy') return false;
    return !doesOneOf(rule, templateChecks) && (!facts.statefulSetTemplates || isStoredInvalid(views));
  };
}

/** Makes a function that returns the findings of a rule on the stored object. None if the object is created. */
function storedFindings({ before, ...change }: Change): (rule: Rule, options: Options) => Iterable<Finding> {
  if (before === undefined) return () => [];
  const stored: Change = { ...change, operation: 'UPDATE', before, after: before };
  const [pod, object] = [podView(stored, before), objectView(stored, before)];
  return (rule, options) => {
    if (rule.judges === 'pod') return rule.check(pod, options);
    if (rule.judges === 'object') return rule.check(object, options);
    if (rule.judges === 'update') return [];
    return rule.check({ ...stored, operation: 'CREATE', before: undefined }, options);
  };
}
