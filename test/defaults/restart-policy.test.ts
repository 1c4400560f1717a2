import type { Json, JsonObject } from '../../src/json/json.ts';
import { restartPolicy } from '../../src/defaults/restart-policy.ts';
import { pod, workload } from '../objects.ts';
import { testDefault } from './default-tester.ts';

const job = (policy: Json, own: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  ...workload('Job', { restartPolicy: policy }, own),
  metadata: { name: 'web', ...metadata },
});
const place = '/spec/template/spec/restartPolicy';
const inCronJob = '/spec/jobTemplate/spec/template/spec/restartPolicy';

/** The annotation that client-side apply writes. */
const lastApplied = (manifest: JsonObject): JsonObject => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(manifest) },
});
const written = { spec: { template: { spec: { restartPolicy: 'Always' } } } };
const managedBy = (operation: string): JsonObject => ({
  managedFields: [{ operation, fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:restartPolicy': {} } } } } }],
});

testDefault(restartPolicy, [
  { name: 'a Pod has one', after: pod(), adds: [] },
  {
    name: 'a Pod in a file',
    phase: 'offline',
    after: pod({ restartPolicy: null }),
    adds: [['/spec/restartPolicy', 'Always']],
  },
  {
    name: 'a mirror Pod is not changed',
    after: pod({ restartPolicy: null }, { annotations: { 'kubernetes.io/config.mirror': '1' } }),
    adds: [],
  },
  {
    name: 'a Deployment in a file',
    phase: 'offline',
    after: workload('Deployment', { restartPolicy: null }),
    adds: [[place, 'Always']],
  },
  { name: 'an update of a Pod', before: pod(), after: pod({ restartPolicy: null }), adds: [] },
  {
    name: 'a Job without it',
    after: job('Always'),
    adds: [[place, 'OnFailure']],
    notes: [
      'spec.template.spec.restartPolicy: Podward sets restartPolicy to OnFailure, because a Job does not allow Always, which is the default. To choose, set restartPolicy to OnFailure or Never. [restart-policy]',
    ],
  },
  {
    name: 'a Job in a file without it',
    phase: 'offline',
    after: job(null),
    adds: [[place, 'OnFailure']],
    notes: ['OnFailure'],
  },
  { name: 'a Job in a file that says Always', phase: 'offline', after: job('Always'), adds: [] },
  { name: 'a Job with a policy of its own', after: job('Never'), adds: [] },
  {
    name: 'the choice of the operator',
    options: { jobs: 'Never' },
    after: job('Always'),
    adds: [[place, 'Never']],
    notes: ['Never'],
  },
  {
    name: 'a podFailurePolicy requires Never',
    after: job('Always', { podFailurePolicy: { rules: [] } }),
    adds: [[place, 'Never']],
    notes: [
      'Podward sets restartPolicy to Never, the only value that a Job with podFailurePolicy allows. To avoid this warning, set restartPolicy: Never.',
    ],
  },
  {
    name: 'a CronJob',
    after: workload('CronJob', { restartPolicy: 'Always' }),
    adds: [[inCronJob, 'OnFailure']],
    notes: ['because a CronJob does not allow Always'],
  },
  {
    name: 'Always, written and applied by kubectl',
    after: job('Always', {}, lastApplied(written)),
    adds: [],
  },
  {
    name: 'a manifest of kubectl without it',
    after: job('Always', {}, lastApplied({ spec: {} })),
    adds: [[place, 'OnFailure']],
    notes: ['OnFailure'],
  },
  {
    name: 'an annotation that is not JSON',
    after: job('Always', {}, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } }),
    adds: [[place, 'OnFailure']],
    notes: ['OnFailure'],
  },
  { name: 'Always, owned by a server-side apply', after: job('Always', {}, managedBy('Apply')), adds: [] },
  {
    name: 'managedFields of an update also own the defaults of the server',
    after: job('Always', {}, managedBy('Update')),
    adds: [[place, 'OnFailure']],
    notes: ['OnFailure'],
  },
  {
    name: 'on update the stored value is restored, with a note',
    before: job('OnFailure'),
    after: job('Always'),
    adds: [[place, 'OnFailure']],
    notes: [
      'Podward kept restartPolicy OnFailure of the existing Job, because a Job does not allow Always, which is the default. To avoid this warning, set restartPolicy: OnFailure.',
    ],
  },
  {
    name: 'also if it differs from the choice of the operator',
    options: { jobs: 'OnFailure' },
    before: job('Never'),
    after: job('Always'),
    adds: [[place, 'Never']],
    notes: ['kept restartPolicy Never of the existing Job'],
  },
  {
    name: 'without a note if client-side apply omits it',
    before: job('OnFailure', {}, lastApplied({ spec: { completions: 1 } })),
    after: job('Always', {}, lastApplied({ spec: {} })),
    adds: [[place, 'OnFailure']],
  },
  {
    name: 'with a note if an earlier request was a client-side apply',
    before: job('OnFailure', {}, lastApplied({ spec: {} })),
    after: job('Always', {}, lastApplied({ spec: {} })),
    adds: [[place, 'OnFailure']],
    notes: ['kept restartPolicy OnFailure'],
  },
  {
    name: 'without a note if server-side apply omits it',
    before: job('OnFailure', {}, managedBy('Apply')),
    after: job('Always', {}, { managedFields: [{ operation: 'Apply', fieldsV1: { 'f:spec': {} } }] }),
    adds: [[place, 'OnFailure']],
  },
  {
    name: 'without a note in a file without it',
    phase: 'offline',
    before: job('OnFailure'),
    after: job(null),
    adds: [[place, 'OnFailure']],
  },
  {
    name: 'on update, Always of the user stays',
    before: job('Never'),
    after: job('Always', {}, lastApplied(written)),
    adds: [],
  },
  {
    name: 'on update, a stored Always of an older server is not patched again',
    before: job('Always'),
    after: job('Always'),
    adds: [],
  },
  {
    name: 'nor in a CronJob',
    before: workload('CronJob', { restartPolicy: 'Always' }),
    after: workload('CronJob', { restartPolicy: 'Always' }),
    adds: [],
  },
  { name: 'a Job without a template', after: { kind: 'Job', spec: {} }, adds: [] },
]);
