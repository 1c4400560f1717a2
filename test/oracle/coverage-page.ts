/** Which code of kube-apiserver a run reached, as a page. */
import { dirname, basename } from 'node:path/posix';
import { table } from '../../scripts/docs/markdown.ts';
import { functionsIn, refuses, type Block } from './go-code.ts';

interface Unreachable {
  /** Matches `package.function: code`. */
  readonly block: RegExp;
  readonly why: string;
}

/** Blocks that no change of an object can reach. */
const unreachable: readonly Unreachable[] = [
  {
    block:
      /\.(AllowCreateOnUpdate|AllowUnconditionalUpdate|DefaultGarbageCollectionPolicy|GetResetFields|NamespaceScoped): /,
    why: 'Not called for a verdict.',
  },
  { block: /InternalError|unknown type/, why: 'An error of the server itself.' },
  {
    block: /api\/validation\.(ValidateObjectMeta|ValidateObjectMetaUpdate): /,
    why: 'Every object has metadata.',
  },
  {
    block:
      /WithOptsCommon: .*namespace|AccessorUpdate: .*("resourceVersion"|"generation")|validateGeneratedSelector: .*"uid"|templateGeneration/,
    why: 'The server sets the field before it validates the object.',
  },
  {
    block:
      /\.(validate(ContainerPorts|ObjectFieldSelector|HTTPGetAction|PullPolicy|ContainerCommon|RestartPolicy|DNSPolicy|ConcurrencyPolicy)|ValidatePodSpec|ValidateReplicationControllerSpec): .*\.Required\(/,
    why: 'The field has a default.',
  },
  { block: /validateImagePullSecrets: /, why: 'The type has no other field.' },
  { block: /validateHandler: .*"exec"/, why: 'The first of the handlers is not a second one.' },
  { block: /ValidatePodStatusUpdate: .*"nodeName"/, why: 'The server keeps the stored spec.' },
  { block: /v1\/validation\.(ValidateCustom_)?(Validate_)?Condition/, why: 'A type of other kinds.' },
  {
    block: /ValidateHasLabel: .*\.Required\(|ValidateHasLabel: return/,
    why: 'The server adds the label if it is missing.',
  },
  { block: /validateVolumeStatus: .*more than 1 volume type/, why: 'The type has one field.' },
  { block: /disallowed by cluster policy/, why: 'A flag of the server.' },
];

/** A function that a change of the nine kinds can reach. */
interface Covered {
  readonly package: string;
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** Without those that no change can reach. */
  readonly blocks: readonly Block[];
  readonly unreachable: readonly (readonly [block: Block, why: string])[];
  /** The blocks that make an error. */
  readonly refusals: readonly Block[];
  readonly lines: readonly string[];
}

/** Each function should fail at least so many times. */
const enough = 20;

/** The functions that the program can call, in the order of their packages and files. */
export function coverageOf(
  blocks: readonly Block[],
  sources: ReadonlyMap<string, string>,
  linked: ReadonlySet<string>,
): Covered[] {
  return [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, source]) => {
      const ofFile = blocks.filter((block) => block.file === file);
      const lines = source.split('\n');
      return functionsIn(source)
        .filter(({ name }) => linked.has(`${dirname(file)}.${name}`))
        .map(({ name, first, last }) => {
          const all = ofFile.filter(({ from, to }) => from[0] >= first && to[0] <= last);
          const reasons = all.flatMap((block): [Block, string][] => {
            const text = `${dirname(file)}.${name}: ${code(block, lines)}`;
            const row = block.count === 0 ? unreachable.find((each) => each.block.test(text)) : undefined;
            return row === undefined ? [] : [[block, row.why]];
          });
          const left = new Set(reasons.map(([block]) => block));
          const own = all.filter((block) => !left.has(block));
          const refusals = own.filter((block) => refuses(block, lines));
          return {
            package: dirname(file),
            file,
            name,
            line: first,
            blocks: own,
            unreachable: reasons,
            refusals,
            lines,
          };
        });
    });
}

const sum = (blocks: readonly Block[], of: 'statements' | 'count'): number =>
  blocks.reduce((total, block) => total + block[of], 0);
