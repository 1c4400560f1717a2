import type { JsonObject } from '../../../src/json/json.ts';
import { jobSelectorGenerated } from '../../../src/rules/job/job-selector-generated.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, generated, job } from './jobs.ts';

const { 'controller-uid': _, ...lost } = generated;
const oldLabels = { 'controller-uid': generated['controller-uid'], 'job-name': 'web' };
const oldSelector = { selector: { matchLabels: { 'controller-uid': generated['controller-uid'] } } };
const cronJob = (name: string, own: JsonObject) => ({
  name,
  after: workload('CronJob', {}, { jobTemplate: { spec: own } }),
});
const labels = 'spec.template.metadata.labels';
const manifest = (app: string): JsonObject => ({
  ...job({ labels: { app }, own: { selector: null } }),
  metadata: { name: 'web' },
});

testRule(jobSelectorGenerated, {
  valid: [
    { name: 'a new Job', after: workload('Job') },
    {
      name: 'a label with the name of the Job',
      after: job({ labels: { 'job-name': 'web' }, own: { selector: { matchLabels: { 'job-name': 'web' } } } }),
    },
    {
      name: 'an empty label of a Job without a name',
      after: { ...job({ labels: { 'job-name': '' }, own: { selector: null } }), metadata: {} },
    },
    ...['Foo_', 'my job', 'job-', 'a'.repeat(254)].map((name) => ({
      name: `the name ${name.slice(0, 6)}, which object-name reports`,
      after: { ...workload('Job'), metadata: { name } },
    })),
    { name: 'a new Job after the server has generated labels', phase: 'validate', after: job() },
    {
      name: 'a Job with manualSelector',
      after: job({ own: { manualSelector: true, selector: {} }, labels: {} }),
    },
    {
      name: 'an invalid selector of a new Job, which selector-valid judges',
      after: job({ labels: {}, own: { selector: { matchLabels: { app: 'a b' } } } }),
    },
    change('another field', job(), job({ own: { parallelism: 2 } })),
    change('another label', job(), job({ labels: { ...generated, app: 'web' } })),
    change(
      'a Job that was created before 1.27',
      job({ labels: oldLabels, own: oldSelector }),
      job({ labels: { ...oldLabels, app: 'web' }, own: oldSelector }),
    ),
    {
      ...change('two manifests without generated labels', manifest('web'), manifest('api')),
      phase: 'offline',
    },
    change('stored labels that are invalid', job({ labels: {} }), job({ labels: {}, own: { parallelism: 2 } })),
    {
      name: 'a Pod template without labels',
      after: job({ template: { metadata: null }, own: { selector: null } }),
    },
    cronJob('a CronJob without a selector', { selector: null, manualSelector: false }),
    {
      name: 'a stored CronJob with a selector',
      before: workload('CronJob', {}, { jobTemplate: { spec: { selector: {}, manualSelector: true } } }),
      after: workload('CronJob', {}, { jobTemplate: { spec: { selector: {}, manualSelector: true } }, suspend: true }),
    },
  ],
  invalid: [
    {
      name: 'a copy of another Job',
      after: job(),
      findings: [
        {
          messageId: 'label',
          path: `${labels}[controller-uid]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the label controller-uid from spec.template.metadata.labels.',
          to: generated['controller-uid'],
        },
        {
          messageId: 'label',
          path: `${labels}[batch.kubernetes.io/controller-uid]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the label batch.kubernetes.io/controller-uid from spec.template.metadata.labels.',
        },
        {
          messageId: 'selector',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Remove selector, or set manualSelector: true and choose labels that no other Job has.',
        },
      ],
    },
    {
      name: 'a Job whose name is generated',
      after: {
        ...job({ labels: { 'job-name': 'web' }, own: { selector: null } }),
        metadata: { generateName: 'web-' },
      },
      findings: [
        {
          messageId: 'label',
          path: `${labels}[job-name]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the label job-name from spec.template.metadata.labels.',
        },
      ],
    },
    {
      name: 'a name that is too long for a label value',
      after: { ...workload('Job'), metadata: { name: 'a'.repeat(64) } },
      findings: [
        { messageId: 'name', path: labels, type: 'FieldValueInvalid', fix: 'Use a shorter name for the Job.' },
      ],
    },
    {
      name: 'a stored Job without generated labels, whose name can no longer be changed',
      isStored: true,
      after: { ...workload('Job'), metadata: { name: 'a'.repeat(64) } },
      findings: [
        {
          messageId: 'lost',
          path: labels,
          type: 'FieldValueRequired',
          fix: 'To change the Job in place, use kubectl apply -n default -f FILE. To delete and recreate the Job, use kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'a name that is too long for a label value, of a Job whose Pod template has no labels',
      after: {
        ...job({ labels: {}, own: { selector: null, manualSelector: null } }),
        metadata: { name: 'a'.repeat(64) },
      },
      findings: [
        { messageId: 'name', path: labels, type: 'FieldValueInvalid', fix: 'Use a shorter name for the Job.' },
      ],
    },
    {
      name: 'a selector with another label',
      after: job({ labels: { app: 'web' }, own: { selector: { matchLabels: { app: 'web' } } } }),
      findings: [
        {
          messageId: 'selector',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Remove selector, or set manualSelector: true and choose labels that no other Job has.',
          says: 'requires app: web, which',
        },
      ],
    },
    {
      ...change('a label is removed', job(), job({ labels: lost })),
      findings: [
        {
          messageId: 'lost',
          path: labels,
          type: 'FieldValueRequired',
          fix: 'To change the Job in place, use kubectl apply -n default -f FILE. To delete and recreate the Job, use kubectl replace --force -n default -f FILE.',
          says: 'the label controller-uid, which',
        },
      ],
    },
    {
      ...change(
        'a label is removed in a file, which is judged as kubectl apply sends it',
        job(),
        job({ labels: lost }),
      ),
      phase: 'offline',
      findings: [
        {
          messageId: 'lost',
          path: labels,
          type: 'FieldValueRequired',
          fix: 'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      ...change(
        'a manifest without what the server generated',
        job(),
        job({ labels: { app: 'web' }, own: { selector: null } }),
      ),
      findings: [
        {
          messageId: 'lost',
          path: labels,
          type: 'FieldValueRequired',
          fix: 'To change the Job in place, use kubectl apply -n default -f FILE. To delete and recreate the Job, use kubectl replace --force -n default -f FILE.',
          says: 'the labels controller-uid, job-name, ',
        },
      ],
    },
    {
      ...change('a label is changed', job(), job({ labels: { ...generated, 'job-name': 'other' } })),
      findings: [
        {
          messageId: 'labelChanged',
          path: `${labels}[job-name]`,
          type: 'FieldValueInvalid',
          fix: 'Set job-name back to "web".',
          to: 'other',
          says: 'must stay "web"',
        },
      ],
    },
    {
      ...change('a label in one of two manifests, which do not know the uid', manifest('web'), {
        ...manifest('web'),
        spec: { template: { metadata: { labels: { 'controller-uid': '1' } } } },
      }),
      phase: 'offline',
      findings: [
        {
          messageId: 'label',
          path: `${labels}[controller-uid]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the label controller-uid from spec.template.metadata.labels.',
        },
      ],
    },
    {
      ...change('a selector that is changed', job(), job({ own: { selector: { matchLabels: { app: 'web' } } } })),
      findings: [
        {
          messageId: 'selectorChanged',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Undo the change of the selector, because the selector of a Job is immutable.',
        },
      ],
    },
    {
      ...change(
        'manualSelector is removed',
        job({ own: { manualSelector: true, selector: { matchLabels: { app: 'web' } } }, labels: { app: 'web' } }),
        job({ own: { selector: { matchLabels: { app: 'web' } } }, labels: { app: 'web' } }),
      ),
      findings: [
        {
          messageId: 'lostManual',
          path: labels,
          type: 'FieldValueRequired',
          fix: 'Set manualSelector back to true.',
          says: 'the labels controller-uid and job-name, which',
        },
        {
          messageId: 'selectorManual',
          path: 'spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Set manualSelector back to true.',
          says: 'the selector must be the one that the API server generates',
        },
      ],
    },
    {
      ...cronJob('a CronJob with a selector', { selector: { matchLabels: { app: 'web' } }, manualSelector: true }),
      findings: [
        {
          messageId: 'ofCronJob',
          path: 'spec.jobTemplate.spec.selector',
          type: 'FieldValueInvalid',
          fix: 'Remove selector.',
          to: { matchLabels: { app: 'web' } },
        },
        {
          messageId: 'manual',
          path: 'spec.jobTemplate.spec.manualSelector',
          type: 'FieldValueNotSupported',
          fix: 'Remove manualSelector.',
          says: 'supported values: false.',
        },
      ],
    },
  ],
});
