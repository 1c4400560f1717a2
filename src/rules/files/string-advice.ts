/** What to write in place of a value that must be a string. */
import { isList, isObject, own, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { fieldsOf } from '../../kubernetes/schema/types.ts';
import { invalid, type FindingOf } from '../finding.ts';
import { typeText } from '../parts/not-string.ts';

const terms = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';

export const stringMessages = {
  quote: { text: 'must be a string, but is a number.', fix: 'Put the value in quotes.' },
  quoteBoolean: {
    text: 'must be a string, but is a boolean.',
    fix: 'Put the value in quotes, because without quotes YAML reads it as a boolean.',
  },
  portName: {
    text: 'must be a string, but is a number.',
    fix: 'Use a name such as "http". The number belongs in containerPort.',
  },
  string: { text: 'must be a string, but is {{actual}}.', fix: 'Write the value as one string in quotes.' },
  onlyEntry: { text: 'must be a string, but is a list.', fix: "Write the value without brackets and '-'." },
  nestedList: {
    text: 'must be a string, but is a list.',
    fix: 'Move the entries of this list directly into {{list}}.',
  },
  effects: {
    text: 'must be a string, but is a list.',
    fix: 'Write one toleration for each effect, or remove effect to match all effects.',
  },
  image: { text: 'must be a string, but is an object.', fix: 'Write image as one string, such as "nginx:1".' },
  name: { text: 'must be a string, but is an object.', fix: 'Write the value of name directly after "{{field}}:".' },
  innerValueFrom: {
    text: 'must be a string, but is an object.',
    fix: 'Replace value with the valueFrom that it contains.',
  },
  source: {
    text: 'must be a string, but is an object.',
    fix: 'Rename value to valueFrom, because it contains {{source}}.',
  },
  nodeLabels: {
    text: 'must be a string, but is {{actual}}. A node selector is a map of labels.',
    fix: 'Move the labels in matchLabels directly below nodeSelector.',
  },
  nodeExpressions: {
    text: 'must be a string, but is {{actual}}. A node selector is a map of labels.',
    fix: `Move matchExpressions from nodeSelector to an entry of ${terms}.`,
  },
} as const;

type StringFinding = FindingOf<typeof stringMessages>;

export function stringFinding(path: FieldPath, to: Json): StringFinding {
  if (typeof to === 'number') return invalid(path, isPortName(path) ? 'portName' : 'quote', { to });
  if (typeof to === 'boolean') return invalid(path, 'quoteBoolean', { to });
  return nodeSelectorFinding(path, to) ?? (isList(to) ? listFinding(path, to) : objectFinding(path, to));
}

const isPortName = ({ last, parent }: FieldPath): boolean => last === 'name' && parent.parent.last === 'ports';

function nodeSelectorFinding(path: FieldPath, to: Json): StringFinding | undefined {
  const id = path.parent.last === 'nodeSelector' ? selectors.get(path.last) : undefined;
  return id === undefined ? undefined : invalid(path, id, { to, shown: { actual: typeText(to) } });
}

/** Fields of other selectors, which are not labels of nodes. */
const selectors: ReadonlyMap<string | number, 'nodeLabels' | 'nodeExpressions'> = new Map([
  ['matchLabels', 'nodeLabels'],
  ['matchExpressions', 'nodeExpressions'],
]);

function listFinding(path: FieldPath, to: readonly Json[]): StringFinding {
  if (typeof path.last === 'number')
    return invalid(path, 'nestedList', { to, shown: { list: String(path.parent.last) } });
  if (to.length === 1 && typeof to[0] === 'string') return invalid(path, 'onlyEntry', { to });
  if (path.last === 'effect') return invalid(path, 'effects', { to });
  return invalid(path, 'string', { to, shown: { actual: typeText(to) } });
}

function objectFinding(path: FieldPath, to: Json): StringFinding {
  const keys = isObject(to) ? Object.keys(to) : [];
  if (path.last === 'value' && path.parent.parent.last === 'env') {
    if (keys.includes('valueFrom')) return invalid(path, 'innerValueFrom', { to });
    const source = keys.find((key) => own(fieldsOf('EnvVarSource'), key) !== undefined);
    if (source !== undefined) return invalid(path, 'source', { to, shown: { source } });
  }
  if (path.last === 'image') return invalid(path, 'image', { to });
  if (!path.isKey && typeof path.last === 'string' && keys.length === 1 && keys[0] === 'name')
    return invalid(path, 'name', { to });
  return invalid(path, 'string', { to, shown: { actual: typeText(to) } });
}
