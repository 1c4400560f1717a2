/** What is wrong with the facts of a rule or a default, in sentences that name the file to edit and what to write there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Default } from '../../src/defaults/default.ts';
import { podSubresources } from '../../src/kubernetes/apiserver/subresources.ts';
import { everyKind } from '../../src/kubernetes/kinds.ts';
import type { OptionsSchema, Rule } from '../../src/rules/rule.ts';
import { root } from '../../scripts/docs/markdown.ts';
import { fileOf, meaning } from '../../scripts/rule-files.ts';
import { maxMessage } from '../../scripts/words.ts';
import { unknownNeeds, unknownReads, valueMistake } from './mistakes.ts';

/** `make schema` writes the names. */
const nativeFunctions = readFileSync(join(root, 'test/rules/native-functions.txt'), 'utf8').split('\n').slice(1);

/** Everything that the rule itself shows, without its findings. */
export function mistakesOfRule(rule: Rule): string[] {
  const at = fileOf('src', rule);
  return [
    ...mistakesOfWords(rule),
    ...(rule.title === '' || verb.test(rule.title)
      ? []
      : [`${at}: the title must say what the rule requires, with a verb such as must.`]),
    ...unknownFunctions(rule),
    ...mistakesOfScope(rule),
    ...(Object.keys(rule.messages).length > 0
      ? mistakesOfMessages(rule)
      : [`${at}: messages is empty. Write at least one message, such as { required: { text: 'must be set.' } }.`]),
    ...mistakesOfOptions(rule),
    ...(rule.judges === 'pod' || rule.judges === 'object' ? unknownReads(rule) : []),
    ...(rule.judges === 'pod' ? unknownNeeds(rule) : []),
    ...missingPage(rule, 'rule'),
  ];
}

const verb = /\b(?:must|should|cannot|can|may|is|are)\b/;

export function missingPage({ id }: Pick<Rule | Default, 'id'>, what: 'rule' | 'default'): string[] {
  const page = `docs/${what}s/${id}.md`;
  return existsSync(join(root, page))
    ? []
    : [`${page}: missing. CONTRIBUTING.md, "A new ${what}", tells what the page contains.`];
}

export function mistakesOfWords(rule: Pick<Rule | Default, 'id' | 'title' | 'why'>): string[] {
  const at = fileOf('src', rule);
  const { id, title, why } = rule;
  const mistakes: (false | string)[] = [
    !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) && `the id "${id}" must be in kebab-case, such as image-tag.`,
    title.trim() === '' &&
      'the title is empty. Write what the rule requires or the default does, as a sentence without a full stop.',
    title.endsWith('.') && 'the title must not end with a full stop.',
    !/[.?]$/.test(why) && 'why must be a sentence or two, which end with a full stop.',
  ];
  return mistakes.filter((mistake) => mistake !== false).map((mistake) => `${at}: ${mistake}`);
}

function unknownFunctions(rule: Rule): string[] {
  if (typeof rule.mirrors === 'string') return [];
  return rule.mirrors
    .filter((name) => !nativeFunctions.includes(name))
    .map(
      (name) =>
        `${fileOf('src', rule)}: mirrors names "${name}", which is not a function in test/rules/native-functions.txt. Write the functions of ` +
        `kube-apiserver that refuse the same, such as ['validateContainers', 'validateInitContainers'], or 'policy' if it accepts the object.` +
        meaning(name, nativeFunctions),
    );
}

