/**
 * The contract of a rule. A rule is a value: what it is called, what it says, what it applies to, and a pure function from a change
 * to findings. It renders nothing, knows no mode and no HTTP, and never throws: a rule that throws is a bug of Podward's.
 */
import type { Change, Operation, Phase, PodView } from '../change/change.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { everyKind, type Kind } from '../kubernetes/kinds.ts';
import type { FindingOf, Messages } from './finding.ts';

export type Mode = 'deny' | 'warn' | 'audit' | 'off';

export interface AppliesTo {
  readonly operations: readonly Operation[];
  readonly kinds: readonly Kind[];
  /** Left out: the main resource, and every subresource that no rule names. */
  readonly subresources?: readonly string[];
  readonly phases?: readonly Phase[];
}

/** JSON Schema of a rule's options, each with a `default`. */
export type OptionsSchema = Readonly<Record<string, JsonObject>>;
export type Options = Readonly<Record<string, Json>>;

interface RuleFacts<M extends Messages> {
  /** Kebab-case and permanent; also the name of the file, the test and the page. */
  readonly id: string;
  readonly title: string;
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

/** A folder of rules: what a user would look for. */
export interface Area {
  /** The name of the folder. */
  readonly name: string;
  /** The heading of its rules in the documentation. */
  readonly title: string;
  /** The most important first. */
  readonly rules: readonly Rule[];
}

/** The compiler checks that every finding uses a message of its own rule. */
export function defineRule<const M extends Messages>(rule: Omit<ChangeRule<M>, 'judges'>): ChangeRule {
  return { ...rule, judges: 'change' } as unknown as ChangeRule;
}

export function definePodRule<const M extends Messages>(rule: Omit<PodRule<M>, 'judges'>): PodRule {
  return { ...rule, judges: 'pod' } as unknown as PodRule;
}

/** What a rule about a Pod's spec applies to: any Pod or template, when it is made and when it changes. */
export const podsAndTemplates: AppliesTo = {
  operations: ['CREATE', 'UPDATE'],
  kinds: everyKind,
  subresources: ['', 'ephemeralcontainers', 'resize'],
};
/** What a rule about changes of a running Pod applies to. */
export const podUpdates: AppliesTo = { operations: ['UPDATE'], kinds: ['Pod'] };
