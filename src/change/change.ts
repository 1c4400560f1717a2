/** A request to change an object, or an object that is stored, and the Pod or Pod template inside it. */
import type { JsonObject } from '../json/json.ts';
import type { FieldPath, Way } from '../json/path.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import type { ServerFacts } from '../kubernetes/versions.ts';
import type { Container } from '../kubernetes/pod/containers.ts';

export type Operation = 'CREATE' | 'UPDATE';

/**
 * The phase of the request in which the change is seen. In `mutate`, the object is what the client sent. In `validate`, kube-apiserver
 * has reset the fields that it owns. `offline` is a file.
 */
export type Phase = 'mutate' | 'validate' | 'offline';

/** `status` for `pods/status`. The main resource is the empty string. */
type Subresource = string;

export type Change = Create | Update | Stored;

/** The facts that every change has. */
export interface ChangeFacts {
  readonly phase: Phase;
  readonly kind: Kind;
  readonly subresource: Subresource;
  readonly namespace: string;
  readonly name: string;
  readonly after: JsonObject;
  /** What the API server accepts. The engine puts the facts of each server of its policy here before it judges by them. */
  readonly facts: ServerFacts;
  /** The object as it is written in the file, before any field is dropped or filled in. Only in the phase `offline`. */
  readonly written?: Written;
}

interface Create extends ChangeFacts {
  readonly operation: 'CREATE';
  readonly before?: undefined;
}

export interface Update extends ChangeFacts {
  readonly operation: 'UPDATE';
  /** The stored object. */
  readonly before: JsonObject;
}

/**
 * Not a request, but an object in a cluster, as `kubectl get` prints it. Requirements that hold only on creation or for a change do not
 * apply to it, so only rules for both operations see it.
 */
interface Stored extends ChangeFacts {
  readonly operation: 'STORED';
  readonly before?: undefined;
}

/** A creation if there is no old object, and an update otherwise. */
export const changeOf = (facts: ChangeFacts, before: JsonObject | undefined): Change =>
  before === undefined ? { ...facts, operation: 'CREATE' } : { ...facts, operation: 'UPDATE', before };

/** The stored object. An object that `check` reads from a cluster is its own stored object. */
export const storedIn = ({ operation, before, after }: Change): JsonObject | undefined =>
  operation === 'STORED' ? after : before;

export interface Written {
  readonly object: JsonObject;
  readonly duplicates: readonly DuplicateName[];
}

/** A name that an object in the file has more than once. The last value counts. */
export interface DuplicateName {
  readonly way: Way;
  /** The lines in the file. */
  readonly firstLine: number;
  /** How the two names are written in the file, if YAML reads them as a different name: `y` is `true`. */
  readonly spelled?: readonly [string, string];
}

/** A workload, without its Pod template. */
export interface ObjectView {
  readonly kind: Kind;
  readonly spec: JsonObject;
  readonly specPath: FieldPath;
  /** The spec of a Job as kube-apiserver keeps it, or of the Jobs that a CronJob creates. Empty for other kinds. */
  readonly job: JsonObject;
  readonly jobPath: FieldPath;
  /** `after` of this change is the object of this view, which is the old object for the view of the old object. */
  readonly change: Change;
}

/** A Pod, or the Pod template of a workload, inside the changed object. */
export interface PodView {
  readonly kind: Kind;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  readonly metadataPath: FieldPath;
  readonly specPath: FieldPath;
  /** Every container of the spec, in the order in which kube-apiserver validates them. */
  readonly containers: readonly Container[];
  /**
   * The containers whose own fields can have findings that the old Pod did not have. On UPDATE, these are the changed containers, unless
   * something else that the rule reads changed too. A rule that compares containers with one another uses `containers`.
   */
  readonly changedContainers: readonly Container[];
  /** `after` of this change is the object of this view, which is the old object for the view of the old Pod. `before` is always the stored object. */
  readonly change: Change;
  /**
   * The stored Pod or template. It is the same for the view of the old Pod and for the view of the new one. A Pod that is read from a cluster
   * is its own stored Pod. Absent on CREATE.
   */
  readonly before?: PodView;
}
