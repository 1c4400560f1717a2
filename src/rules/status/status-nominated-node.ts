import { stringAt } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, invalid, remove, say } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { quoted } from '../../text/quoted.ts';

export const statusNominatedNode = defineUpdateRule({
  id: 'status-nominated-node',
  title: 'Only a Pod without a node is nominated for one',
  why: 'nominatedNodeName reserves room on a node until the Pod is bound. A bound Pod that reserves room elsewhere takes it from others.',
  mirrors: 'ValidatePodStatusUpdate',
  appliesTo: statusUpdates,
  messages: {
    name: 'is no name of a node: {{problem}}',
    bound: 'the Pod is bound to node {{node}} already',
  },
  *check({ before, after, minor }) {
    const from = stringAt(before, 'status', 'nominatedNodeName') ?? '';
    const to = stringAt(after, 'status', 'nominatedNodeName') ?? '';
    if (to === '' || to === from) return;
    const path = statusPath.child('nominatedNodeName');
    const problem = dnsSubdomainError(to);
    if (problem !== undefined) {
      yield invalid(path, 'name', { data: { problem }, to, fix: say('use the name of a node') });
    }
    const node = stringAt(before, 'spec', 'nodeName') ?? '';
    if (node !== '' && versionFacts(minor).boundNotNominated) {
      yield forbidden(path, 'bound', { data: { node: quoted(node) }, to, fix: remove });
    }
  },
});
