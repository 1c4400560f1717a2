/** What to write in place of a value that must be an object: the fields of the object, with the value where it fits one of them. */
import { isList, isObject, own, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import type { FieldType } from '../../kubernetes/schema/generated.ts';
import { isOfType } from '../../kubernetes/schema/type-mistakes.ts';
import { fieldsOf, isIntegerType, isListType, isMapType, isStruct, itemType } from '../../kubernetes/schema/types.ts';
import { hidden } from '../../text/credentials.ts';
import { joined, listText, quoted } from '../../text/quoted.ts';
import { nameAt, show } from '../../text/shown.ts';
import { resolvePlain } from '../../yaml/resolve.ts';
import { invalid, type FindingOf } from '../finding.ts';
import { typeText } from '../parts/not-string.ts';
import { portIn } from './integer-advice.ts';
import { exampleValue, isOftenEmpty, usualFields } from './usual-fields.ts';

export const objectMessages = {
  variable: {
    text: 'must be an object, but is a string.',
    fix: 'Write the part before {{separator}} after "- name:", and the part after it in quotes after "value:" on the next line.',
  },
  exec: {
    text: 'must be an object, but is {{actual}}.',
    fix: 'Write command on an indented line below exec, with one entry for the program and one for each argument, such as command: {{command}}.',
  },
  oneField: {
    text: 'must be an object, but is {{actual}}.',
    fix: 'Write "{{name}}: {{value}}" on an indented line below {{field}}.',
  },
  oneFieldOfEntry: {
    text: 'must be an object, but is {{actual}}.',
    fix: 'Write the entry as "- {{name}}: {{value}}".',
  },
  fields: {
    text: 'must be an object, but is {{actual}}.',
    fix: 'Write {{fields}} on indented lines below {{field}}.',
  },
  fieldsOfEntry: {
    text: 'must be an object, but is {{actual}}.',
    fix: 'Write the entry as "name: value" lines with {{fields}}.',
  },
  portOfEntry: {
    text: 'must be an object, but is a string.',
    fix: 'Write the entry as "- containerPort: {{port}}", and "protocol: {{protocol}}" on the next line.',
  },
  portsOfEntry: {
    text: 'must be an object, but is a string.',
    fix: 'Write one entry of ports for each port, such as "- containerPort: {{port}}".',
  },
  emptyObject: { text: 'must be an object, but is {{actual}}.', fix: 'Write "{{field}}: {}".' },
  listOfFields: {
    text: 'must be an object, but is a list.',
    fix: "Write {{names}} directly below {{field}}, indented and without '-' and brackets.",
  },
  preferences: {
    text: 'must be an object, but is a list.',
    fix: 'The entries have a weight, so they are preferences. Rename requiredDuringSchedulingIgnoredDuringExecution to preferredDuringSchedulingIgnoredDuringExecution.',
  },
  overhead: { text: 'must be an object, but is {{actual}}.', fix: 'Remove overhead, which the RuntimeClass sets.' },
  innerList: { text: 'must be an object, but is a list.', fix: 'Move the list to {{field}}.{{inner}}.' },
  mapOfList: {
    text: 'must be an object, but is a list.',
    fix: 'Write each entry as an indented line such as "{{name}}: {{value}}", without \'-\' and brackets.',
  },
} as const;

type ObjectFinding = FindingOf<typeof objectMessages>;

/** For a value in place of an object of this type. */
export function objectFinding(path: FieldPath, to: Json, type: FieldType): ObjectFinding {
  if (path.last === 'overhead') return invalid(path, 'overhead', { to, shown: { actual: typeText(to) } });
  if (isList(to)) return listFinding(path, to, type);
  if (isMapType(type)) return oneField(path, to, lineOfMap(to, path, path, type));
  const separator = isNameAndValue(type) && typeof to === 'string' ? /[=:]/.exec(to)?.[0] : undefined;
  if (separator !== undefined) return invalid(path, 'variable', { to, shown: { separator: quoted(separator) } });
  if (type === 'ExecAction')
    return invalid(path, 'exec', {
      to,
      shown: { actual: typeText(to), command: exampleCommand(path.child('command')) },
    });
  const { port, protocol } = type === 'ContainerPort' && typeof to === 'string' ? portIn(to) : {};
  if (port !== undefined)
    return protocol === undefined
      ? invalid(path, 'portsOfEntry', { to, shown: { port } })
      : invalid(path, 'portOfEntry', { to, shown: { port, protocol } });
  const line = lineOf(path, to, type);
  if (line !== undefined) return oneField(path, to, line);
  return isOftenEmpty(type)
    ? invalid(path, 'emptyObject', { to, shown: { actual: typeText(to) } })
    : fieldsFinding(path, to, type);
}

/** A command of a container, of a probe or of a lifecycle hook. */
export function exampleCommand({ parent: { last, parent } }: FieldPath): string {
  if (last !== 'exec') return '["nginx", "-g", "daemon off;"]';
  return parent.parent.last === 'lifecycle' ? '["sleep", "5"]' : '["cat", "/tmp/ready"]';
}

/** Whether an entry is a name with a value, as those of env, httpHeaders, sysctls and the options of dnsConfig are. */
export const isNameAndValue = (type: FieldType): boolean => {
  const { name, value } = fieldsOf(type);
  return name === 'string' && value === 'string';
};

/** A name and its value have placeholders of their own, because the engine hides what follows a name such as `secretName` in one text. */
interface Line {
  readonly name: string;
  readonly value: string;
}

const oneField = (path: FieldPath, to: Json, { name, value }: Line): ObjectFinding =>
  invalid(path, typeof path.last === 'number' ? 'oneFieldOfEntry' : 'oneField', {
    to,
    shown: { actual: typeText(to), name, value },
  });

function fieldsFinding(path: FieldPath, to: Json, type: FieldType): ObjectFinding {
  const line = onlyLine(type);
  if (line !== undefined) return oneField(path, to, line);
  const messageId = typeof path.last === 'number' ? 'fieldsOfEntry' : 'fields';
  return invalid(path, messageId, { to, shown: { actual: typeText(to), fields: fieldsText(type) } });
}

/** The line of an object that has one field only, which is a scalar. */
export function onlyLine(type: FieldType): Line | undefined {
  const { names } = usualFields(type);
  const [name = ''] = names;
  const field = own(fieldsOf(type), name);
  const isLine = names.length === 1 && field !== undefined && !isListType(field) && !isStruct(field);
  return isLine ? { name, value: exampleValue(name) } : undefined;
}

/** For a sentence: `the fields path and server`, or `a field such as limits or requests`. */
export function fieldsText(type: FieldType): string {
  const { names, all } = usualFields(type);
  if (!all) return `a field such as ${joined(names.slice(0, 3), 'or')}`;
  return `the ${names.length === 1 ? 'field' : 'fields'} ${joined(names, 'and')}`;
}

function listFinding(path: FieldPath, to: readonly Json[], type: FieldType): ObjectFinding {
  if (to.length === 0 && typeof path.last !== 'number')
    return invalid(path, 'emptyObject', { to, shown: { actual: typeText(to) } });
  const keys = to.flatMap((entry) => (isObject(entry) ? Object.keys(entry) : []));
  const isPair = isMapType(type) && keys.includes('value');
  const areKnown = isMapType(type) || keys.every((key) => own(fieldsOf(type), key) !== undefined);
  if (!isPair && keys.length > 0 && to.every(isObject) && areKnown && new Set(keys).size === keys.length) {
    const shown = keys.map((key) => nameAt(key, isMapType(type) ? path.key(key) : path.child(key)));
    const names = shown.includes(hidden) ? 'the entries' : listText(shown, 'and');
    return invalid(path, 'listOfFields', { to, shown: { names } });
  }
  if (isMapType(type)) {
    const { name, value } = lineOfMap(to[0] ?? null, path.index(0), path, type);
    return invalid(path, 'mapOfList', { to, shown: { name, value } });
  }
  if (type === 'NodeSelector' && keys.includes('weight')) return invalid(path, 'preferences', { to });
  const inner = listFieldFor(to, type);
  return inner === undefined ? fieldsFinding(path, to, type) : invalid(path, 'innerList', { to, shown: { inner } });
}

/** The field in which the list belongs. */
function listFieldFor(list: readonly Json[], type: FieldType): string | undefined {
  if (fieldsOf(type)['exec'] === 'ExecAction' && list.every(isText)) return 'exec.command';
  const { names, all } = usualFields(type);
  const lists = Object.entries(fieldsOf(type)).filter(([, field]) => isListType(field));
  if (all && names.length === 1 && lists.some(([name]) => name === names[0])) return names[0];
  const fits = lists.flatMap(([name, field]) => (list.every(isEntryOf(field)) ? [name] : []));
  const usual = fits.filter((name) => names.includes(name));
  return list.length === 0 ? undefined : [fits, usual].find(({ length }) => length === 1)?.[0];
}

const isText = (value: Json): boolean => typeof value === 'string';

const isEntryOf =
  (list: FieldType) =>
  (entry: Json): boolean =>
    isStruct(itemType(list)) ? hasFieldsOf(entry, itemType(list)) : isOfType(entry, itemType(list));

/** Whether the value is an object of this type, with a field at least. */
export function hasFieldsOf(value: Json, type: FieldType): boolean {
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 && names.every((name) => Object.hasOwn(fieldsOf(type), name));
}

/** The line with the only field that the value may belong to: `port: 8080`. */
export function lineOf(path: FieldPath, to: Json, type: FieldType): Line | undefined {
  if (type === 'LabelSelector') return lineOfLabels(path, to);
  const { names, all } = usualFields(type);
  const fits = Object.entries(fieldsOf(type)).filter(([name, field]) => names.includes(name) && isValueOf(to, field));
  const [fit] = fits;
  if (fit === undefined || fits.length > 1 || (all && names.length > 1)) return undefined;
  const [name, field] = fit;
  const profile = profileTypes.has(type) && typeof to === 'string' ? profiles.get(to.replace(/\/.*/, '')) : undefined;
  return { name, value: profile ?? plainAt(path, to, field) ?? exampleValue(name) };
}

/** `app=web` in place of a label selector. */
function lineOfLabels(path: FieldPath, to: Json): Line | undefined {
  const labels = path.child('matchLabels');
  const { name, value } = lineOfMap(to, path, labels, fieldsOf('LabelSelector')['matchLabels']!);
  return name === 'NAME' ? undefined : { name: 'matchLabels', value: `{${name}: ${value}}` };
}

const profileTypes: ReadonlySet<FieldType> = new Set(['AppArmorProfile', 'SeccompProfile']);

/** The types of profiles by the first words of the values that their annotations have, such as `runtime/default`. */
const profiles: ReadonlyMap<string, string> = new Map([
  ['runtime', 'RuntimeDefault'],
  ['docker', 'RuntimeDefault'],
  ['localhost', 'Localhost'],
  ['unconfined', 'Unconfined'],
]);

function isValueOf(value: Json, type: FieldType): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  if (isIntegerType(type)) return isInteger.test(String(value));
  if (type === 'intOrString') return typeof value === 'string' || Number.isInteger(value);
  if (type === 'quantity') return parseQuantity(value) !== undefined;
  return type === 'string' && typeof value === 'string' && parseQuantity(value) === undefined;
}

