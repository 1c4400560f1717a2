import type { JsonObject } from '../../../src/json/json.ts';
import { metadata, podSpec } from '../../objects.ts';

const uid = '11111111-2222-3333-4444-555555555555';

/** The labels that kube-apiserver generates for the Job below. */
export const generated = {
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': 'web',
  'controller-uid': uid,
  'job-name': 'web',
};

interface Parts {
  /** Of the Job's own spec. */
  readonly own?: JsonObject;
  readonly labels?: JsonObject;
  /** Of the spec of the template. */
  readonly spec?: JsonObject;
  readonly template?: JsonObject;
  readonly status?: JsonObject;
  readonly meta?: JsonObject;
}

/** A Job as it is stored. */
export const job = ({
  own = {},
  labels = generated,
  spec = {},
  template = {},
  status = {},
  meta = {},
}: Parts = {}): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: metadata(meta),
  spec: {
    parallelism: 1,
    completions: 1,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: { metadata: { labels }, spec: podSpec({ restartPolicy: 'Never', ...spec }), ...template },
    ...own,
  },
  status,
});

export const change = (name: string, before: JsonObject, after: JsonObject, minor = 36) => ({
  name,
  before,
  after,
  minor,
});

/** What findings about an immutable field of a Job have in common. */
export const replaceJob = {
  type: 'FieldValueInvalid',
  fix: 'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
} as const;
