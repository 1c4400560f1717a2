/** What is wrong with a rule, in sentences that name the file to edit and what to write there. */
import { Ajv } from 'ajv';
import { enginePlaceholders } from '../../src/engine/placeholders.ts';
import { isContainerList } from '../../src/kubernetes/pod/containers.ts';
import type { StructName } from '../../src/kubernetes/schema/generated.ts';
import { valueAt } from '../../src/json/path.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { everyKind } from '../../src/kubernetes/kinds.ts';
import { shapeOf } from '../../src/kubernetes/schema/shape.ts';
import type { Finding } from '../../src/rules/finding.ts';
import type { ObjectRule, Options, OptionsSchema, PodRule, Rule } from '../../src/rules/rule.ts';
import { typesWithValue } from '../../src/text/field-error.ts';
import { show } from '../../src/text/shown.ts';
import { fileOf, meaning } from '../../scripts/rule-files.ts';

/** Fails with the sentences alone: a comparison of lists would print a difference around them, and a stack would show the tester. */
export function noMistakes(mistakes: readonly string[]): void {
  if (mistakes.length === 0) return;
  const error = new Error(mistakes.join('\n'));
  error.stack = error.message;
  throw error;
}

const quote = (name: string): string => `"${name}"`;

/** The messages that no case of the test shows. */
export const messagesWithoutCase = (rule: Pick<Rule, 'id' | 'messages'>, shown: ReadonlySet<string>): string[] =>
  Object.keys(rule.messages)
    .filter((messageId) => !shown.has(messageId))
    .map(
      (messageId) =>
        `${fileOf('test', rule)}: no case finds the message "${messageId}" of ${rule.id}. ` +
        `Add a case to invalid with findings: [{ messageId: '${messageId}', path: …, type: …, fix: … }], ` +
        `or remove the message from ${fileOf('src', rule)}.`,
    );

