import { stringAt } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, invalid } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

export const statusNominatedNode = defineUpdateRule({
  id: 'status-nominated-node',
  title: 'nominatedNodeName must be the name of a node, and must not be set on a bound Pod',
  why: 'nominatedNodeName reserves resources on a node until the Pod is bound. On a bound Pod, nominatedNodeName would reserve resources that no Pod uses.',
  mirrors: ['ValidatePodStatusUpdate'],
  appliesTo: statusUpdates,
  messages: {
    name: {
      text: 'the name of a node {{problem}}.',
      fix: 'Use a name that kubectl get nodes lists.',
    },
    bound: {
      text: 'nominatedNodeName cannot be set to {{to}}, because the Pod is already bound to node {{node}}.',
      fix: 'Remove nominatedNodeName.',
    },
  },
  *check({ before, after, facts }) {
    const from = stringAt(before, 'status', 'nominatedNodeName') ?? '';
    const to = stringAt(after, 'status', 'nominatedNodeName') ?? '';
    if (to === '' || to === from) return;
    const path = statusPath.child('nominatedNodeName');
    const problem = dnsSubdomainError(to);
    if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, to });
    const node = stringAt(before, 'spec', 'nodeName') ?? '';
    if (node !== '' && facts.ClearingNominatedNodeNameAfterBinding) yield forbidden(path, 'bound', { to });
  },
});
