import { field, isObject, isList, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';

export type ContainerKind = 'container' | 'init' | 'sidecar' | 'ephemeral';

export interface Container {
  /** A sidecar container is an init container with `restartPolicy: Always` (KEP-753). */
  readonly kind: ContainerKind;
  readonly index: number;
  readonly name: string;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The lists of containers in a Pod's spec, in the order in which kube-apiserver validates them. */
export const containerLists = ['containers', 'initContainers', 'ephemeralContainers'] as const;
type ContainerList = (typeof containerLists)[number];

export const isContainerList = (name: unknown): name is ContainerList =>
  (containerLists as readonly unknown[]).includes(name);

/** What a container of each kind is called. */
export const containerNouns = {
  container: 'container',
  init: 'init container',
  sidecar: 'sidecar container',
  ephemeral: 'ephemeral container',
} as const satisfies Record<ContainerKind, string>;

/** What an entry of each list is called. */
export const listNouns = {
  containers: containerNouns.container,
  initContainers: containerNouns.init,
  ephemeralContainers: containerNouns.ephemeral,
} as const satisfies Record<ContainerList, string>;

/** The lists that a Pod is created with. Ephemeral containers are added to a running Pod. */
export const initialLists = ['containers', 'initContainers'] as const;

/** kube-apiserver decodes an entry that is null to a container without fields. */
const noFields: JsonObject = Object.freeze({});

/** Every container of a Pod's spec. Entries of another type are skipped, because they have no fields. */
export function* containersOf(
  spec: JsonObject,
  path: FieldPath,
  lists: readonly ContainerList[] = containerLists,
): Generator<Container> {
  for (const list of lists) {
    const entries: Json | undefined = spec[list];
    if (!isList(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const value = entry === null ? noFields : entry;
      if (!isObject(value)) continue;
      yield {
        kind: containerKind(list, value),
        index,
        name: containerName(value),
        value,
        path: path.child(list).index(index),
      };
    }
  }
}

/** Empty if the container has no name. */
export const containerName = (container: Json | undefined): string => stringAt(container, 'name') ?? '';

/** Init containers and sidecar containers start first. Also the order of VisitContainersWithPath, in which kube-apiserver looks for warnings. */
export const inStartOrder = (containers: readonly Container[]): readonly Container[] => [
  ...containers.filter(isInit),
  ...containers.filter((container) => !isInit(container)),
];

/** Whether a container is one of `initContainers`: init containers and sidecar containers. */
export const isInit = ({ kind }: Container): boolean => kind === 'init' || kind === 'sidecar';

/** Whether a container runs as long as the Pod does: regular containers and sidecar containers. */
export const isLasting = ({ kind }: Container): boolean => kind === 'container' || kind === 'sidecar';

export const lastingContainers = (containers: readonly Container[]): readonly Container[] =>
  containers.filter(isLasting);

/** The kind of a container in the list, which is one of `containerLists`. */
export function containerKind(list: string, container: Json | undefined): ContainerKind {
  if (list === 'containers') return 'container';
  if (list === 'ephemeralContainers') return 'ephemeral';
  return field(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init';
}
