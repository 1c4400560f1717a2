import { statusNominatedNode } from '../../../src/rules/status/status-nominated-node.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const nominated = (nominatedNodeName: string, spec = {}) => withStatus({ nominatedNodeName }, spec);
const bound = { nodeName: 'node-1' };
const path = 'status.nominatedNodeName';

testRule(statusNominatedNode, {
  valid: [
    update('a Pod without a node', withStatus({}), nominated('node-2')),
    update('cleared', nominated('node-2', bound), withStatus({}, bound)),
    update('kept', nominated('node-2', bound), nominated('node-2', bound)),
    update('a bound Pod before 1.35', withStatus({}, bound), nominated('node-2', bound), 34),
  ],
  invalid: [
    {
      ...update('a bound Pod', withStatus({}, bound), nominated('node-2', bound)),
      findings: [
        {
          messageId: 'bound',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove nominatedNodeName.',
          to: 'node-2',
          says: 'bound to node "node-1"',
        },
      ],
    },
    {
      ...update('no name', withStatus({}), nominated('Node 2')),
      findings: [
        {
          messageId: 'name',
          path,
          type: 'FieldValueInvalid',
          fix: 'Use a name that kubectl get nodes lists.',
        },
      ],
    },
  ],
});
