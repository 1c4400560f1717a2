/** The rules that kube-apiserver does not apply to the Pod template of a StatefulSet. */
import { oncePer } from '../change/once.ts';
import type { Views } from '../change/views.ts';
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
  const isStoredInvalid = oncePer((views: Views) =>
    validating.some((rule) =>
      attempt('rule', rule.id, () => {
        for (const { path } of storedFindings(rule, views, optionsOf(rule.id)))
          if (path.segments()[0] === 'spec') return true;
        return false;
      }),
    ),
  );
  return (rule, views) => {
    const { kind, facts } = views.change;
    if (kind !== 'StatefulSet' || rule.judges !== 'pod' || rule.mirrors === 'policy') return false;
    return !doesOneOf(rule, templateChecks) && (!facts.statefulSetTemplates || isStoredInvalid(views));
  };
}

/** The findings on the stored object. None if the object is created. */
function storedFindings(rule: Rule, { change, update, oldObject }: Views, options: Options): Iterable<Finding> {
  if (update === undefined || change.before === undefined) return [];
  if (rule.judges === 'pod') return rule.check(update.before, options);
  if (rule.judges === 'object') return rule.check(oldObject(), options);
  if (rule.judges === 'update') return [];
  return rule.check({ ...change, operation: 'CREATE', after: change.before, before: undefined }, options);
}
