/** The feature gates of a version on which an answer of kube-apiserver may depend, each with the other value than its default. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../devcluster/run.ts';
import { minor } from '../../devcluster/versions.ts';
import { createGenerator, targetsIn } from './generate.ts';
import { gatesOf, startOracle, type Gate } from './oracle.ts';

/** By name, what differs from the defaults of the version. */
export type Gates = Readonly<Record<string, boolean>>;

/** `EnvFiles=true,HostnameOverride=false` */
export const gatesText = (gates: Gates): string =>
  Object.entries(gates)
    .map(([name, on]) => `${name}=${on}`)
    .join(',');

/** The opposite of `gatesText`. Throws if the text has another form. */
export function parseGates(text: string): Gates {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, name, value] = /^(\w+)=(true|false)$/.exec(part) ?? [];
      if (name === undefined) throw new Error(`${JSON.stringify(part)} must be NAME=true or NAME=false`);
      return [name, value === 'true'];
    }),
  );
}

/** One entry for each gate that the registry code asks for, and that an operator can change. Gates that it needs, or that need it, change too. */
export async function flippedGates(version: string, binary: string): Promise<readonly Gates[]> {
  const [gates, asked] = [await gatesOf(binary), await askedGates(version, binary)];
  return gates
    .filter(({ name, lockedToDefault }) => asked.has(name) && !lockedToDefault)
    .map((gate) => flipped(gate, gates));
}

/** Why kube-apiserver does not start with these gates. Undefined if it starts. */
export async function complaintAbout(binary: string, gates: Gates): Promise<string | undefined> {
  const { code, stderr } = await run(binary, ['--print-gates', '--feature-gates', gatesText(gates)], { reject: false });
  return code === 0 ? undefined : stderr.trim();
}

function flipped(gate: Gate, gates: readonly Gate[]): Gates {
  const on = !gate.default;
  const changed: Record<string, boolean> = {};
  const visit = ({ name, default: usual, requires = [] }: Gate): void => {
    if (usual === on || Object.hasOwn(changed, name)) return;
    changed[name] = on;
    const related = on
      ? gates.filter((other) => requires.includes(other.name))
      : gates.filter((other) => other.requires?.includes(name) === true);
    related.forEach(visit);
  };
  visit(gate);
  return changed;
}

const objectsOfTarget = 40;

async function askedGates(version: string, binary: string): Promise<ReadonlySet<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'podward-gates-'));
  try {
    const traceGates = join(folder, 'gates.json');
    const oracle = startOracle(binary, { traceGates });
    for (const target of targetsIn(minor(version))) {
      const generator = createGenerator(target, 1);
      for (let i = 0; i < objectsOfTarget; i++) {
        const oldObject = generator.base();
        const { kind, subresource } = target;
        const objects = [oldObject, generator.change(oldObject, JSON.stringify(oldObject)).object];
        await oracle.ask({ kind, subresource, objects, ...(target.operation === 'CREATE' ? {} : { oldObject }) });
      }
    }
    await oracle.close();
    return new Set(JSON.parse(await readFile(traceGates, 'utf8')) as string[]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
