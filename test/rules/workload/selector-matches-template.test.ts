import type { Json, JsonObject } from '../../../src/json/json.ts';
import { selectorMatchesTemplate } from '../../../src/rules/workload/selector-matches-template.ts';
import { podSpec, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

type Selecting = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicationController' | 'Job';
const object = (kind: Selecting, selector: Json, labels: JsonObject, own: JsonObject = {}): JsonObject =>
  workload(kind, {}, { selector, template: { metadata: { labels }, spec: podSpec() }, ...own });
const made = (name: string, kind: Selecting, selector: Json, labels: JsonObject, own: JsonObject = {}) => ({
  name,
  kind,
  after: object(kind, selector, labels, own),
});
const app = { matchLabels: { app: 'web' } };
const exists = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
const path = 'spec.template.metadata.labels';

testRule(selectorMatchesTemplate, {
  valid: [
    made('the label is there', 'Deployment', app, { app: 'web', tier: 'front' }),
    made('an expression is met', 'StatefulSet', exists, { tier: 'front' }),
    made('the map of a ReplicationController', 'ReplicationController', { app: 'web' }, { app: 'web' }),
    made('a Job’s labels are generated', 'Job', null, { app: 'web' }),
    made('a Job that selects by its name', 'Job', { matchLabels: { 'job-name': 'web' } }, {}),
    made('a Job by hand', 'Job', app, { app: 'web' }, { manualSelector: true }),
    made('no selector', 'Deployment', null, {}),
    made('a selector that cannot be read', 'Deployment', { matchLabels: { app: 'a b' } }, { app: 'web' }),
    {
      name: 'nothing of it changed',
      kind: 'Deployment',
      before: object('Deployment', app, { app: 'other' }, { replicas: 1 }),
      after: object('Deployment', app, { app: 'other' }, { replicas: 2 }),
    },
    { name: 'no template', kind: 'Deployment', after: workload('Deployment', {}, { selector: null, template: 7 }) },
  ],
  invalid: [
    {
      ...made('another value', 'Deployment', app, { app: 'api' }),
      findings: [
        {
          messageId: 'mismatch',
          path,
          type: 'FieldValueInvalid',
          to: { app: 'api' },
          says: ['asks for app: web', 'make the selector and the labels of the template agree'],
        },
      ],
    },
    {
      ...made('a missing key', 'DaemonSet', { ...app, ...exists }, { app: 'web' }),
      findings: [{ messageId: 'mismatch', path, says: 'asks for tier Exists' }],
    },
    {
      ...made(
        'an expression',
        'StatefulSet',
        { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a', 'b'] }] },
        { app: 'b' },
      ),
      findings: [{ messageId: 'mismatch', path, says: 'app NotIn [a, b]' }],
    },
    {
      ...made('a ReplicationController', 'ReplicationController', { app: 'web' }, {}),
      findings: [{ messageId: 'mismatch', path }],
    },
    {
      ...made('a Job by hand without the label', 'Job', app, {}, { manualSelector: true }),
      findings: [{ messageId: 'mismatch', path }],
    },
    {
      ...made('a Job that asks for more than is generated', 'Job', app, {}),
      findings: [{ messageId: 'mismatch', path, says: 'app: web' }],
    },
    {
      name: 'the labels moved away from the selector',
      kind: 'Deployment',
      before: object('Deployment', app, { app: 'web' }),
      after: object('Deployment', app, { app: 'new' }),
      findings: [{ messageId: 'mismatch', path, says: 'since the selector cannot change' }],
    },
  ],
});
