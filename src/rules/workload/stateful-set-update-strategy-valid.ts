import { field, isObject, isSet, numberAt, objectAt, stringAt } from '../../json/json.ts';
import { intOrPercentProblem, meansZero } from '../../kubernetes/int-or-percent.ts';
import { invalid, notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { amountFindings, amountMessages, percentFindings } from './rollout-amounts.ts';

const types = ['RollingUpdate', 'OnDelete'];
const typesWithRecreate = [...types, 'Recreate'];

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
    rollingUpdate: {
      text: 'rollingUpdate is not allowed when type is {{type}}.',
      fix: 'Remove rollingUpdate, or set type to RollingUpdate.',
    },
    rollingUpdateKept: {
      text: 'rollingUpdate is not allowed when type is {{type}}.',
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
    const type = stringAt(strategy, 'type') ?? 'RollingUpdate';
    const rolling = field(strategy, 'rollingUpdate');
    const rollingPath = path.child('rollingUpdate');
    const before = objectAt(change.before, 'spec', 'updateStrategy');
    const supported = change.facts.StatefulSetRecreateStrategy ? typesWithRecreate : types;
    if (!supported.includes(type)) {
      yield notSupported(path.child('type'), 'type', type, supported);
      return;
    }
    if (type !== 'RollingUpdate') {
      if (!isSet(rolling)) return;
      yield invalid(rollingPath, isSet(before['rollingUpdate']) ? 'rollingUpdateKept' : 'rollingUpdate', {
        to: rolling,
        data: { type },
        beside: path.child('type'),
      });
      return;
    }
    if (!isObject(rolling)) return;
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
