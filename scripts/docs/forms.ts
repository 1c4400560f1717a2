/** The forms of the sentences that the engine makes about a change, for docs/messages.md: what was changed, and how to change it anyway. */
import { catalogue } from '../../src/catalogue.ts';
import { changeOf } from '../../src/change/change.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { mirrorAnnotation } from '../../src/kubernetes/annotations.ts';
import { findKind } from '../../src/kubernetes/kinds.ts';
import { newestMinor, serverFacts } from '../../src/kubernetes/versions.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { pod, podWith, workload } from '../../test/objects.ts';
import { fence } from './markdown.ts';
import { printed } from './tables.ts';

interface Form {
  /** What the form is for. */
  readonly title: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly subresource?: string;
}

const port = (containerPort: number): JsonObject => podWith({ ports: [{ containerPort, protocol: 'TCP' }] });
const env = (...values: string[]): JsonObject =>
  podWith({ env: values.map((value) => ({ name: 'LOG_LEVEL', value })) });

const changes: readonly Form[] = [
  { title: 'A value is changed', before: port(80), after: port(8080) },
  { title: 'A field is set', before: pod(), after: pod({ hostPID: true }) },
  { title: 'A field with other fields in it is set', before: pod(), after: pod({ affinity: { nodeAffinity: {} } }) },
  { title: 'An entry is added', before: env(), after: env('debug') },
  { title: 'An entry or a field is removed', before: env('debug'), after: env() },
  { title: 'A value that may be a secret is changed', before: env('debug'), after: env('info') },
];

const ownedBy = (kind: string, name: string, apiVersion: string): JsonObject => ({
  labels: { 'pod-template-hash': '5d4f8c7b9' },
  ownerReferences: [{ apiVersion, kind, name, uid: '22222222-3333-4444-5555-666666666666', controller: true }],
});
const isStatic = { annotations: { [mirrorAnnotation]: 'x' } };

const ofPods: readonly (readonly [title: string, metadata: JsonObject])[] = [
  ['A Pod without an owner', {}],
  ['A Pod of a Deployment', ownedBy('ReplicaSet', 'web-5d4f8c7b9', 'apps/v1')],
  ['A Pod of a StatefulSet or a DaemonSet', ownedBy('StatefulSet', 'web', 'apps/v1')],
  ['A Pod of a ReplicaSet or a ReplicationController', ownedBy('ReplicaSet', 'web', 'apps/v1')],
  ['A Pod of a Job', ownedBy('Job', 'migrate', 'batch/v1')],
  ['A Pod of another kind of owner', ownedBy('CloneSet', 'web', 'apps.kruise.io/v1alpha1')],
  ['A static Pod', isStatic],
];
const started = { containerStatuses: [{ name: 'web', state: { running: {} } }] };
const limited = (cpu: string): JsonObject => ({
  ...podWith({ resources: { limits: { cpu } } }, { nodeName: 'node-1' }),
  status: started,
});

const ways: readonly Form[] = [
  ...ofPods.map(([title, metadata]) => ({
    title,
    before: pod({ nodeName: 'node-1' }, metadata),
    after: pod({ nodeName: 'node-1', hostPID: true }, metadata),
  })),
  { title: 'A resize of a Pod', before: limited('1'), after: limited('2'), subresource: 'resize' },
  { title: 'A workload', before: workload('Job'), after: workload('Job', { hostPID: true }) },
];

const engine = createEngine(catalogue, defaultPolicy(catalogue));

/** The first finding on the change, as kubectl prints it. */
function messageOf({ title, before, after, subresource = '' }: Form): string {
  const [version = '', group = ''] = (stringAt(after, 'apiVersion') ?? '').split('/').toReversed();
  const { kind } = findKind(group, version, stringAt(after, 'kind') ?? '')!;
  const facts = {
    phase: 'validate',
    kind,
    subresource,
    namespace: 'default',
    name: 'web',
    facts: serverFacts(newestMinor),
  } as const;
  const [found] = engine.judge(changeOf({ ...facts, after }, before)).findings;
  if (found === undefined) throw new Error(`scripts/docs/forms.ts: there is no finding for "${title}".`);
  return printed(found.rule, found.texts());
}

const section = (forms: readonly Form[]): string[] =>
  forms.flatMap((form) => [`${form.title}:`, fence('text', messageOf(form))]);

export const formsOfMessages = (): string[] => [
  '## Forms of messages',
  'A message that refuses a change says what was changed, and often ends with the way to make the change anyway. Both parts of the message have several forms.',
  '### What was changed',
  ...section(changes),
  '### How to make the change anyway',
  ...section(ways),
];
