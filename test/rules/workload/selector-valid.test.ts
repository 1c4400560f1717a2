import type { Json, JsonObject } from '../../../src/json/json.ts';
import { selectorValid } from '../../../src/rules/workload/selector-valid.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

type Selecting = 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'ReplicationController';
const made = (kind: Selecting, selector: Json, own: JsonObject = {}) => ({
  name: `${kind}: ${JSON.stringify({ selector, ...own })}`,
  kind,
  after: workload(kind, {}, { selector, ...own }),
});
const changed = (kind: Selecting, from: Json, to: Json) => ({
  name: `${kind}: ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
  kind,
  before: workload(kind, {}, { selector: from }),
  after: workload(kind, {}, { selector: to }),
});
const expression = (operator: string, values: readonly string[], key = 'app') => ({
  matchExpressions: [{ key, operator, values }],
});
const path = 'spec.selector';

testRule(selectorValid, {
  valid: [
    made('Deployment', { matchLabels: { app: 'web' } }),
    made('StatefulSet', expression('In', ['web'])),
    made('DaemonSet', expression('Exists', [])),
    made('ReplicationController', { app: 'web' }),
    made('Job', null),
    made('Job', {}, { manualSelector: true }),
    { ...changed('Deployment', { matchLabels: { app: 'a b' } }, { matchLabels: { app: 'a b' } }), name: 'unchanged' },
    changed('Deployment', { matchLabels: { app: 'web' } }, null),
  ],
  invalid: [
    ...(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] as const).flatMap((kind) => [
      {
        ...made(kind, null),
        findings: [
          { messageId: 'absent', path, type: 'FieldValueRequired' as const, says: `a ${kind} needs a selector` },
        ],
      },
      { ...made(kind, {}), findings: [{ messageId: 'empty', path, type: 'FieldValueInvalid' as const }] },
    ]),
    { ...made('Deployment', 'app=web'), findings: [{ messageId: 'absent', path }] },
    { ...made('Job', null, { manualSelector: true }), findings: [{ messageId: 'absent', path }] },
    { ...made('ReplicationController', null), findings: [{ messageId: 'absent', path }] },
    {
      ...changed('ReplicationController', { app: 'web' }, {}),
      findings: [{ messageId: 'empty', path, type: 'FieldValueRequired' }],
    },
    {
      ...made('Deployment', { matchLabels: { 'a b': 'c d' } }),
      findings: [
        { messageId: 'key', path: 'spec.selector.matchLabels[a b]' },
        { messageId: 'value', path: 'spec.selector.matchLabels[a b]' },
      ],
    },
    {
      ...made('StatefulSet', expression('Equals', ['web'])),
      findings: [{ messageId: 'operator', path: 'spec.selector.matchExpressions[0].operator' }],
    },
    {
      ...made('ReplicaSet', expression('In', [])),
      findings: [{ messageId: 'valuesMissing', path: 'spec.selector.matchExpressions[0].values' }],
    },
    {
      ...made('DaemonSet', expression('DoesNotExist', ['web'], 'tier')),
      findings: [{ messageId: 'valuesSet', path: 'spec.selector.matchExpressions[0].values' }],
    },
  ],
});
