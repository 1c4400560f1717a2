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
  kind: 'CronJob' as const,
  after: workload('CronJob', {}, { jobTemplate: { spec: own } }),
});
const labels = 'spec.template.metadata.labels';
const manifest = (app: string): JsonObject => ({
  ...job({ labels: { app }, own: { selector: null } }),
  metadata: { name: 'web' },
});

testRule(jobSelectorGenerated, {
  valid: [
    { name: 'nothing yet', kind: 'Job', after: workload('Job') },
    {
      name: 'its own name',
      kind: 'Job',
      after: job({ labels: { 'job-name': 'web' }, own: { selector: { matchLabels: { 'job-name': 'web' } } } }),
    },
    { name: 'as stored', kind: 'Job', phase: 'validate', after: job() },
    { name: 'by hand', kind: 'Job', after: job({ own: { manualSelector: true, selector: {} }, labels: {} }) },
    change('something else', job(), job({ own: { parallelism: 2 } })),
    change('another label', job(), job({ labels: { ...generated, app: 'web' } })),
    change(
      'a Job of before 1.27',
      job({ labels: oldLabels, own: oldSelector }),
      job({ labels: { ...oldLabels, app: 'web' }, own: oldSelector }),
    ),
    {
      ...change('two manifests, of which neither has what is generated', manifest('web'), manifest('api')),
      phase: 'offline',
    },
    change('labels that were wrong before', job({ labels: {} }), job({ labels: {}, own: { parallelism: 2 } })),
    {
      name: 'a template without labels',
      kind: 'Job',
      after: job({ template: { metadata: null }, own: { selector: null } }),
    },
    cronJob('a CronJob without one', { selector: null, manualSelector: false }),
    {
      name: 'a CronJob’s that was stored before',
      kind: 'CronJob',
      before: workload('CronJob', {}, { jobTemplate: { spec: { selector: {}, manualSelector: true } } }),
      after: workload('CronJob', {}, { jobTemplate: { spec: { selector: {}, manualSelector: true } }, suspend: true }),
    },
  ],
  invalid: [
    {
      name: 'a copy of another Job',
      kind: 'Job',
      after: job(),
      findings: [
        {
          messageId: 'label',
          path: `${labels}[controller-uid]`,
          type: 'FieldValueInvalid',
          to: generated['controller-uid'],
          says: 'leave it out',
        },
        { messageId: 'label', path: `${labels}[batch.kubernetes.io/controller-uid]` },
        { messageId: 'selector', path: 'spec.selector', says: 'manualSelector: true' },
      ],
    },
    {
      name: 'a name that is generated',
      kind: 'Job',
      after: {
        ...job({ labels: { 'job-name': 'web' }, own: { selector: null } }),
        metadata: { generateName: 'web-' },
      },
      findings: [{ messageId: 'label', path: `${labels}[job-name]` }],
    },
    {
      name: 'a name that is too long for a label',
      kind: 'Job',
      after: { ...workload('Job'), metadata: { name: 'a'.repeat(64) } },
      findings: [{ messageId: 'name', path: labels, says: ['must be at most 63 characters', 'a shorter name'] }],
    },
    {
      name: 'a selector of one’s own',
      kind: 'Job',
      after: job({ labels: { app: 'web' }, own: { selector: { matchLabels: { app: 'web' } } } }),
      findings: [{ messageId: 'selector', path: 'spec.selector', says: 'app: web' }],
    },
    {
      ...change('a label is taken away', job(), job({ labels: lost })),
      findings: [
        { messageId: 'lost', path: labels, type: 'FieldValueRequired', says: ['(controller-uid)', 'kubectl apply'] },
      ],
    },
    {
      ...change('a label is taken away in a file, which is judged as applied', job(), job({ labels: lost })),
      phase: 'offline',
      findings: [
        {
          messageId: 'lost',
          path: labels,
          says: 'make a new Job: kubectl replace --force -f FILE',
          hides: 'kubectl apply',
        },
      ],
    },
    {
      ...change('the plain manifest', job(), job({ labels: { app: 'web' }, own: { selector: null } })),
      findings: [{ messageId: 'lost', path: labels, says: 'kubectl replace --force' }],
    },
    {
      ...change('another name', job(), job({ labels: { ...generated, 'job-name': 'other' } })),
      findings: [{ messageId: 'label', path: `${labels}[job-name]`, to: 'other' }],
    },
    {
      ...cronJob('a CronJob with one', { selector: { matchLabels: { app: 'web' } }, manualSelector: true }),
      findings: [
        { messageId: 'ofCronJob', path: 'spec.jobTemplate.spec.selector', type: 'FieldValueInvalid' },
        { messageId: 'manual', path: 'spec.jobTemplate.spec.manualSelector', type: 'FieldValueNotSupported' },
      ],
    },
  ],
});