/** The engine looks for equal names, so a misspelled name would apply to nothing. */
function mistakesOfScope(rule: Rule): string[] {
  const { operations, kinds, subresources = [''], phases = ['mutate'] } = rule.appliesTo;
  const lists: readonly (readonly [name: string, list: readonly string[], known: readonly string[]])[] = [
    ['operations', operations, ['CREATE', 'UPDATE']],
    ['kinds', kinds, everyKind],
    ['subresources', subresources, ['', ...podSubresources]],
    ['phases', phases, ['mutate', 'validate', 'offline']],
  ];
  return lists.flatMap(([name, list, known]) => {
    const at = `${fileOf('src', rule)}: appliesTo.${name}`;
    const unknown = list.filter((value) => !known.includes(value));
    return [
      ...(list.length === 0 ? [`${at} is empty, so the rule applies to nothing. List what it applies to.`] : []),
      ...(new Set(list).size < list.length ? [`${at} lists an entry twice. Remove one of them.`] : []),
      ...unknown.map(
        (value) =>
          `${at} lists "${value}". The possible entries are ${known.map((one) => `'${one}'`).join(', ')}.${meaning(value, known)}`,
      ),
    ];
  });
}

/** The messages of a default are notes. */
export function mistakesOfMessages(rule: Pick<Rule, 'id' | 'messages'>): string[] {
  const at = fileOf('src', rule);
  return Object.entries(rule.messages).flatMap(([id, { text, fix }]) => [
    ...Object.entries({ text, fix }).flatMap(([part, sentences = '']) =>
      mistakesOfSentences(sentences).map((mistake) => `${at}: ${part} of the message "${id}" ${mistake}`),
    ),
    ...tooLong(`${text ?? ''} ${fix ?? ''}`.trim()).map((mistake) => `${at}: the message "${id}" ${mistake}`),
  ]);
}

/** The text and the fix of a message together. The values that fill the placeholders come on top. */
function tooLong(message: string): string[] {
  if (message.length <= maxMessage) return [];
  return [
    `has ${message.length} characters, and may have ${maxMessage}. Remove what the reader does not need to act, or give a second case a message of its own.`,
  ];
}

function mistakesOfSentences(sentences: string): string[] {
  // Braces before a quotation mark end a JSON patch in a command.
  const hasOtherBraces = /\{\{|\}\}(?!')/.test(sentences.replaceAll(/ ?\{\{[a-z]\w*\}\}/gi, ''));
  // A placeholder at the end is a sentence of its own, or `, or …`.
  const isWhole = /^$|[.?]$|(?:^|[.?] |\}\} )\{\{\w+\}\}$|\{\{orRecreate\}\}$/.test(sentences);
  return [
    ...(hasOtherBraces
      ? ['has braces that are not a placeholder. A placeholder is written {{name}}, without spaces and dots.']
      : []),
    ...(/\n| $/.test(sentences) ? ['must be one line, without a space at its end.'] : []),
    ...(isWhole ? [] : ['must be whole sentences, the last of which ends with a full stop.']),
  ];
}

const lists = [[{ rubbish: 1 }], ['', 5]];
const rubbish = [{ rubbish: 1 }, ...lists, 'rubbish', -1.5];

/** The configuration is checked with these schemas, and the pages show them. */
export function mistakesOfOptions(item: Pick<Rule | Default, 'id' | 'options'>): string[] {
  return Object.entries(item.options ?? {}).flatMap(([name, schema]: [string, OptionsSchema[string]]) => {
    const at = `${fileOf('src', item)}: the option "${name}"`;
    const { default: usual, description } = schema;
    const wrong = usual === undefined ? undefined : valueMistake(schema, usual);
    return [
      ...(typeof description === 'string' && /\.$/.test(description)
        ? []
        : [`${at} needs a description: a sentence that says what the option does, with a full stop.`]),
      ...(usual === undefined ? [`${at} needs a default: the value for a configuration that does not set it.`] : []),
      ...(wrong === undefined
        ? []
        : [`${at} has the default ${JSON.stringify(usual)}, which ${wrong}. Correct the default or the schema.`]),
      ...(rubbish.every((value) => valueMistake(schema, value) === undefined)
        ? [`${at} accepts every value. Give it a type, and enum, items or minimum where they apply.`]
        : lists.every((value) => valueMistake(schema, value) === undefined)
          ? [`${at} accepts every list. Give it items with a type, such as { type: 'string' }.`]
          : []),
    ];
  });
}
