/** The differences between the Kubernetes versions, for the pages. */
import { factTexts, knownMinors, versionFacts, type VersionFacts } from '../../src/kubernetes/versions.ts';
import { table } from './markdown.ts';

/** The values of all facts in each version. */
export const versionTable = (): string => tableOf(names, (fields) => fields.map((name) => `\`${name}\``).join(', '));

/** The values of the facts that a rule reads. The fields that a version drops are listed once, in the other table. */
export function versionTableOf(read: readonly string[]): string {
  const lists = read.includes('droppedFields') ? '\n\n[parity.md](../parity.md#versions) lists these fields.' : '';
  const wanted = names.filter((name) => read.includes(name));
  return tableOf(wanted, (fields) => `${fields.length} fields`) + lists;
}

const names = Object.keys(factTexts) as (keyof VersionFacts)[];

function tableOf(wanted: readonly (keyof VersionFacts)[], list: (fields: readonly string[]) => string): string {
  const rows = wanted.map((name) => [
    factTexts[name],
    ...knownMinors.map((minor) => shown(versionFacts(minor)[name], list)),
  ]);
  return table(['', ...knownMinors.map((minor) => `1.${minor}`)], rows);
}

/** The names of the facts that the function reads, itself or through others. */
export function factsReadBy(run: () => void): string[] {
  read.clear();
  run();
  return [...read];
}

/** Each fact becomes a getter that notes its name, because a rule looks up the facts of its version itself. */
const read = new Set<string>();
for (const facts of knownMinors.map(versionFacts)) {
  for (const [name, value] of Object.entries(facts)) {
    Object.defineProperty(facts, name, { get: () => (read.add(name), value as unknown), enumerable: true });
  }
}

function shown(value: VersionFacts[keyof VersionFacts], list: (fields: readonly string[]) => string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : list(value);
}
