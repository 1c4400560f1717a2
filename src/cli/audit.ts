/** `podward audit`: reads the reports of the namespaces, and says what mode `deny` would have rejected. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { catalogue } from '../catalogue.ts';
import { oneLine } from '../text/line.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { auditJson, auditText, countsOf, isRejected } from '../report/audit.ts';
import { addSections, colorVariables, type Section } from './help.ts';
import { processIo, unusable, type Io } from './io.ts';
import { usageCode } from './program.ts';

interface Flags {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly output: 'text' | 'json';
}

const sections: readonly Section[] = [
  {
    title: 'Reports',
    text: [
      'With reports.enabled of the chart, Podward counts the requests that it allows in the modes warn and audit although a rule has a finding. The counts are in the PolicyReport podward of each namespace. Dry runs, and what the API server itself rejects, are not counted.',
    ],
  },
  {
    title: 'Output formats',
    terms: [
      ['text', 'A table with the counts of each namespace and rule, and the next step for each.'],
      ['json', 'A JSON document in a stable format, which docs/modes.md in the repository describes.'],
    ],
  },
  {
    title: 'Environment variables',
    terms: [
      [
        'KUBECONFIG',
        'The kubeconfig file of the cluster. Default: ~/.kube/config or, in a Pod, the service account of the Pod.',
      ],
      ...colorVariables,
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'Nothing was counted that mode deny would have rejected.'],
      ['1', 'Mode deny would have rejected a request that was counted.'],
      [
        '2',
        'The usage is wrong, the cluster cannot be reached, the namespace does not exist, the reports cannot be read, or the output cannot be written.',
      ],
    ],
  },
  { title: 'Examples', commands: ['podward audit --all-namespaces', 'podward audit -n shop -o json'] },
];

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('audit')
    .summary('Show what mode deny would have rejected.')
    .description(
      'Show what Podward counted in namespaces in mode warn and audit, and what mode deny would have rejected.',
    )
    .option('-n, --namespace <name>', 'Namespace. Default: that of the context.', namespaceName)
    .option('-A, --all-namespaces', 'All namespaces.')
    .option('--kubeconfig <file>', 'The kubeconfig file of the cluster. It overrides KUBECONFIG.')
    .option('--context <name>', 'Context of the kubeconfig. Default: the current context.')
    .addOption(new Option('-o, --output <format>', 'Format of the output.').choices(['text', 'json']).default('text'))
    .action(async (flags: Flags) => {
      if (flags.allNamespaces === true && flags.namespace !== undefined)
        command.error('--namespace and --all-namespaces must not be used together.', { code: usageCode });
      await run(flags, io);
    });
  addSections(command, io, sections);
}

function namespaceName(text: string): string {
  if (!isDnsLabel(text)) throw new InvalidArgumentError('Use the name of a namespace.');
  return text;
}

const rejected = 1;

/** A rule that this version of Podward does not have is not known to be about updates. */
const aboutUpdates = (id: string): boolean => {
  const rule = catalogue.rules.find((rule) => rule.id === id);
  return rule !== undefined && rule.appliesTo.operations.every((operation) => operation === 'UPDATE');
};

async function run(flags: Flags, io: Io): Promise<void> {
  // The client library takes half a second to load, which would delay every other command.
  const [{ ClusterError }, { readReports }] = await Promise.all([
    import('../cluster/kubeconfig.ts'),
    import('../cluster/reports.ts'),
  ]);
  try {
    const { namespace, kept: namespaces } = await readReports(flags, countsOf);
    io.out(flags.output === 'json' ? auditJson(namespaces) : auditText(namespaces, namespace, aboutUpdates, io.color));
    if (namespaces.some(({ counts }) => counts.some(isRejected))) io.status(rejected);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    io.err(`error: ${oneLine(error.message)}\n`);
    io.status(unusable);
  }
}
