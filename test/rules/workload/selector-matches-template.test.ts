import type { Json, JsonObject } from '../../../src/json/json.ts';
import { selectorMatchesTemplate } from '../../../src/rules/workload/selector-matches-template.ts';
import { podSpec, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

type Selecting = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicationController' | 'Job';
const object = (kind: Selecting, selector: Json, labels: JsonObject, own: JsonObject = {}): JsonObject =>
  workload(kind, {}, { selector, template: { metadata: { labels }, spec: podSpec() }, ...own });
const made = (name: string, kind: Selecting, selector: Json, labels: JsonObject, own: JsonObject = {}) => ({
  name,
  after: object(kind, selector, labels, own),
});
const app = { matchLabels: { app: 'web' } };
const exists = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
const names = ['name', 'instance', 'component', 'part-of', 'version'];
const path = 'spec.template.metadata.labels';

const mismatch = {
  messageId: 'mismatch',
  path,
  beside: 'spec.selector',
  type: 'FieldValueInvalid',
  fix: 'Change the labels or the selector so that they match.',
} as const;
const mismatchFixed = {
  messageId: 'mismatchFixed',
  path,
  beside: 'spec.selector',
  type: 'FieldValueInvalid',
  fix: 'Change the labels of the Pod template to match, because the selector of a Deployment is immutable.',
} as const;

testRule(selectorMatchesTemplate, {
  valid: [
    made('a label of the Pod template', 'Deployment', app, { app: 'web', tier: 'front' }),
    made('an expression that the labels meet', 'StatefulSet', exists, { tier: 'front' }),
    made('the selector of a ReplicationController', 'ReplicationController', { app: 'web' }, { app: 'web' }),
    made('a Job, whose labels are generated', 'Job', null, { app: 'web' }),
    made('a Job whose selector requires a generated label', 'Job', { matchLabels: { 'job-name': 'web' } }, {}),
    made('a Job with manualSelector', 'Job', app, { app: 'web' }, { manualSelector: true }),
    made('a Deployment without a selector', 'Deployment', null, {}),
    made('an invalid selector', 'Deployment', { matchLabels: { app: 'a b' } }, { app: 'web' }),
    {
      name: 'a stored mismatch',
      before: object('Deployment', app, { app: 'other' }, { replicas: 1 }),
      after: object('Deployment', app, { app: 'other' }, { replicas: 2 }),
    },
    {
      name: 'a template that is a number',
      after: workload('Deployment', {}, { selector: null, template: 7 }),
    },
  ],
  invalid: [
    {
      ...made('another value', 'Deployment', app, { app: 'api' }),
      findings: [
        {
          ...mismatch,
          to: { app: 'api' },
          says: 'the selector requires app: web, but the Pod template has app: api.',
        },
      ],
    },
    {
      ...made('a label that is missing', 'DaemonSet', { ...app, ...exists }, { app: 'web' }),
      findings: [
        {
          ...mismatch,
          says: 'requires tier Exists, but the Pod template has no label tier.',
        },
      ],
    },
    {
      ...made(
        'an expression that the labels do not meet',
        'StatefulSet',
        { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a', 'b'] }] },
        { app: 'b' },
      ),
      findings: [
        {
          ...mismatch,
          says: 'app NotIn [a, b], but the Pod template has app: b.',
        },
      ],
    },
    {
      ...made('labels of a ReplicationController', 'ReplicationController', { app: 'web' }, {}),
      findings: [
        {
          ...mismatch,
        },
      ],
    },
    {
      ...made('a Job with manualSelector and without the label', 'Job', app, {}, { manualSelector: true }),
      findings: [
        {
          ...mismatch,
        },
      ],
    },
    {
      ...made('an update of a Job that removes the label', 'Job', app, {}),
      before: made('', 'Job', app, { app: 'web' }).after,
      findings: [
        {
          ...mismatchFixed,
          fix: 'Change the labels of the Pod template to match, because the selector of a Job is immutable.',
        },
      ],
    },
    {
      ...made('a Job whose selector requires a label that is not generated', 'Job', app, {}),
      findings: [
        {
          ...mismatch,
          messageId: 'generated',
          fix: 'Remove selector, because the API server generates the selector of a Job.',
          says: 'app: web',
        },
      ],
    },
    {
      ...made('two labels', 'Deployment', { matchLabels: { app: 'web', tier: 'front' } }, {}),
      findings: [
        {
          ...mismatch,
          says: 'requires app: web and tier: front, but the Pod template has no label app and no label tier.',
        },
      ],
    },
    {
      ...made(
        'several requirements of one label',
        'Deployment',
        { ...app, matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] },
        { app: '' },
      ),
      findings: [{ ...mismatch, says: 'requires app: web and app In [web, api], but the Pod template has app: "".' }],
    },
    {
      ...made(
        'more requirements than fit',
        'Deployment',
        { matchLabels: Object.fromEntries(names.map((name) => [`app.kubernetes.io/${name}`, 'web'])) },
        { 'app.kubernetes.io/name': 'api' },
      ),
      findings: [
        {
          ...mismatch,
          says: 'requires app.kubernetes.io/name: web and 4 more, but the Pod template has app.kubernetes.io/name: api.',
        },
      ],
    },
    ...[
      { name: 'two requirements that fit exactly', value: 'b'.repeat(11), required: `and ${'a'.repeat(30)}: bbb` },
      { name: 'a requirement that is longer by one character', value: 'b'.repeat(12), required: 'and 1 more' },
    ].map(({ name, value, required }) => ({
      ...made(name, 'Deployment', { matchLabels: { app: 'web', ['a'.repeat(30)]: value } }, {}),
      findings: [{ ...mismatch, says: `requires app: web ${required}` }],
    })),
    {
      ...made(
        'long keys and values',
        'Deployment',
        { matchLabels: { [`example.com/${'a'.repeat(63)}`]: 'b'.repeat(63) } },
        { [`example.com/${'a'.repeat(63)}`]: 'c'.repeat(63) },
      ),
      findings: [
        {
          ...mismatch,
          says: `requires example.com/${'a'.repeat(22)}…${'b'.repeat(17)}, but the Pod template has example.com/${'a'.repeat(22)}…${'c'.repeat(17)}.`,
        },
      ],
    },
    {
      ...made(
        'a label with a secret',
        'Deployment',
        { matchLabels: { 'db-password': 'hunter2' } },
        { 'db-password': 'swordfish' },
      ),
      findings: [{ ...mismatch, says: 'has db-password:(hidden).', hides: 'swordfish' }],
    },
    {
      ...made(
        'an invalid selector of a ReplicationController',
        'ReplicationController',
        { app: 'a b' },
        { app: 'web' },
      ),
      findings: [
        {
          messageId: 'invalidLabel',
          path,
          beside: 'spec.selector[app]',
          type: 'FieldValueInvalid',
          fix: 'Change the selector to labels of the Pod template.',
        },
      ],
    },
    {
      ...made('an invalid key', 'ReplicationController', { 'bad key': 'web' }, { app: 'web' }),
      findings: [
        {
          messageId: 'invalidLabel',
          path,
          beside: 'spec.selector[bad key]',
          type: 'FieldValueInvalid',
          fix: 'Change the selector to labels of the Pod template.',
          says: 'the selector requires a label that no Pod can have, because a label key must',
        },
      ],
    },
    {
      ...made('a mismatch that is stored', 'Deployment', app, { app: 'stored' }),
      isStored: true,
      findings: [
        {
          ...mismatchFixed,
        },
      ],
    },
    {
      name: 'the labels of a ReplicationController are changed',
      before: object('ReplicationController', { app: 'web' }, { app: 'web' }),
      after: object('ReplicationController', { app: 'web' }, { app: 'new' }),
      findings: [
        {
          ...mismatch,
        },
      ],
    },
    {
      name: 'the labels are changed',
      before: object('Deployment', app, { app: 'web' }),
      after: object('Deployment', app, { app: 'new' }),
      findings: [
        {
          ...mismatchFixed,
        },
      ],
    },
    {
      name: 'the selector is changed',
      before: object('Deployment', app, { app: 'web' }),
      after: object('Deployment', { matchLabels: { app: 'api' } }, { app: 'web' }),
      findings: [
        {
          messageId: 'selectorChanged',
          path,
          beside: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Undo the change of the selector, because the selector of a Deployment is immutable.',
          says: 'requires app: api, but the Pod template has app: web.',
        },
      ],
    },
    {
      name: 'the selector of a ReplicationController is changed',
      before: object('ReplicationController', { app: 'web' }, { app: 'web' }),
      after: object('ReplicationController', { app: 'api' }, { app: 'web' }),
      findings: [
        {
          ...mismatch,
        },
      ],
    },
  ],
});
