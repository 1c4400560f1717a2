/** The differences between the Kubernetes versions, for the pages. */
import { gateNames, gates, type GateName } from '../../src/kubernetes/gates.ts';
import { factTexts, knownMinors, serverFacts, type ServerFacts } from '../../src/kubernetes/versions.ts';
import { table } from './markdown.ts';

type FactName = keyof typeof factTexts;
type Name = FactName | GateName;

const factNames = Object.keys(factTexts) as readonly FactName[];

/** The changes of the code. docs/configuration.md lists the feature gates. */
export const versionTable = (): string => tableOf(factNames);

/** The values of the facts and of the feature gates that a rule reads. */
export function versionTableOf(read: readonly string[]): string {
  const wanted = [...gateNames, ...factNames].filter((name) => read.includes(name));
  const dropped =
    'A field whose feature gate is off is dropped. [configuration.md](../configuration.md#feature-gates) lists the gates.';
  return [...(wanted.length === 0 ? [] : [tableOf(wanted)]), ...(read.includes('droppedFields') ? [dropped] : [])].join(
    '\n\n',
  );
}

const isGate = (name: Name): name is GateName => (gateNames as readonly Name[]).includes(name);

const tableOf = (names: readonly Name[]): string =>
  table(
    ['', ...knownMinors.map((minor) => `1.${minor}`)],
    names.map((name) => [
      isGate(name) ? `${gates[name].text} (feature gate ${name})` : factTexts[name],
      ...knownMinors.map((minor) => (serverFacts(minor)[name] ? 'yes' : 'no')),
    ]),
  );

/** The facts, and the names of those that are read. A rule reads the version itself only for the schema. */
export function watchedFacts(facts: ServerFacts, read: Set<string>): ServerFacts {
  return new Proxy(facts, {
    get: (target, key) => {
      if (key !== 'minor') read.add(String(key));
      return Reflect.get(target, key) as unknown;
    },
  });
}
