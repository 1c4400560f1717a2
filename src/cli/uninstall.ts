/** `podward uninstall`: the pre-delete hook of the chart runs this command, so that no webhook configuration remains without a server. */
import { InvalidArgumentError, type Command } from 'commander';
import type { WebhookKind } from '../cluster/webhooks.ts';
import { isDnsSubdomain } from '../kubernetes/names.ts';
import { oneLine } from '../text/line.ts';
import { addSections, type Section } from './help.ts';
import { processIo, type Io } from './io.ts';

const sections: readonly Section[] = [
  {
    title: 'Environment variables',
    terms: [
      [
        'KUBECONFIG',
        'The kubeconfig file of the cluster. Default: ~/.kube/config or, in a Pod, the service account of the Pod.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'Both configurations are deleted, or did not exist.'],
      ['1', 'The cluster cannot be reached, or a configuration cannot be deleted.'],
      ['2', 'The usage is wrong, or the output cannot be written.'],
    ],
  },
  { title: 'Examples', commands: ['podward uninstall --mutating zz-podward --validating zz-podward'] },
];

const exitFailure = 1;

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('uninstall')
    .summary('Delete the webhook configurations.')
    .description(
      'Delete the two webhook configurations with the given names, so that the API server no longer calls the webhook. It is not an error if one of them does not exist.',
    )
    .requiredOption('--mutating <name>', 'Name of the MutatingWebhookConfiguration.', configurationName)
    .requiredOption('--validating <name>', 'Name of the ValidatingWebhookConfiguration.', configurationName)
    .action((names: Names) => run(names, io));
  addSections(command, io, sections);
}

/** A deletion without a name, as with a variable of a shell that is not set, would delete the configurations of all programs. */
function configurationName(text: string): string {
  if (!isDnsSubdomain(text)) throw new InvalidArgumentError('Use the name of a webhook configuration.');
  return text;
}

interface Names {
  readonly mutating: string;
  readonly validating: string;
}

async function run({ mutating, validating }: Names, io: Io): Promise<void> {
  // The client library takes half a second to load, which would delay every other command.
  const [{ ClusterError }, { connect }] = await Promise.all([
    import('../cluster/kubeconfig.ts'),
    import('../cluster/webhooks.ts'),
  ]);
  const targets: readonly (readonly [WebhookKind, string])[] = [
    ['MutatingWebhookConfiguration', mutating],
    ['ValidatingWebhookConfiguration', validating],
  ];
  const failed = (error: unknown): void => {
    if (!(error instanceof ClusterError)) throw error;
    io.err(`error: ${oneLine(error.message)}\n`);
    io.status(exitFailure);
  };
  // Printed at the end, because the command ends if nothing can be printed.
  const outcomes: string[] = [];
  try {
    const webhooks = connect();
    // If one configuration cannot be deleted, the other one is still deleted.
    for (const [kind, name] of targets) {
      await webhooks.remove(kind, name).then((deleted) => {
        outcomes.push(`${kind} ${name} ${deleted ? 'deleted' : 'not found'}\n`);
      }, failed);
    }
  } catch (error) {
    failed(error);
  }
  io.out(outcomes.join(''));
}
