/** One request to change one object, and the Pod or Pod template inside it. */
import type { JsonObject } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import type { Container } from '../kubernetes/pod/containers.ts';

export type Operation = 'CREATE' | 'UPDATE';

/**
 * `STORED` is no request: an object as a cluster holds it, from `kubectl get`. What holds on creation alone, or of a change, is not asked of
 * it, so only rules for both operations see it. It has no `before`.
 */
export type Occasion = Operation | 'STORED';

/**
 * Where in a request's life the change is seen. In `mutate` the object is what the client sent; in `validate` kube-apiserver has
 * reset the fields it owns; `offline` is a file.
 */
export type Phase = 'mutate' | 'validate' | 'offline';

/** `pods/status` is `status`; the main resource is the empty text. */
type Subresource = string;

/** One request to change one object. */
export type Change = Create | Update;

/** What every change has. */
export interface ChangeFacts {
  readonly phase: Phase;
  readonly kind: Kind;
  readonly subresource: Subresource;
  readonly namespace: string;
  readonly name: string;
  readonly after: JsonObject;
  /** Minor version of the API server, as in 36 for 1.36. */
  readonly minor: number;
  /** The object as its file has it, before anything is dropped or filled in; in the phase `offline` only. */
  readonly written?: Written;
}

export interface Create extends ChangeFacts {
  readonly operation: 'CREATE' | 'STORED';
  readonly before?: undefined;
}

export interface Update extends ChangeFacts {
  readonly operation: 'UPDATE';
  /** The stored object. */
  readonly before: JsonObject;
}

/** A creation where there is no old object, an update where there is one. */
export const changeOf = (facts: ChangeFacts, before: JsonObject | undefined): Change =>
  before === undefined ? { ...facts, operation: 'CREATE' } : { ...facts, operation: 'UPDATE', before };

export interface Written {
  readonly object: JsonObject;
  readonly duplicates: readonly DuplicateName[];
}

/** A name that an object of the file has more than once; the last value counts. */
interface DuplicateName {
  readonly way: readonly (string | number)[];
  /** Lines of the file. */
  readonly firstLine: number;
  /** The two names as the file has them, where YAML reads them as another one: `y` is `true`. */
  readonly spelled?: readonly [string, string];
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
   * The containers whose own fields can have findings that the old Pod had not: on UPDATE those that changed, unless something else that
   * the rule reads did too. A rule that compares containers with one another looks at `containers`.
   */
  readonly changedContainers: readonly Container[];
  /** Its `after` is the object of this view: for the old Pod it is the old object. Its `before` is the stored object for both. */
  readonly change: Change;
  /** The stored Pod or template on UPDATE; the same for the old Pod and for the new one. */
  readonly before?: PodView;
}
