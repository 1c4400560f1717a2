/** What a run found, as text. */
import { stringify } from 'yaml';
import type { Group, Tally } from './explore.ts';
import { targetName } from './generate.ts';
import type { Example } from './shrink.ts';

export interface Line {
  readonly version: string;
  readonly tally: Tally;
  readonly seconds: number;
}

const columns = [
  'agree',
  'left to server',
  'stricter by policy',
  'looser',
  'stricter',
  'paths',
  'failed',
  'unreached',
  'undecodable',
] as const;

export function table(lines: readonly Line[]): string {
  const rows = [
    ['version', 'target', 'changes', '/s', ...columns, 'invalid bases'],
    ...lines.map(({ version, tally, seconds }) => [
      version,
      targetName(tally.target),
      String(tally.changes),
      String(Math.round(tally.changes / seconds)),
      ...columns.map((column) => String(tally.outcomes.get(column) ?? 0)),
      String(tally.invalidBases),
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const grid = rows.map((row) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  const policies = new Map<string, number>();
  for (const { tally } of lines) {
    for (const [rule, count] of tally.byPolicy) policies.set(rule, (policies.get(rule) ?? 0) + count);
  }
  const byRule = [...policies].map(([rule, count]) => `  ${rule}: ${count}`);
  return [...grid, ...(byRule.length === 0 ? [] : ['', 'stricter by policy:', ...byRule])].join('\n');
}

/** The same for docs/oracle.md: what a run with the seed repeats, so no times. */
export function markdownTable(seed: number, lines: readonly Line[]): string {
  const names = ['version', 'target', 'changes', ...columns];
  const rows = lines.map(({ version, tally }) => [
    version,
    targetName(tally.target),
    String(tally.changes),
    ...columns.map((column) => String(tally.outcomes.get(column) ?? 0)),
  ]);
  const total = lines.reduce((sum, { tally }) => sum + tally.changes, 0);
  const sums = ['', 'all', String(total), ...columns.map((column) => String(sumOf(lines, column)))];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `<!-- generated: make oracle -->

# What kube-apiserver and Podward say of random changes

${total} changes of valid objects, each judged by the registry strategies of \`k8s.io/kubernetes\` and by Podward (\`test/oracle\`, seed ${seed}).

- **agree**: both allow the change, or both refuse it and name the same fields, but for the differences in [parity.md](parity.md).
- **left to server**: only kube-apiserver refuses it, for something that [parity.md](parity.md) leaves to it.
- **stricter by policy**: only Podward refuses it, by a rule of its own.
- **looser**, **stricter**: a wrong verdict. **paths**: the right verdict, and other fields named. **failed**: one of the two crashed.
- **unreached**, **undecodable**: the request ends before any webhook is called.

${[row(names), row(names.map((_, i) => (i < 2 ? '---' : '---:'))), ...rows.map(row), row(sums)].join('\n')}
`;
}

const sumOf = (lines: readonly Line[], column: (typeof columns)[number]): number =>
  lines.reduce((sum, { tally }) => sum + (tally.outcomes.get(column) ?? 0), 0);

export function describeExample(version: string, { count }: Group, example: Example): string {
  const { disagreement, target, before, after } = example;
  return [
    `--- ${version} ${targetName(target)}: ${disagreement.is} (${count}×): ${disagreement.about}`,
    ...(before === undefined ? [] : ['# stored', yaml(before), '---']),
    '# sent',
    yaml(after),
    ...verdicts(example),
    '',
  ].join('\n');
}

/** Every group of a target, with an example of those that were shrunk. */
export function summary(
  version: string,
  tally: Tally,
  groups: readonly Group[],
  examples: readonly { group: Group; example: Example }[],
): string {
  const parts = groups.map((group) => {
    const { disagreement, count } = group;
    const example = examples.find((candidate) => candidate.group === group)?.example;
    const title = `## ${disagreement.is} (${count}×): ${disagreement.about}\n\n`;
    if (example === undefined) return title;
    const { before, after } = example;
    const documents = before === undefined ? yaml(after) : `# stored\n${yaml(before)}\n---\n# sent\n${yaml(after)}`;
    return `${title}\`\`\`yaml\n${documents}\n\`\`\`\n\n${verdicts(example)
      .map((line) => `- ${line}`)
      .join('\n')}\n\n`;
  });
  const counts = columns.map((column) => `${column} ${tally.outcomes.get(column) ?? 0}`).join(', ');
  return `# ${version} ${targetName(tally.target)}: ${tally.changes} changes\n\n${counts}\n\n${parts.join('')}`;
}

const yaml = (value: unknown): string => stringify(value, { aliasDuplicateObjects: false }).trimEnd();

function verdicts({ disagreement: { causes, findings } }: Example): string[] {
  const server = causes.map(
    ({ type, field, message }) => `${type} ${field}: ${message.split('\n', 1)[0]!.slice(0, 160)}`,
  );
  return [
    ...(server.length === 0
      ? ['kube-apiserver: allowed']
      : [...new Set(server)].map((line) => `kube-apiserver: ${line}`)),
    ...(findings.length === 0
      ? ['podward: allowed']
      : findings.map(({ path, message }) => `podward: ${path}: ${message}`)),
  ];
}
