import { isSet, listAt } from '../../json/json.ts';
import { definePodRule } from '../rule.ts';
import { forbidden, say } from '../finding.ts';

export const nodeNameGated = definePodRule({
  id: 'node-name-gated',
  title: 'A Pod with scheduling gates names no node',
  why: 'A gate keeps the Pod from being placed. A node name places it, past the scheduler and past the gate.',
  mirrors: 'ValidatePodCreate',
  // Of the template of a workload nothing is refused: only the Pod made from it is.
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  reads: ['nodeName', 'schedulingGates'],
  messages: { gated: 'cannot be set while there are schedulingGates' },
  *check({ spec, specPath }) {
    const node = spec['nodeName'];
    if (!isSet(node) || node === '' || listAt(spec, 'schedulingGates').length === 0) return;
    yield forbidden(specPath.child('nodeName'), 'gated', {
      to: node,
      fix: say('leave out nodeName, or the gates; a nodeSelector leaves the choice to the scheduler'),
    });
  },
});
