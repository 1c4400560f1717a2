import { field, isObject, isOneOf, isSet, objectAt } from '../../json/json.ts';
import { intOrPercentProblem, meansZero } from '../../kubernetes/int-or-percent.ts';
import { forbidden, invalid, notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { amountFindings, amountMessages, percentFindings } from './rollout-amounts.ts';

const types = ['RollingUpdate', 'Recreate'];
/** The default of both numbers. */
const quarter = '25%';

export const deploymentStrategyValid = defineObjectRule({
  id: 'deployment-strategy-valid',
  title: 'The strategy of a Deployment must be Recreate, or RollingUpdate with a valid maxSurge and maxUnavailable',
  why: 'A rolling update replaces Pods step by step. maxSurge is how many Pods may be added to the desired number of Pods meanwhile, and maxUnavailable is how many may be missing.',
  mirrors: ['ValidateDeploymentStrategy', 'ValidateRollingUpdateDeployment'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Deployment'] },
  reads: ['spec.strategy'],
  messages: {
    ...amountMessages,
    type: {},
    recreate: {
      text: 'rollingUpdate is not allowed when type is Recreate.',
      fix: 'Remove rollingUpdate, or set type to RollingUpdate.',
    },
    recreateKept: {
      text: 'rollingUpdate is not allowed when type is Recreate.',
      fix: 'Remove rollingUpdate. If the manifest does not contain it, write rollingUpdate: null to remove the existing value.',
    },
    noPods: {
      text: 'must not be 0 when maxSurge is 0. Otherwise, no Pod could be replaced.',
      fix: 'Set maxUnavailable or maxSurge to 1 or more.',
    },
  },
  *check({ spec, specPath, change }) {
    const path = specPath.child('strategy');
    const strategy = objectAt(spec, 'strategy');
    const type = field(strategy, 'type') ?? 'RollingUpdate';
    const rolling = field(strategy, 'rollingUpdate');
    const rollingPath = path.child('rollingUpdate');
    if (!isOneOf(type, types)) yield notSupported(path.child('type'), 'type', type, types);
    if (type === 'Recreate' && isSet(rolling)) {
      const isKept = isSet(field(objectAt(change.before, 'spec', 'strategy'), 'rollingUpdate'));
      yield forbidden(rollingPath, isKept ? 'recreateKept' : 'recreate', { beside: path.child('type') });
    }
    if (type !== 'RollingUpdate' || !isObject(rolling)) return;
    const unavailable = rolling['maxUnavailable'] ?? quarter;
    const unavailablePath = rollingPath.child('maxUnavailable');
    const surge = rolling['maxSurge'] ?? quarter;
    const surgePath = rollingPath.child('maxSurge');
    yield* amountFindings(unavailable, unavailablePath);
    yield* percentFindings(unavailable, unavailablePath);
    yield* amountFindings(surge, surgePath);
    // kube-apiserver also counts a text that is not a number as 0.
    if ([unavailable, surge].some((amount) => intOrPercentProblem(amount) !== undefined)) return;
    if (meansZero(unavailable) && meansZero(surge))
      yield invalid(unavailablePath, 'noPods', { to: unavailable, beside: surgePath });
  },
});
