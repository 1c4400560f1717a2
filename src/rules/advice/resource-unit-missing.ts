import { field, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { hasFraction, one, parseQuantity } from '../../kubernetes/quantity.ts';
import { advise, type FindingOf } from '../finding.ts';
import { fewestBytes, mostCores } from '../parts/quantities.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  cores: {
    text: '{{to}} is {{amount}} CPU cores, so the unit is most likely missing or wrong.',
    fix: 'Set cpu to an amount such as {{example}}.',
  },
  bytes: {
    text: '{{to}} is {{amount}} of memory, which is less than a container needs, so the unit is most likely missing or wrong.',
    fix: 'Set memory to an amount such as {{example}}.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const resourceUnitMissing = definePodRule({
  id: 'resource-unit-missing',
  title: 'Amounts of cpu and memory should have the unit that is meant',
  why: 'Without a unit, cpu counts whole cores and memory counts bytes. A Pod that requests 100 cores fits on no usual node, and a container with 512 bytes of memory cannot start.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  options: {
    cores: {
      type: 'integer',
      minimum: 1,
      default: mostCores,
      description: 'Largest cpu, in cores, that is not reported.',
    },
  },
  reads: ['resources', 'containers.resources'],
  messages,
  *check({ spec, specPath, changedContainers }, { cores }) {
    const most = BigInt(cores) * one;
    // kube-apiserver itself warns about a part of a byte, but not in pod-level resources.
    yield* resourceFindings(objectAt(spec, 'resources'), specPath, most, true);
    for (const { value, path } of changedContainers) {
      yield* resourceFindings(objectAt(value, 'resources'), path, most, false);
    }
  },
});

/** An omitted request of a Pod is set to the limit, so equal amounts are reported only at the limit. */
function* resourceFindings(
  resources: JsonObject,
  path: FieldPath,
  most: bigint,
  judgesFractions: boolean,
): Generator<Found> {
  const limits = resources['limits'];
  for (const list of ['limits', 'requests']) {
    const amounts = field(resources, list);
    for (const name of ['cpu', 'memory'] as const) {
      const to = field(amounts, name);
      if (!isUnusual[name](to)) continue;
      if (list === 'requests' && to === field(limits, name)) continue;
      const amount = parseQuantity(to);
      if (amount === undefined || amount <= 0n) continue;
      const isOdd = name === 'cpu' ? amount > most : amount < fewestBytes && (judgesFractions || !hasFraction(amount));
      if (!isOdd) continue;
      const at = path.child('resources', list).key(name);
      yield name === 'cpu' ? cpuFinding(to, amount, at) : memoryFinding(to, amount, at);
    }
  }
}

/** Whether cpu has no unit, or M for m. Whoever writes `1k` means thousands of cores. */
function mayLackUnit(cpu: Json | undefined): cpu is string | number {
  return typeof cpu === 'number' || (typeof cpu === 'string' && !cpu.endsWith('m') && cpuForm.test(cpu));
}
const cpuForm = /^\d+(?:\.\d*)?M?$/;

/** Whether memory is not one of the usual amounts of 4Mi and more, which are not parsed. */
function mayBeFew(memory: Json | undefined): memory is string | number {
  return typeof memory === 'number' || (typeof memory === 'string' && !enoughBytes.test(memory));
}
const enoughBytes = /^(?:[4-9]|[1-9]\d+)[MG]i$/;

const isUnusual = { cpu: mayLackUnit, memory: mayBeFew } as const;

function cpuFinding(to: string | number, amount: bigint, at: FieldPath): Found {
  const digits = /^\d{1,6}(?=M?$)/.exec(String(to))?.[0];
  return advise(at, 'cores', {
    to,
    shown: { amount: coresText(amount), example: digits === undefined ? '500m' : `${digits}m` },
  });
}

/** Few bytes are rarely mebibytes: 2 is usually 2Gi. */
function memoryFinding(to: string | number, amount: bigint, at: FieldPath): Found {
  const [, digits] = /^(\d{1,5})m?$/.exec(String(to)) ?? [];
  const example = digits === undefined ? '256Mi' : `${Number(digits)}${Number(digits) < 16 ? 'Gi' : 'Mi'}`;
  return advise(at, 'bytes', { to, shown: { amount: bytesText(amount), example } });
}

/** Larger numbers are hard to read, and the amount stands before it as it is written. */
const maxPrinted = 1_000_000n;

function coresText(amount: bigint): string {
  const cores = amount / one;
  if (cores > maxPrinted) return `more than ${maxPrinted}`;
  return amount % one === 0n ? String(cores) : `more than ${cores}`;
}

function bytesText(amount: bigint): string {
  if (amount < one) return 'less than 1 byte';
  return amount === one ? '1 byte' : `${(amount + one - 1n) / one} bytes`;
}
