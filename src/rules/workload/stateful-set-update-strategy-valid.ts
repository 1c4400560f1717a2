import { field, isObject, isOneOf, isSet, numberAt, objectAt } from '../../json/json.ts';
import { intOrPercentProblem, meansZero } from '../../kubernetes/int-or-percent.ts';
import { invalid, notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { amountFindings, amountMessages, percentFindings } from './rollout-amounts.ts';

const types = ['RollingUpdate', 'OnDelete'];

export const statefulSetUpdateStrategyValid = defineObjectRule({
  id: 'stateful-set-update-strategy-valid',
  title:
    'The updateStrategy of a StatefulSet must be OnDelete, or RollingUpdate with a valid partition and maxUnavailable',
  why: 'A rolling update replaces the Pods with an ordinal of partition or higher, and at most maxUnavailable Pods at a time. With OnDelete, a Pod is replaced after a user deletes it.',
  mirrors: ['ValidateStatefulSetSpec', 'validateRollingUpdateStatefulSet'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['StatefulSet'] },
  reads: ['spec.updateStrategy'],
  messages: {
    ...amountMessages,
    type: {},
    onDelete: {
      text: 'rollingUpdate is not allowed when type is OnDelete.',
      fix: 'Remove rollingUpdate, or set type to RollingUpdate.',
    },
    onDeleteKept: {
      text: 'rollingUpdate is not allowed when type is OnDelete.',
      fix: 'Remove rollingUpdate. If the manifest does not contain it, write rollingUpdate: null to remove the existing value.',
    },
    partition: {
      text: 'must be 0 or more.',
      fix: 'Set partition to the lowest ordinal to update, or to 0 to update all Pods.',
    },
    noPods: {
      text: 'must not be 0. Otherwise, no Pod could be replaced.',
      fix: 'Set maxUnavailable to 1 or more, or remove it to replace one Pod at a time.',
    },
  },
  *check({ spec, specPath, change }) {
    const path = specPath.child('updateStrategy');
    const strategy = objectAt(spec, 'updateStrategy');
    const type = field(strategy, 'type') ?? 'RollingUpdate';
    const rolling = field(strategy, 'rollingUpdate');
    const rollingPath = path.child('rollingUpdate');
    if (!isOneOf(type, types)) yield notSupported(path.child('type'), 'type', type, types);
    if (type === 'OnDelete' && isSet(rolling)) {
      const isKept = isSet(field(objectAt(change.before, 'spec', 'updateStrategy'), 'rollingUpdate'));
      yield invalid(rollingPath, isKept ? 'onDeleteKept' : 'onDelete', { to: rolling, beside: path.child('type') });
    }
    if (type !== 'RollingUpdate' || !isObject(rolling)) return;
    const partition = numberAt(rolling, 'partition') ?? 0;
    if (partition < 0) yield invalid(rollingPath.child('partition'), 'partition', { to: partition });
    const unavailable = rolling['maxUnavailable'];
    if (!isSet(unavailable) || !change.facts.MaxUnavailableStatefulSet) return;
    const unavailablePath = rollingPath.child('maxUnavailable');
    yield* amountFindings(unavailable, unavailablePath);
    yield* percentFindings(unavailable, unavailablePath);
    if (intOrPercentProblem(unavailable) === undefined && meansZero(unavailable))
      yield invalid(unavailablePath, 'noPods', { to: unavailable });
  },
});
