import { field, isObject, isOneOf, objectAt } from '../../json/json.ts';
import { intOrPercentProblem, meansZero } from '../../kubernetes/int-or-percent.ts';
import { show } from '../../text/shown.ts';
import { invalid, notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { amountFindings, amountMessages, percentFindings } from './rollout-amounts.ts';

const types = ['RollingUpdate', 'OnDelete'];

export const daemonSetUpdateStrategyValid = defineObjectRule({
  id: 'daemon-set-update-strategy-valid',
  title: 'The updateStrategy of a DaemonSet must be OnDelete, or RollingUpdate with either maxSurge or maxUnavailable',
  why: 'On each node, a rolling update either stops the old Pod before it starts the new one, or starts the new Pod first. maxUnavailable is the number of nodes for the first way, and maxSurge for the second.',
  mirrors: ['ValidateDaemonSetUpdateStrategy', 'ValidateRollingUpdateDaemonSet'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['DaemonSet'] },
  reads: ['spec.updateStrategy'],
  messages: {
    ...amountMessages,
    type: {},
    both: {
      text: 'must be 0 when maxUnavailable is not 0, but maxUnavailable is {{unavailable}}.',
      fix: 'Set maxUnavailable to 0 to start each new Pod before its old Pod stops, or remove maxSurge.',
    },
    bothByDefault: {
      text: 'must be 0 when maxUnavailable is not 0, and the default of maxUnavailable is 1.',
      fix: 'Set maxUnavailable to 0 to start each new Pod before its old Pod stops, or remove maxSurge.',
    },
    neither: {
      text: 'must not be 0 when maxSurge is 0. Otherwise, no Pod could be replaced.',
      fix: 'Set maxUnavailable to 1 or more.',
    },
  },
  *check({ spec, specPath }) {
    const path = specPath.child('updateStrategy');
    const strategy = objectAt(spec, 'updateStrategy');
    const type = field(strategy, 'type') ?? 'RollingUpdate';
    if (!isOneOf(type, types)) yield notSupported(path.child('type'), 'type', type, types);
    const rolling = field(strategy, 'rollingUpdate');
    if (type !== 'RollingUpdate' || !isObject(rolling)) return;
    const unavailable = rolling['maxUnavailable'] ?? 1;
    const unavailablePath = path.child('rollingUpdate', 'maxUnavailable');
    const surge = rolling['maxSurge'] ?? 0;
    const surgePath = path.child('rollingUpdate', 'maxSurge');
    for (const [amount, at] of [
      [unavailable, unavailablePath],
      [surge, surgePath],
    ] as const) {
      yield* amountFindings(amount, at);
      yield* percentFindings(amount, at);
    }
    // kube-apiserver also counts a text that is not a number as 0.
    if ([unavailable, surge].some((amount) => intOrPercentProblem(amount) !== undefined)) return;
    if (meansZero(unavailable) && meansZero(surge))
      yield invalid(unavailablePath, 'neither', { to: unavailable, beside: surgePath });
    if (meansZero(unavailable) || meansZero(surge)) return;
    if (unavailable === 1) yield invalid(surgePath, 'bothByDefault', { to: surge, beside: unavailablePath });
    else
      yield invalid(surgePath, 'both', {
        to: surge,
        shown: { unavailable: show(unavailable, unavailablePath) ?? 'set' },
        beside: unavailablePath,
      });
  },
});
