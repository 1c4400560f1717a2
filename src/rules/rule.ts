/**
 * The contract of a rule. A rule is a value: what it is called, what it says, what it applies to, and a pure function from a change
 * to findings. It renders nothing, knows no mode and no HTTP, and never throws: a rule that throws is a bug of Podward's.
 */
import type { Change, Operation, Phase, PodView, Update } from '../change/change.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { podSubresources } from '../kubernetes/apiserver/subresources.ts';
import { everyKind, type Kind } from '../kubernetes/kinds.ts';
import type { FindingOf, Messages } from './finding.ts';

export type Mode = 'deny' | 'warn' | 'audit' | 'off';

export interface AppliesTo {
  readonly operations: readonly Operation[];
  readonly kinds: readonly Kind[];
  /** The empty string is the main resource, and every subresource that is not in `podSubresources`. By default only this one. */
  readonly subresources?: readonly ('' | (typeof podSubresources)[number])[];
  readonly phases?: readonly Phase[];
}

/** JSON Schema of a rule's options, each with a `default`. */
export type OptionsSchema = Readonly<Record<string, JsonObject>>;
export type Options = Readonly<Record<string, Json>>;

/** What a value of the schema is, as far as the schemas of options go. */
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

/** The options as the rule gets them: those of the configuration, and the defaults of the others. */
export type OptionsOf<O> = { readonly [N in keyof O]: ValueOf<O[N]> };

interface RuleFacts<M extends Messages, O extends OptionsSchema> {
  /** Kebab-case and permanent; also the name of the file, the test and the page. */
  readonly id: string;
  /** What the rule requires, as a sentence without a full stop. */
  readonly title: string;
  /** Why the rule exists, in a sentence or two. */
  readonly why: string;
  /** The function of kube-apiserver that refuses the same, or `policy` where the rule is Podward's own. */
  readonly mirrors: string;
  readonly mode?: Mode;
  readonly appliesTo: AppliesTo;
  readonly messages: M;
  readonly options?: O;
}

/* `check` is a method: a rule with messages and options of its own is then also a rule with any. */

/** A rule about an object that is created or updated. */
interface ChangeRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'change';
  check(change: Change, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/** A rule about what an update changes: it sees the old object and the new. */
export interface UpdateRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'update';
  readonly appliesTo: AppliesTo & { readonly operations: readonly ['UPDATE'] };
  check(change: Update, options: OptionsOf<O>): Iterable<FindingOf<M>>;
}

/**
 * A rule about one Pod or template. On UPDATE the engine asks it about the old one too, and only what is new in the answer counts.
 */
export interface PodRule<M extends Messages = Messages, O extends OptionsSchema = OptionsSchema> extends RuleFacts<
  M,
  O
> {
  readonly judges: 'pod';
  check(pod: PodView, options: OptionsOf<O>): Iterable<FindingOf<M>>;
  /**
   * The fields on which the findings depend: fields of the spec, fields of its containers such as `containers.image`, fields of the metadata
   * such as `metadata.labels`, or `workload`, the object around a template. The rule runs only if one of them is set on CREATE or changed
   * on UPDATE. A rule about a missing field also lists the object around it (`spec`, `containers`). Without `reads`, the rule always runs.
   * The test of the rule fails if a field is missing, and test/engine/reads.property.test.ts if `reads` changes the findings.
   */
  readonly reads?: readonly string[];
}

export type Rule = ChangeRule | UpdateRule | PodRule;

/** A folder of rules: what a user would look for. */
export interface Area {
  /** The name of the folder. */
  readonly name: string;
  /** The heading of its rules in the documentation. */
  readonly title: string;
  /** The most important first. */
  readonly rules: readonly Rule[];
}

/* The compiler checks that every finding uses a message of its own rule, and fills it. */

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

export type NoOptions = Readonly<Record<never, JsonObject>>;

/** What a rule about a Pod's spec applies to: any Pod or template, when it is made and when it changes. */
export const podsAndTemplates: AppliesTo = {
  operations: ['CREATE', 'UPDATE'],
  kinds: everyKind,
  subresources: ['', 'ephemeralcontainers', 'resize'],
};
/** What a rule about changes of a running Pod applies to. */
export const podUpdates = { operations: ['UPDATE'], kinds: ['Pod'] } as const;