/** The value as it is written without quotes in a field of this type. Undefined if it needs quotes, or may not be shown. */
export function plainAt(path: FieldPath, value: Json, type: FieldType): string | undefined {
  if (typeof value === 'number') return type !== 'string' ? show(value, path) : undefined;
  if (typeof value !== 'string' || show(value, path) !== quoted(value)) return undefined;
  if (type !== 'string' && isAmount.test(value)) return value;
  return !isIntegerType(type) && isWord.test(value) && resolvePlain(value) === value ? value : undefined;
}

/** What YAML reads as a string without quotes, unless it is a word such as `yes`. */
const isWord = /^[A-Za-z/](?:[\w./:-]{0,61}[\w./-])?$/;
const isInteger = /^(?:0|-?[1-9]\d{0,8})$/;
const isAmount = /^[1-9]\d{0,8}(?:[KMGTPE]i|[kMGTPEm])?$/;

/** What stands at `at` in place of an entry of the map, as a line of the map. */
function lineOfMap(value: Json, at: FieldPath, path: FieldPath, map: FieldType): Line {
  const [name, item] = show(value, at) === undefined ? [] : pairIn(value, itemType(map));
  const key = name === undefined ? '' : nameAt(name, path.key(name));
  if (!isKey.test(key) || item === undefined)
    return itemType(map) === 'quantity' ? { name: 'cpu', value: '500m' } : { name: 'NAME', value: 'VALUE' };
  return { name: key, value: plainAt(path.key(key), item, itemType(map)) ?? 'VALUE' };
}

/** The key and the value that are meant: of `{name: app, value: web}`, of `{app: web}`, of `app=web`, or of the amount of a resource. */
function pairIn(value: Json, type: FieldType): readonly [name?: string, value?: Json | undefined] {
  if (isObject(value)) {
    const { key, name = key, value: item } = value as Readonly<Record<string, Json | undefined>>;
    return typeof name === 'string' && item !== undefined ? [name, item] : (Object.entries(value)[0] ?? []);
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (type === 'quantity' && isAmount.test(text)) return [/[KMGTPE]i?$/.test(text) ? 'memory' : 'cpu', value];
  const [, name, item] = /^([^=:]+)[=:]\s*(.*)$/.exec(text) ?? [];
  return name === undefined || item === undefined ? [] : [name, item];
}

const isKey = /^[A-Za-z][\w./-]{0,62}$/;
