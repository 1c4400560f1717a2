import { FieldPath } from '../json/path.ts';

export const apiVersionPath: FieldPath = FieldPath.root.child('apiVersion');
export const kindPath: FieldPath = FieldPath.root.child('kind');
export const metadataPath: FieldPath = FieldPath.root.child('metadata');
export const namePath: FieldPath = metadataPath.child('name');
export const generateNamePath: FieldPath = metadataPath.child('generateName');
export const specPath: FieldPath = FieldPath.root.child('spec');

/** Pods, and the kinds that contain a Pod template. */
export type Kind =
  | 'Pod'
  | 'Deployment'
  | 'ReplicaSet'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'
  | 'ReplicationController'
  | 'PodTemplate';

export interface KindFacts {
  readonly kind: Kind;
  readonly group: string;
  readonly version: string;
  /** The plural, as in URLs and in commands of kubectl. */
  readonly resource: string;
  /** Path of the object that has the `metadata` and the `spec` of a Pod. */
  readonly podPath: FieldPath;
}

const fact = (kind: Kind, group: string, resource: string, ...podPath: string[]): KindFacts => ({
  kind,
  group,
  version: 'v1',
  resource,
  podPath: FieldPath.root.child(...podPath),
});

export const kinds: readonly KindFacts[] = [
  fact('Pod', '', 'pods'),
  fact('Deployment', 'apps', 'deployments', 'spec', 'template'),
  fact('ReplicaSet', 'apps', 'replicasets', 'spec', 'template'),
  fact('StatefulSet', 'apps', 'statefulsets', 'spec', 'template'),
  fact('DaemonSet', 'apps', 'daemonsets', 'spec', 'template'),
  fact('Job', 'batch', 'jobs', 'spec', 'template'),
  fact('CronJob', 'batch', 'cronjobs', 'spec', 'jobTemplate', 'spec', 'template'),
  fact('ReplicationController', '', 'replicationcontrollers', 'spec', 'template'),
  fact('PodTemplate', '', 'podtemplates', 'template'),
];

export const everyKind: readonly Kind[] = kinds.map(({ kind }) => kind);

const byKind = new Map(kinds.map((facts) => [facts.kind, facts]));

export function kindFacts(kind: Kind): KindFacts {
  return byKind.get(kind)!;
}

/** Path of the spec of a Job, or of the Jobs of a CronJob. */
export const jobPathOf = (kind: Kind): FieldPath | undefined => jobPaths.get(kind);

const jobPaths: ReadonlyMap<Kind, FieldPath> = new Map([
  ['Job', specPath],
  ['CronJob', specPath.child('jobTemplate', 'spec')],
]);

/** The kind of an object, by its group, version and kind. Undefined if it is none of `kinds`. */
export function findKind(group: string, version: string, kind: string): KindFacts | undefined {
  return kinds.find((facts) => facts.group === group && facts.version === version && facts.kind === kind);
}

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string =>
  group === '' ? version : `${group}/${version}`;
