/** What is wrong with a rule, in sentences that name the file to edit and what to write there. */
import { globSync } from 'node:fs';
import { enginePlaceholders } from '../../src/engine/placeholders.ts';
import type { StructName } from '../../src/kubernetes/schema/generated.ts';
import { shapeOf } from '../../src/kubernetes/schema/shape.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { nearest } from '../../src/text/nearest.ts';

const root = new URL('../../', import.meta.url).pathname;

/** The file of the rule, of the default, or of its test, from the root of the repository. */
const fileOf = (folder: 'src' | 'test', { id }: Pick<Rule, 'id'>): string => {
  const pattern = `${folder}/{rules/*,defaults}/${id}${folder === 'src' ? '' : '.test'}.ts`;
  return globSync(pattern, { cwd: root })[0] ?? pattern;
};

const meaning = (name: string, known: readonly string[], show = (text: string): string => `"${text}"`): string => {
  const meant = nearest(name, known);
  return meant === undefined ? '' : ` Did you mean ${show(meant)}?`;
};

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

const braces = (name: string): string => `{{${name}}}`;

/** The placeholders that are left in sentences. `of` names the message, and `filled` are the placeholders that the finding fills. */
export const unfilledPlaceholders = (
  item: Pick<Rule, 'id'>,
  sentences: string,
  of = 'a note',
  filled: readonly string[] = [],
): string[] =>
  [...sentences.matchAll(/\{\{(\w*)\}?\}?/g)].map(
    ([whole, name = '']) =>
      `${fileOf('src', item)}: nothing fills ${whole} in ${of}. ` +
      `Add ${name} to data or shown of the finding, or use one of ${enginePlaceholders.map(braces).join(', ')}.` +
      meaning(name, [...enginePlaceholders, ...filled], braces),
  );

const fields = (struct: StructName, prefix = ''): string[] =>
  [...shapeOf(struct).fields.keys()].map((name) => `${prefix}${name}`);
const readable: readonly string[] = [
  ...fields('PodSpec'),
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
        `containers.FIELD, metadata.FIELD, spec or workload.${meaning(name, readable)}`,
    );
