/** Valid inputs of each target, as JSON, from which the hostile ones are made. */
import { catalogue } from '../../src/catalogue.ts';
import { get, isObject, stringAt, type Json } from '../../src/json/json.ts';
import { reviewOf } from '../admission/requests.ts';
import { events, podListsOf, reports, versions } from './answers.ts';
import { recordedReviews } from './inputs.ts';
import type { TargetName } from './targets.ts';

export function createSources(): Readonly<Record<TargetName, readonly string[]>> {
  const reviews = recordedReviews();
  const objects = reviews.map((review) => get(review, 'request', 'object')).filter(isObject);
  const pods = objects.filter((object) => stringAt(object, 'kind') === 'Pod');
  const inputs: Readonly<Record<TargetName, readonly Json[]>> = {
    review: reviews,
    namespace: namespaces,
    podList: podListsOf(pods),
    event: events,
    report: reports,
    version: versions,
    manifest: objects,
    configuration: configurations,
  };
  const texts = Object.entries(inputs).map(([name, values]) => [name, values.map((value) => JSON.stringify(value))]);
  return Object.fromEntries(texts) as Record<TargetName, readonly string[]>;
}

const labelled = (labels: Json, name = 'shop'): Json => ({
  kind: 'Namespace',
  apiVersion: 'v1',
  metadata: { name, labels },
  spec: { finalizers: ['kubernetes'] },
});
const namespaceReview = (object: Json, oldObject: Json = null): Json =>
  reviewOf({
    kind: { group: '', version: 'v1', kind: 'Namespace' },
    resource: { group: '', version: 'v1', resource: 'namespaces' },
    name: 'shop',
    namespace: 'shop',
    operation: oldObject === null ? 'CREATE' : 'UPDATE',
    object,
    oldObject,
  }) as Json;
const mode = 'podward.dev/mode';
const namespaces: readonly Json[] = [
  namespaceReview(labelled({ [mode]: 'deny' })),
  namespaceReview(labelled({ [mode]: 'wrn', 'podward.dev/mdoe': 'warn' }, '')),
  namespaceReview(labelled({ [mode]: 'off' }), labelled({ [mode]: 'deny' })),
  namespaceReview(labelled({ [mode]: 'deny' }), labelled({ [mode]: 'audit', team: 'a' })),
  namespaceReview(labelled({}), labelled({ [mode]: 'warn' })),
];

const head = { apiVersion: 'podward.dev/v1alpha1', kind: 'PodwardConfiguration' };
/** With every rule and every default in them. */
const configurations: readonly Json[] = [
  head,
  {
    ...head,
    kubernetesVersion: '1.36',
    featureGates: { EnvFiles: true },
    mutate: { fill: ['deny', 'warn'], explain: false },
    exemptions: { users: ['system:admin'], namespaces: ['a', 'b'] },
    rules: Object.fromEntries(catalogue.rules.map(({ id }) => [id, { mode: 'warn' }])),
    defaults: Object.fromEntries(catalogue.defaults.map(({ id }) => [id, { enabled: true }])),
  },
  {
    ...head,
    rules: { 'env-valid': { mode: 'off' } },
    defaults: {
      'readiness-probe': { readiness: { http: { httpGet: { path: '/ready' } } } },
      'restart-policy': { jobs: 'Never' },
    },
  },
];
