/**
 * The contract of a rule. A rule is a value: its id, its messages, what it applies to, and a pure function from a change to findings. It does not
 * depend on the mode, on HTTP or on the form of the output. It must not throw, whatever the object contains: an error is a bug in Podward.
 */
import type { Change, ObjectView, Operation, Phase, PodView, Update } from '../change/change.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { podSubresources } from '../kubernetes/apiserver/subresources.ts';
import { everyKind, type Kind } from '../kubernetes/kinds.ts';
import type { FindingOf, Messages } from './finding.ts';

/** What a finding of a rule does. The strictest mode comes first. */
export const modes = ['deny', 'warn', 'audit', 'off'] as const;
export type Mode = (typeof modes)[number];

export interface AppliesTo {
  readonly operations: readonly Operation[];
  readonly kinds: readonly Kind[];
  /** The empty string is the object itself, and every subresource that is not in `podSubresources`. If absent, the rule applies only to this. */
  readonly subresources?: readonly ('' | (typeof podSubresources)[number])[];
  /** If absent, the rule applies in every phase. `offline` is `podward check`. */
  readonly phases?: readonly Phase[];
}

/** A JSON Schema for each option, with a `default` and a `description`. */
export type OptionsSchema = Readonly<Record<string, OptionSchema>>;

type OptionSchema = JsonObject & {
  readonly pattern?: OptionPattern;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: boolean | OptionSchema;
  readonly items?: OptionSchema;
};

/** The patterns of options, each as the words after `must` in a message. */
export const optionPatterns = {
  '^/': 'start with "/"',
  '^(([A-Za-z0-9]+((-+|[.])[A-Za-z0-9]+)*/)?([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9*])?|[*]))?$':
    'be a key such as example.com/team, or the beginning of a key with one * at the end, such as example.com/*',
  '^[A-Za-z0-9]+([-_+/][A-Za-z0-9]+)*$': 'be the name of a time zone, such as Europe/Berlin',
} as const;
type OptionPattern = keyof typeof optionPatterns;

export type Options = Readonly<Record<string, Json>>;

/** The type of a value that the schema allows. It knows the keywords that the options use. */
type ValueOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: 'boolean' }
    ? boolean
    : S extends { readonly type: 'integer' }
      ? number
      : S extends { readonly type: 'string' }
        ? string
        : S extends { readonly type: 'array'; readonly items: infer I }
          ? readonly ValueOf<I>[]
          : Json;

/** The options as `check` gets them: from the configuration, or else the default. */
export type OptionsOf<O> = { readonly [N in keyof O]: ValueOf<O[N]> };

interface RuleFacts<M extends Messages, O extends OptionsSchema> {
  /** In kebab-case, and permanent. The file, the test and the page have the same name. */
  readonly id: string;
  /** What the rule requires, as a sentence without a full stop. */
  readonly title: string;
  /** Why the rule exists, in a sentence or two that are true for every finding. */
  readonly why: string;
  /**
   * The functions of kube-apiserver that refuse the same, such as `['ValidatePodSpec', 'validateContainers']`, or `policy` if kube-apiserver accepts
   * the object. If the mode is `warn`, the functions return the same warning. test/rules/native-functions.txt lists the functions.
   */
  readonly mirrors:
    | readonly [string, ...string[]]
    | 'policy'
    | 'the decoder'
    | 'the API versions that it serves'
    | 'strict field validation (fieldValidation=Strict)';
  /** The mode if the configuration does not set one. If absent, it is `deny`. */
  readonly mode?: Mode;
  readonly appliesTo: AppliesTo;
  readonly messages: M;
  readonly options?: O;
  /**
   * The messages of advice for which kube-apiserver returns a warning at the same field. In a cluster, the engine leaves them out while the mode
   * is `warn`, so that nobody reads the same warning twice.
   */
  readonly serverWarns?: readonly string[];
}

/* `check` is declared as a method, so that a rule with specific messages and options can be assigned to the general type. */