type TestedRule = Pick<Rule, 'id' | 'messages' | 'options'>;
interface TestedCase {
  readonly name: string;
  readonly options?: Options;
  readonly findings?: readonly { readonly messageId: string }[];
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** Why the schema refuses the value, such as `must be array`. Undefined if it does not. */
export function valueMistake(schema: OptionsSchema[string], value: unknown): string | undefined {
  const validate = ajv.compile(schema);
  return validate(value)
    ? undefined
    : ajv.errorsText(validate.errors, { dataVar: 'value' }).replace('value must', 'must');
}

/** Cases with the name or the content of an earlier one. */
export function repeatedCases(rule: Pick<Rule, 'id'>, cases: readonly TestedCase[]): string[] {
  const contents = cases.map(contentOf);
  return cases.flatMap(({ name }, i) => {
    const at = `${fileOf('test', rule)}: the case "${name}"`;
    const first = cases[contents.indexOf(contents[i]!)]!;
    return [
      ...(cases.findIndex((one) => one.name === name) < i
        ? [`${at} has the name of an earlier case. Give it another name.`]
        : []),
      ...(first === cases[i]
        ? []
        : [`${at} has the same objects and options as "${first.name}". Remove one of the two.`]),
    ];
  });
}

const contentOf = ({ name: _, findings: __, ...content }: TestedCase): string =>
  JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Request {
  readonly kind: string;
  readonly operation: string;
  readonly subresource: string;
  readonly phase: string;
}

/** What is written of a case to which the rule or default does not apply. */
export const notApplied = (
  rule: Pick<Rule, 'id'>,
  { name }: Pick<TestedCase, 'name'>,
  { kind, operation, subresource, phase }: Request,
  noun: 'rule' | 'default' = 'rule',
): string =>
  `${fileOf('test', rule)}: the case "${name}" does not test the ${noun}, which does not apply to ` +
  `${kind}${subresource === '' ? '' : `/${subresource}`} ${operation} in the phase ${phase}. Change appliesTo in ${fileOf('src', rule)} ` +
  'or the case, or add skipped: true to a case that only shows this.';

export const notSkipped = (
  rule: Pick<Rule, 'id'>,
  { name }: Pick<TestedCase, 'name'>,
  noun: 'rule' | 'default' = 'rule',
): string =>
  `${fileOf('test', rule)}: the case "${name}" is skipped, but the ${noun} applies to it. Remove skipped, or change appliesTo in ${fileOf('src', rule)}.`;

/** What is written of a case in which `check` has a finding, but is not called. */
export const notRun = (rule: Pick<Rule, 'id'>, reads: readonly string[]): string =>
  `${fileOf('src', rule)}: check has a finding in this case, but the rule does not run, because ` +
  (reads.length === 0
    ? 'reads is empty. '
    : `none of the fields in reads is set or changed: ${reads.map(quote).join(', ')}. `) +
  `List the fields on which the finding depends, and 'spec' or 'containers' if a field is missing. Or remove reads.`;

/** The same when an object is created. */
export const notRunOnCreate = (rule: Pick<Rule, 'id'>, needs: readonly string[]): string =>
  `${fileOf('src', rule)}: check has a finding in this case, but the rule does not run, because none of the fields in needs is set: ` +
  `${needs.map(quote).join(', ')}. List all fields without which there is no finding, or remove needs.`;

/** Messages of findings that the rule does not have. The engine cannot make a text of them. */
export const unknownMessages = (
  rule: Pick<Rule, 'id' | 'messages'>,
  found: readonly { readonly finding: Pick<Finding, 'messageId'> }[],
): string[] =>
  [...new Set(found.map(({ finding }) => finding.messageId))]
    .filter((messageId) => !Object.hasOwn(rule.messages, messageId))
    .map((messageId) => {
      const known = Object.keys(rule.messages);
      return `${fileOf('src', rule)}: check yields the message "${messageId}", which is not in messages: ${known.map(quote).join(', ')}.${meaning(messageId, known)}`;
    });

/** Messages and options of a case that its rule does not have. */
export function mistakesOfCase(rule: TestedRule, { name, options = {}, findings = [] }: TestedCase): string[] {
  const at = `${fileOf('test', rule)}: the case "${name}"`;
  const { messages, options: schemas = {} } = rule;
  const unknown = (what: string, verb: string, used: readonly string[], known: readonly string[]): string[] =>
    used
      .filter((one) => !known.includes(one))
      .map((one) => {
        const all = known.length === 0 ? `It has no ${what}s.` : `Its ${what}s are ${known.map(quote).join(', ')}.`;
        return `${at} ${verb} the ${what} "${one}", which ${rule.id} does not have. ${all}${meaning(one, known)}`;
      });
  const expected = findings.map(({ messageId }) => messageId);
  const wrong = Object.entries(options).flatMap(([option, value]) => {
    const mistake = schemas[option] === undefined ? undefined : valueMistake(schemas[option], value);
    return mistake === undefined
      ? []
      : [`${at} sets the option "${option}" to ${JSON.stringify(value)}, which ${mistake}.`];
  });
  return [
    ...wrong,
    ...unknown('message', 'expects', expected, Object.keys(messages)),
    ...unknown('option', 'sets', Object.keys(options), Object.keys(schemas)),
  ];
}

/** A field that `check` read in a case, and that is not in `reads`. */
export interface UnlistedRead {
  readonly field: string;
  readonly kind: string;
  /** Of the case. */
  readonly name: string;
}

/** What `check` read of a container in place of a field: its kind. */
export const kindOfContainer = 'kind of a container';

/** A sentence for each field. It is enough to name the first case. */
export const sayUnlisted = (rule: Pick<Rule, 'id'>, reads: readonly UnlistedRead[]): string[] =>
  reads
    .filter(({ field }, i) => reads.findIndex((one) => one.field === field) === i)
    .map(
      ({ field, kind, name }) =>
        `${fileOf('src', rule)}: check ${textAboutField(field)}. It does so for a ${kind}, in the case "${name}" of the test.`,
    );

/** Entries of `reads` that `check` reads in no case. The view of the Pod reads `spec` and the lists of containers. */
export const unreadReads = (
  rule: Pick<PodRule | ObjectRule, 'id' | 'judges' | 'reads'>,
  read: ReadonlySet<string>,
): string[] =>
  (rule.reads ?? [])
    .filter((name) => name !== 'spec' && !isContainerList(name) && !read.has(name))
    .filter((name) => rule.judges === 'pod' || name !== 'workload')
    .filter((name) => name !== 'containers.restartPolicy' || !read.has(kindOfContainer))
    .map(
      (name) =>
        `${fileOf('src', rule)}: reads lists "${name}", which check reads in no case of the test. Remove it, or add a case.`,
    );

const whole: ReadonlyMap<string, string> = new Map([
  ['*', 'the spec'],
  ['metadata.*', 'the metadata'],
  ['containers.*', 'a container'],
]);

function textAboutField(field: string): string {
  const object = whole.get(field);
  if (object !== undefined)
    return `goes through all fields of ${object}, which reads cannot list. Read single fields, or remove reads`;
  const [what, listed] =
    field === 'workload'
      ? ['a field around the Pod template', field]
      : field === kindOfContainer
        ? [
            'the kind of a container, which depends on its restartPolicy: an init container with restartPolicy Always is a sidecar container',
            'containers.restartPolicy',
          ]
        : [field, field];
  return `reads ${what}. Add '${listed}' to reads, because the rule runs only if a field in reads is set or changed`;
}

const braces = (name: string): string => `{{${name}}}`;

/**
 * The placeholders that are left in sentences. `of` names the message, `filled` are the placeholders that the finding fills, and `unused` those of
 * them that the message does not have: one of these is probably misspelled.
 */
export const unfilledPlaceholders = (
  item: Pick<Rule, 'id'>,
  sentences: string,
  of = 'a note',
  filled: readonly string[] = [],
  unused: readonly string[] = [],
): string[] =>
  [...sentences.matchAll(/\{\{(\w*)\}?\}?/g)].map(
    ([whole, name = '']) =>
      `${fileOf('src', item)}: nothing fills ${whole} in ${of}. ` +
      `Add ${name} to data or shown of the finding, or use one of ${enginePlaceholders.map(braces).join(', ')}.` +
      (meaning(name, unused, braces) || meaning(name, [...enginePlaceholders, ...filled], braces)),
  );

/** The message of these types begins with the value, such as `Invalid value: 0`, unless the value must not be shown or is an object or a list. */
export function missingValues(rule: Pick<Rule, 'id'>, finding: Finding, after: JsonObject): string[] {
  const { type, path, messageId, to, isOfKey, isAdvice } = finding;
  const value = valueAt(after, path);
  if (isAdvice === true || isOfKey === true || !typesWithValue.has(type) || value === to) return [];
  if (value === undefined || value === null || typeof value === 'object' || show(value, path) === undefined) return [];
  return [
    `${fileOf('src', rule)}: the message "${messageId}" begins with the value of ${String(path)}, which the finding does not give. ` +
      `Add { to: value } to the finding, or { isOfKey: true } if it is about the key.`,
  ];
}

/** The engine writes the type before the text, except before advice. A list of supported values ends with a full stop. */
export function beginsWithCapital(rule: Pick<Rule, 'id' | 'messages'>, finding: Finding): string[] {
  const { messageId, isAdvice, supported } = finding;
  const [, word] = /^(A|An|The|Must|Cannot|Is)\b/.exec(rule.messages[messageId]?.text ?? '') ?? [];
  if (word === undefined || isAdvice === true || supported !== undefined) return [];
  return [
    `${fileOf('src', rule)}: text of the message "${messageId}" begins with "${word}", and the engine writes it after a colon, such as ` +
      `"Forbidden: ". Write "${word.toLowerCase()}".`,
  ];
}

const fields = (struct: StructName, prefix = ''): string[] =>
  [...shapeOf(struct).fields.keys()].map((name) => `${prefix}${name}`);
/** The kinds whose own fields a rule about an object may read. */
const specs = everyKind
  .filter((kind) => kind !== 'Pod' && kind !== 'PodTemplate')
  .map((kind) => `${kind}Spec` as const);
const readable: readonly string[] = [
  ...new Set(specs.flatMap((struct) => fields(struct, 'spec.'))),
  ...fields('JobSpec', 'job.'),
  ...fields('PodSpec'),
  // Only Kubernetes 1.35 has this field of the Pod spec.
  'workloadRef',
  ...fields('Container', 'containers.'),
  ...fields('EphemeralContainer', 'containers.'),
  ...fields('ObjectMeta', 'metadata.'),
  'spec',
  'workload',
];

/** Entries of `reads` that are not fields of Kubernetes. The engine would not ask the rule when the field that is meant changes. */
export const unknownReads = (rule: Pick<Rule, 'id'> & { readonly reads?: readonly string[] }): string[] =>
  (rule.reads ?? [])
    .filter((name) => !readable.includes(name))
    .map(
      (name) =>
        `${fileOf('src', rule)}: reads lists "${name}", which is not a field of Kubernetes. Use a field of the Pod spec, ` +
        `containers.FIELD, metadata.FIELD, spec or workload, and for a workload spec.FIELD or job.FIELD.${meaning(name, readable)}`,
    );

const needable: readonly string[] = [
  ...fields('PodSpec'),
  ...fields('Container', 'containers.'),
  ...fields('ObjectMeta', 'metadata.'),
  ...fields('Volume', 'volumes.'),
  ...fields('PodSecurityContext', 'securityContext.'),
  ...fields('SecurityContext', 'securityContext.'),
];

/** Entries of `needs` that are not fields of Kubernetes. No new object would have the field that is meant. */
export const unknownNeeds = (rule: Pick<Rule, 'id'> & { readonly needs?: readonly string[] }): string[] =>
  (rule.needs ?? [])
    .filter((name) => !needable.includes(name))
    .map(
      (name) =>
        `${fileOf('src', rule)}: needs lists "${name}", which is not a field of Kubernetes. Use a field of the Pod spec, ` +
        `containers.FIELD, metadata.FIELD, volumes.FIELD or securityContext.FIELD.${meaning(name, needable)}`,
    );
