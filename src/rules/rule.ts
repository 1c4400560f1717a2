/**
 * The contract of a rule. A rule is a value: what it is called, what it says, what it applies to, and a pure function from a change
 * to findings. It renders nothing, knows no mode and no HTTP, and never throws: a rule that throws is a bug of Podward's.
 */
import type { Container } from '../kubernetes/pod/containers.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';

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
export interface Change {
  readonly operation: Occasion;
  readonly phase: Phase;
  readonly kind: Kind;
  readonly subresource: Subresource;
  readonly namespace: string;
  readonly name: string;
  /** The stored object; present exactly on UPDATE. */
  readonly before?: JsonObject;
  readonly after: JsonObject;
  /** Minor version of the API server, as in 36 for 1.36. */
  readonly minor: number;
  /** The object as its file has it, before anything is dropped or filled in; in the phase `offline` only. */
  readonly written?: Written;
}

export interface Written {
  readonly object: JsonObject;
  readonly duplicates: readonly DuplicateName[];
}

/** A name that an object of the file has more than once; the last value counts. */
interface DuplicateName {
  readonly way: readonly (string | number)[];
  /** Lines of the file. */
  readonly firstLine: number;
  readonly lastLine: number;
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
}

/** The types of field errors: k8s.io/apimachinery pkg/apis/meta/v1 CauseType. */
export type CauseType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

/** What a person can do. The engine words it for the Pod at hand: a Pod with a controller names the owner to change instead. */
export type Fix =
  /** Make a new Pod, or change the owner. */
  | { readonly kind: 'recreate' }
  /** cpu and memory of a running Pod: the resize subresource. */
  | { readonly kind: 'resize' }
  /** Look into a running Pod with an ephemeral container. */
  | { readonly kind: 'debug' }
  /** Give the field this value. */
  | { readonly kind: 'set'; readonly value: Json }
  | { readonly kind: 'remove' }
  /** Anything else, as a short imperative sentence without a full stop. */
  | { readonly kind: 'say'; readonly text: string };

export type Data = Readonly<Record<string, string | number>>;

/** What a rule found. `I` is the id of a message of the rule's own, `D` what fills its placeholders. */
export interface Finding<I extends string = string, D extends Data = Data> {
  readonly type: CauseType;
  readonly path: FieldPath;
  readonly messageId: I;
  readonly data: D;
  /** Old and new value of the field; left out where there is none to name. */
  readonly from?: Json;
  readonly to?: Json;
  readonly fix?: Fix;
}

type Messages = Readonly<Record<string, string>>;

/** The names in the `{{placeholders}}` of a message. */
type Placeholders<M extends string> = M extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The findings that a rule with these messages can have: each with data for every placeholder of its message. */
export type FindingOf<M extends Messages> = {
  [I in keyof M & string]: Finding<I, { readonly [P in Placeholders<M[I]>]: string | number }>;
}[keyof M & string];

type NoData = Readonly<Record<never, string | number>>;

/**
 * The rest of a finding: data fills the `{{placeholders}}` of the message. The engine cleans, shortens and redacts what it shows; the name
 * of a field goes into data through `nameAt` and that of a list entry through `entryNameAt` (pod/value.ts), since data has no path.
 */
interface Details<D extends Data = Data> {
  readonly data?: D;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  readonly fix?: Fix;
}

const noData: NoData = {};

const maker =
  (type: CauseType) =>
  <const I extends string, const D extends Data = NoData>(
    path: FieldPath,
    messageId: I,
    details: Details<D> = {},
  ): Finding<I, D> => {
    const { data = noData as D, from, to, fix } = details;
    return {
      type,
      path,
      messageId,
      data,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(fix === undefined ? {} : { fix }),
    };
  };

export const required = maker('FieldValueRequired');
export const invalid = maker('FieldValueInvalid');
export const notSupported = maker('FieldValueNotSupported');
/** Well-formed, but not permitted. */
export const forbidden = maker('FieldValueForbidden');
export const duplicate = maker('FieldValueDuplicate');
export const notFound = maker('FieldValueNotFound');
export const tooLong = maker('FieldValueTooLong');
export const tooMany = maker('FieldValueTooMany');