const reached = (blocks: readonly Block[]): Block[] => blocks.filter(({ count }) => count > 0);
const failures = ({ refusals }: Covered): number => sum(refusals, 'count');
const percent = (part: number, whole: number): string => (whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`);

function row(name: string, functions: readonly Covered[]): string[] {
  const blocks = functions.flatMap((each) => each.blocks);
  const refusals = functions.flatMap((each) => each.refusals);
  const refusing = functions.filter((each) => each.refusals.length > 0);
  const statements = sum(blocks, 'statements');
  return [
    name,
    String(functions.length),
    String(statements),
    percent(sum(reached(blocks), 'statements'), statements),
    String(refusals.length),
    percent(reached(refusals).length, refusals.length),
    String(refusing.length),
    percent(refusing.filter((each) => failures(each) >= enough).length, refusing.length),
  ];
}

const head = [
  'package',
  'functions',
  'statements',
  'reached',
  'refusals',
  'reached',
  'functions that refuse',
  `did so ${enough} times`,
];

function rows(coverage: readonly Covered[]): string[][] {
  const packages = [...new Set(coverage.map((each) => each.package))];
  return [
    ...packages.map((name) =>
      row(
        name,
        coverage.filter((each) => each.package === name),
      ),
    ),
    row('all', coverage),
  ];
}

export function coverageSummary(coverage: readonly Covered[]): string {
  const cells = [head, ...rows(coverage)];
  const widths = head.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const shortPackage = (name: string): string =>
  name.replace(/^k8s\.io\/(kubernetes\/)?pkg\//, '').replace(/^k8s\.io\//, '');

/** The first line of code in a block, which most often tells what it is for. */
function code({ from: [first, column], to: [last] }: Block, lines: readonly string[]): string {
  const inside = [lines[first - 1]!.slice(column - 1).replace(/^\s*\{/, ''), ...lines.slice(first, last)];
  return inside.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('//')) ?? '';
}

function place(block: Block, lines: readonly string[]): string {
  const text = code(block, lines);
  return `${basename(block.file)}:${block.from[0]}: \`${text.length > 110 ? `${text.slice(0, 109)}…` : text}\``;
}

export function coveragePage(
  { version, seed, count, changes }: { version: string; seed: number; count: number; changes: number },
  coverage: readonly Covered[],
): string {
  const few = coverage.filter((each) => each.refusals.length > 0 && failures(each) < enough);
  const missing = coverage
    .map((each) => ({ each, blocks: each.blocks.filter((block) => block.count === 0) }))
    .filter(({ blocks }) => blocks.length > 0);
  return `<!-- generated by make oracle-coverage ARGS="--version ${version} --count ${count} --seed ${seed}" -->

# Code of kube-apiserver that the oracle reaches

${changes} random changes of the nine kinds were sent to the registry strategies of Kubernetes ${version} (seed ${seed}), a part of them
with all feature gates on, a part with all off, and a part with one off that another one needs, and each block of their code was counted. The tables have the functions that a change of the nine kinds can call: the linker of Go leaves out all others.
A *refusal* is a block that makes an error about a field. Blocks that no change can reach are in the last table and are not counted in the first.

${table(
  head,
  rows(coverage).map(([name = '', ...rest]) => [shortPackage(name), ...rest]),
)}

## Functions that failed fewer than ${enough} times

${
  few.length === 0
    ? 'None.'
    : table(
        ['function', 'failed', 'refusals never reached'],
        few.map((each) => [
          `${shortPackage(each.package)}.${each.name}`,
          String(failures(each)),
          each.refusals
            .filter((block) => block.count === 0)
            .map((block) => place(block, each.lines))
            .join('<br>'),
        ]),
      )
}

## Blocks never reached

${table(
  ['function', 'blocks'],
  missing.map(({ each, blocks }) => [
    `${shortPackage(each.package)}.${each.name}`,
    blocks.map((block) => place(block, each.lines)).join('<br>'),
  ]),
)}

## Blocks that no change can reach

${table(
  ['reason', 'functions'],
  [...new Set(unreachable.map(({ why }) => why))].map((why) => [
    why,
    coverage
      .filter((each) => each.unreachable.some(([, reason]) => reason === why))
      .map((each) => `${shortPackage(each.package)}.${each.name}`)
      .join(', '),
  ]),
)}
`;
}
