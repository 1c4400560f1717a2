/** The differences between the Kubernetes versions, for the pages. */
import { gateNames, gates, type GateName } from '../../src/kubernetes/gates.ts';
import { factTexts, knownMinors, serverFacts, type ServerFacts } from '../../src/kubernetes/versions.ts';
import { table } from './markdown.ts';

/** The values of all facts in each version. */
export const versionTable = (): string => tableOf(names, (fields) => fields.map((name) => `\`${name}\``).join(', '));

/** The values of the facts that a rule reads. The fields that a version drops are listed once, in the other table. */
export function versionTableOf(read: readonly string[]): string {
  const lists = read.includes('droppedFields') ? '\n\n[parity.md](../parity.md#versions) lists these fields.' : '';
  const wanted = names.filter((name) => read.includes(name));
  return tableOf(wanted, (fields) => `${fields.length} fields`) + lists;
}

type Name = Exclude<keyof ServerFacts, 'minor'>;

const names: readonly Name[] = [
  ...gateNames,
  ...(Object.keys(factTexts) as (keyof typeof factTexts)[]),
  'droppedFields',
];

const isGate = (name: Name): name is GateName => (gateNames as readonly Name[]).includes(name);

const textOf = (name: Name): string => {
  if (isGate(name)) return `${gates[name].text} (feature gate ${name})`;
  return name === 'droppedFields'
    ? 'Fields of a Pod that kube-apiserver drops without a warning, because their feature gates are off'
    : factTexts[name];
};

function tableOf(wanted: readonly Name[], list: (fields: readonly string[]) => string): string {
  const rows = wanted.map((name) => [
    textOf(name),
    ...knownMinors.map((minor) => shown(serverFacts(minor)[name], list)),
  ]);
  return table(['', ...knownMinors.map((minor) => `1.${minor}`)], rows);
}

/** The facts, and the names of those that are read. A rule reads the version itself only for the schema. */
export function watchedFacts(facts: ServerFacts, read: Set<string>): ServerFacts {
  return new Proxy(facts, {
    get: (target, key) => {
      if (key !== 'minor') read.add(String(key));
      return Reflect.get(target, key) as unknown;
    },
  });
}

function shown(value: boolean | readonly string[], list: (fields: readonly string[]) => string): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : list(value);
}