export const recreate: Fix = { kind: 'recreate' };
export const remove: Fix = { kind: 'remove' };
export const set = (value: Json): Fix => ({ kind: 'set', value });
export const say = (text: string): Fix => ({ kind: 'say', text });

/**
 * Where a manifest lacks what kube-apiserver filled in: `kubectl apply` leaves that alone, `kubectl replace` takes it away. A file is
 * judged as it would be applied, so there this advice would lead back to where it came from.
 */
export const applyOrRecreate = ({ phase, kind }: Change): Fix =>
  phase === 'offline'
    ? recreate
    : say(`for a change kubectl apply -f FILE, for a new ${kind} kubectl replace --force -f FILE`);

export type Mode = 'deny' | 'warn' | 'audit' | 'off';

/** Groups of the catalogue, in the order of its index. */
export type Area =
  | 'identity'
  | 'deletion'
  | 'update'
  | 'guarded metadata'
  | 'subresources'
  | 'metadata'
  | 'containers'
  | 'probes'
  | 'lifecycle'
  | 'init containers'
  | 'shared context'
  | 'scheduling'
  | 'spread'
  | 'conditions'
  | 'templates'
  | 'advice';

export interface AppliesTo {
  readonly operations: readonly Operation[];
  readonly kinds: readonly Kind[];
  /** Left out: the main resource, and every subresource that no rule names. */
  readonly subresources?: readonly Subresource[];
  readonly phases?: readonly Phase[];
}

/** JSON Schema of a rule's options, each with a `default`. */
export type OptionsSchema = Readonly<Record<string, JsonObject>>;
export type Options = Readonly<Record<string, Json>>;

interface RuleFacts<M extends Messages> {
  /** Kebab-case and permanent; also the name of the file, the test and the page. */
  readonly id: string;
  readonly title: string;
  readonly area: Area;
  /** Why the rule exists, in a sentence or two. */
  readonly why: string;
  /** The function of kube-apiserver that refuses the same, or `policy` where the rule is Podward's own. */
  readonly mirrors: string;
  readonly mode?: Mode;
  readonly appliesTo: AppliesTo;
  readonly messages: M;
  readonly options?: OptionsSchema;
}

/** A rule about one change: it sees the old object and the new. */
export interface ChangeRule<M extends Messages = Messages> extends RuleFacts<M> {
  readonly judges: 'change';
  readonly check: (change: Change, options: Options) => Iterable<FindingOf<M>>;
}

/**
 * A rule about one Pod or template. On UPDATE the engine asks it about the old one too, and only what is new in the answer counts.
 */
export interface PodRule<M extends Messages = Messages> extends RuleFacts<M> {
  readonly judges: 'pod';
  readonly check: (pod: PodView, options: Options) => Iterable<FindingOf<M>>;
  /**
   * What the findings depend on: fields of the spec, fields of its containers as in `containers.image`, fields of the metadata as in
   * `metadata.labels`, or `workload`, the object around a template. The rule is asked only where one of them is there on CREATE, or
   * changed on UPDATE; one that misses a field names the object around it too (`spec`, `containers`). Left out: the rule is always asked.
   * The rule's test sees to it that none is missing, and test/engine/reads.test.ts that it makes no difference.
   */
  readonly reads?: readonly string[];
}

export type Rule = ChangeRule | PodRule;

/** The compiler checks that every finding uses a message of its own rule. */
export function defineRule<const M extends Messages>(rule: Omit<ChangeRule<M>, 'judges'>): ChangeRule {
  return { ...rule, judges: 'change' } as unknown as ChangeRule;
}

export function definePodRule<const M extends Messages>(rule: Omit<PodRule<M>, 'judges'>): PodRule {
  return { ...rule, judges: 'pod' } as unknown as PodRule;
}

export const everyKind: readonly Kind[] = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'PodTemplate',
];
/** What a rule about a Pod's spec applies to: any Pod or template, when it is made and when it changes. */
export const podsAndTemplates: AppliesTo = {
  operations: ['CREATE', 'UPDATE'],
  kinds: everyKind,
  subresources: ['', 'ephemeralcontainers', 'resize'],
};
/** What a rule about changes of a running Pod applies to. */
export const podUpdates: AppliesTo = { operations: ['UPDATE'], kinds: ['Pod'] };