/** A rule about an object that is created or updated. */
interface ChangeRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<M, O> {
  readonly judges: 'change';
  check(change: Change, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/** A rule about the difference between the old and the new object of an update. */
export interface UpdateRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'update';
  readonly appliesTo: AppliesTo & { readonly operations: readonly ['UPDATE'] };
  check(change: Update, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/**
 * A rule about one Pod or Pod template. On UPDATE, the engine also calls `check` for the old object, and reports only the findings that are new.
 */
export interface PodRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'pod';
  check(pod: PodView, options: OptionsOf<O>): Iterable<FindingOf<M>>;
  /**
   * The fields on which the findings depend: fields of the Pod spec, fields of containers such as `containers.image`, fields of the metadata
   * such as `metadata.labels`, and fields of the workload around a template such as `spec.replicas`, or `workload`, with which the rule runs
   * for every workload. The rule runs only if one of them is set on CREATE or changed on UPDATE. A rule about a missing field also lists the
   * object that lacks it (`spec`, `containers`). Without `reads`, the rule always runs. The test of the rule fails if `check` reads a field
   * that is not listed, and test/engine/reads.property.test.ts if `reads` changes the findings.
   */
  readonly reads?: readonly string[];
  /**
   * Fields without which the rule has no finding. On CREATE, the rule runs only if one of them is set, whatever `reads` lists: a field as in
   * `reads`, `volumes.projected` for a field of any volume, or `securityContext.windowsOptions` for a field of the security context of the Pod
   * or of any container. Without `needs`, the engine uses `reads`.
   */
  readonly needs?: readonly string[];
}

/**
 * A rule about the fields of a workload around its Pod template. On UPDATE, the engine also calls `check` for the old object, and reports only
 * the findings that are new.
 */
export interface ObjectRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'object';
  check(object: ObjectView, options: OptionsOf<O>): Iterable<FindingOf<M>>;
  /**
   * The fields on which the findings depend: `spec.strategy`, and `job.parallelism` for a field of a Job or of the Jobs of a CronJob. The rule
   * runs only if one of them is set on CREATE or changed on UPDATE. A rule about a missing field also lists `workload`, with which it always
   * runs.
   */
  readonly reads: readonly string[];
}

export type Rule = ChangeRule | UpdateRule | PodRule | ObjectRule;

/** Whether the rule mirrors a warning of kube-apiserver, and not a refusal. */
export const isNativeWarning = ({ mirrors, mode }: Pick<Rule, 'mirrors' | 'mode'>): boolean =>
  typeof mirrors !== 'string' && mode === 'warn';

/** A folder of rules about one topic. */
export interface Area {
  /** The name of the folder. */
  readonly name: string;
  /** The heading of its rules in the documentation. */
  readonly title: string;
  /** The most important rule comes first. If an answer has no room for all findings, it names those of the first rules. */
  readonly rules: readonly Rule[];
}

/* The compiler checks that every finding uses a message of its rule, and fills the placeholders of the message. */

export function defineRule<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  rule: Omit<ChangeRule<M, O>, 'judges'>,
): ChangeRule {
  return { ...rule, judges: 'change' };
}

export function defineUpdateRule<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  rule: Omit<UpdateRule<M, O>, 'judges'>,
): UpdateRule {
  return { ...rule, judges: 'update' };
}

export function definePodRule<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  rule: Omit<PodRule<M, O>, 'judges'>,
): PodRule {
  return { ...rule, judges: 'pod' };
}

export function defineObjectRule<const M extends Messages, const O extends OptionsSchema = NoOptions>(
  rule: Omit<ObjectRule<M, O>, 'judges'>,
): ObjectRule {
  return { ...rule, judges: 'object' };
}

export type NoOptions = Readonly<Record<never, JsonObject>>;

/** Every Pod and every Pod template, when it is created and when it changes. */
export const podsAndTemplates: AppliesTo = {
  operations: ['CREATE', 'UPDATE'],
  kinds: everyKind,
  subresources: ['', 'ephemeralcontainers', 'resize'],
};
/** Changes to an existing Pod. */
export const podUpdates = { operations: ['UPDATE'], kinds: ['Pod'] } as const;
