import { isObject, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { isDnsLabel } from '../../kubernetes/names.ts';
import { probeTimings } from '../../kubernetes/pod/probes.ts';
import type { FieldType } from '../../kubernetes/schema/generated.ts';
import { fieldsOf, isStruct } from '../../kubernetes/schema/types.ts';
import { mistakesIn, type Expected, type WrongType } from '../../kubernetes/schema/type-mistakes.ts';
import { listText, quoted } from '../../text/quoted.ts';
import { nameAt, show } from '../../text/shown.ts';
import { defineRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { typeText } from '../parts/not-string.ts';
import { quantityAdvice } from '../parts/quantities.ts';
import { integerFinding, integerMessages } from './integer-advice.ts';
import {
  exampleCommand,
  fieldsText,
  hasFieldsOf,
  isNameAndValue,
  lineOf,
  objectFinding,
  objectMessages,
  onlyLine,
  plainAt,
} from './object-advice.ts';
import { stringFinding, stringMessages } from './string-advice.ts';
import { variableAt, variableFix } from './variable-entry.ts';

/** A webhook never sees such an object, because kube-apiserver cannot decode it. */
export const fieldTypes = defineRule({
  id: 'field-types',
  title: 'Every field must have the type that the Kubernetes API defines',
  why: 'The API server cannot decode a field of the wrong type and refuses the whole manifest. In YAML, a number or a word such as yes often needs quotes.',
  mirrors: 'the decoder',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: {
    ...stringMessages,
    unquote: { text: 'must be {{expected}}, but is a string.', fix: 'Remove the quotes.' },
    matchLabels: {
      text: 'a ReplicationController selects by plain labels, without matchLabels.',
      fix: 'Move {{labels}} from matchLabels up into spec.selector.',
    },
    matchExpressions: {
      text: 'a ReplicationController selects by plain labels, without matchExpressions.',
      fix: 'Replace matchExpressions with labels of the Pod template in spec.selector, such as app: web.',
    },
    command: {
      text: 'must be a list, but is {{actual}}.',
      fix: 'Write one entry for the program and one for each argument, such as {{command}}. For a command of a shell, write ["sh", "-c", "COMMAND"].',
    },
    args: {
      text: 'must be a list, but is {{actual}}.',
      fix: 'Write one entry for each argument, such as ["--port", "8080"].',
    },
    list: {
      text: 'must be a list, but is {{actual}}.',
      fix: "Write each entry on its own line and begin the line with '-'.",
    },
    oneEntry: {
      text: 'must be a list, but is {{actual}}.',
      fix: 'Write "- {{value}}" on an indented line below {{field}}.',
    },
    oneEntryOfFields: {
      text: 'must be a list, but is {{actual}}.',
      fix: 'Write "- {{name}}: {{value}}" on an indented line below {{field}}.',
    },
    entriesOfField: {
      text: 'must be a list, but is {{actual}}.',
      fix: 'Write each entry as "- {{name}}: {{value}}".',
    },
    entries: {
      text: 'must be a list, but is {{actual}}.',
      fix: "Write each entry with {{fields}}, and begin its first line with '-'.",
    },
    namedEntries: {
      text: 'must be a list, but is an object.',
      fix: 'Write "- name: {{name}}" in place of "{{name}}:", and the fields of the entry on the lines below it.',
    },
    listOfObjects: {
      text: 'must be a list, but is an object.',
      fix: "Begin only the first line of each entry with '-', and indent its other lines.",
    },
    emptyList: { text: 'must be a list, but is an object.', fix: 'Write [], or remove {{field}}.' },
    variables: { text: 'must be a list, but is an object.', fix: variableFix },
    ...objectMessages,
    time: {
      text: 'must be a time in the format of RFC 3339.',
      fix: 'Use a value such as "2026-01-02T03:04:05Z".',
    },
    range: {
      text: 'must be from {{least}} to {{most}}, because the API stores this number in {{bits}} bits.',
      fix: 'Use {{example}}.',
    },
    quantity: { text: 'must be a quantity such as {{example}}.', fix: '{{quantityHint}}' },
    ...integerMessages,
    type: { text: 'must be {{expected}}, but is {{actual}}.', fix: 'Use {{example}}.' },
  },
  *check({ written, after, kind, facts }) {
    // Decoding drops zero values of any type, so the rule reads the types from the file.
    for (const mistake of mistakesIn(written?.object ?? after, kind, facts.minor)) {
      if (mistake.kind === 'type') yield labelSelectorFinding(mistake) ?? findingOf(mistake);
    }
  },
});

/** Of all kinds, only a ReplicationController has a selector that is a map. */
function labelSelectorFinding({ path, value }: WrongType) {
  const at = path.toString();
  if (at === 'spec.selector[matchExpressions]') return invalid(path, 'matchExpressions', { to: value });
  if (at !== 'spec.selector[matchLabels]' || !isObject(value)) return undefined;
  const names = Object.keys(value).map((name) => nameAt(name, path));
  const labels = names.length === 0 ? 'the labels' : listText(names, 'and', quoted);
  return invalid(path, 'matchLabels', { to: value, shown: { labels } });
}

function findingOf({ path, value: to, expected, entry = '', struct = '', bits }: WrongType) {
  const actual = typeText(to);
  if (bits !== undefined) {
    const [least, most] = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n].map(String) as [string, string];
    const shown = { least, most, bits, example: exampleOf('integer', null, path) };
    return invalid(path, 'range', { to, shown });
  }
  switch (expected) {
    case 'string':
      return stringFinding(path, to);
    case 'list':
      return listFinding(path, to, entry);
    case 'object':
      return objectFinding(path, to, struct);
    case 'time':
      return invalid(path, 'time', { to });
    default: {
      if (expected === 'quantity' && typeof to === 'string')
        return invalid(path, 'quantity', { to, shown: quantityAdvice(to, String(path.last)) });
      const shown = { expected: names[expected], actual, example: exampleOf(expected, to, path) };
      if (typeof to === 'string' && isQuoted(to, expected, path)) return invalid(path, 'unquote', { to, shown });
      const meant = expected === 'integer' ? integerFinding(path, to) : undefined;
      return meant ?? invalid(path, 'type', { to, shown });
    }
  }
}

function listFinding(path: FieldPath, to: Json, entry: FieldType) {
  const actual = typeText(to);
  const { last } = path;
  if (entry === 'string' && last === 'command')
    return invalid(path, last, { to, shown: { actual, command: exampleCommand(path) } });
  if (entry === 'string' && last === 'args') return invalid(path, last, { to, shown: { actual } });
  if (hasFieldsOf(to, entry)) return invalid(path, 'listOfObjects', { to });
  if (isObject(to)) {
    const [first] = Object.keys(to);
    if (first === undefined) return invalid(path, 'emptyList', { to });
    const { name } = fieldsOf(entry);
    const at = path.child(first);
    if (isNameAndValue(entry)) return invalid(path, 'variables', { to, shown: { variable: variableAt(first, at) } });
    const isNamed = name === 'string' && Object.values(to).every((value) => hasFieldsOf(value ?? null, entry));
    const shown = nameAt(first, at);
    if (isNamed && isDnsLabel(shown)) return invalid(path, 'namedEntries', { to, shown: { name: shown } });
  } else {
    const line = lineOf(path, to, entry);
    if (line !== undefined) return invalid(path, 'oneEntryOfFields', { to, shown: { ...line, actual } });
    const text = typeof to === 'string' && path.parent.last === 'capabilities' ? to.replace(/^CAP_/, '') : to;
    const value = isStruct(entry) ? undefined : plainAt(path, text, entry);
    if (value !== undefined) return invalid(path, 'oneEntry', { to, shown: { value, actual } });
  }
  const line = onlyLine(entry);
  if (line !== undefined) return invalid(path, 'entriesOfField', { to, shown: { ...line, actual } });
  return isStruct(entry)
    ? invalid(path, 'entries', { to, shown: { actual, fields: fieldsText(entry) } })
    : invalid(path, 'list', { to, shown: { actual } });
}

type Scalar = Exclude<Expected, 'string' | 'list' | 'object' | 'time'>;

const names: Readonly<Record<Scalar, string>> = {
  boolean: 'true or false',
  integer: 'an integer',
  intOrString: 'an integer or a string',
  quantity: 'a quantity',
};

/**
 * Whether the string would be a valid boolean or integer without its quotes. Fields of the other types accept strings. YAML reads digits after a
 * 0 as an octal number, which only a file mode is meant to be.
 */
function isQuoted(text: string, expected: Scalar, { last }: FieldPath): boolean {
  if (expected === 'boolean') return text === 'true' || text === 'false';
  return (isMode(last) ? /^0[0-7]{0,3}$/ : /^(?:0|-?[1-9]\d{0,14})$/).test(text);
}

const isMode = (field: string | number): boolean => field === 'mode' || field === 'defaultMode';

function exampleOf(expected: Scalar, value: Json, path: FieldPath): string {
  if (expected === 'boolean') return 'true or false, without quotes';
  return `a value such as ${numberFor(expected, value, path)}`;
}

function numberFor(expected: Scalar, value: Json, path: FieldPath): string {
  const field = String(path.last);
  if (expected === 'integer') return isMode(field) ? '0644' : (nearestInteger(value, path) ?? usualInteger(field));
  if (expected === 'intOrString') return field.startsWith('max') ? '25%' : '8080';
  return quantityAdvice(value, field).example;
}

/** `0.5`, or a number of seconds in the form of a duration such as `1.5s`. */
const positive = /^"?(\d{1,9}(?:\.\d{1,9})?)s?"?$/;

/** The nearest positive integer. Undefined if the value is not similar to one, or may not be shown. */
function nearestInteger(value: Json, path: FieldPath): string | undefined {
  const number = positive.exec(show(value, path) ?? '')?.[1];
  return number === undefined ? undefined : String(Math.max(Math.round(Number(number)), 1));
}

const usualInteger = (field: string): string => usual.get(field) ?? (field.endsWith('Seconds') ? '30' : '1');

/** The defaults of fields, and valid values of others. */
const usual: ReadonlyMap<string, string> = new Map([
  ...Object.entries(probeTimings).map(([field, number]) => [field, String(number)] as const),
  ['backoffLimit', '6'],
  ['containerPort', '8080'],
  ['expirationSeconds', '3600'],
  ['fsGroup', '1000'],
  ['hostPort', '8080'],
  ['maxExpirationSeconds', '86400'],
  ['port', '8080'],
  ['progressDeadlineSeconds', '600'],
  ['revisionHistoryLimit', '10'],
  ['runAsGroup', '1000'],
  ['runAsUser', '1000'],
  ['tolerationSeconds', '300'],
]);
