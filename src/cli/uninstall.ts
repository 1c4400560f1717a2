/** `podward uninstall`: the pre-delete hook of the chart runs this command, so that no webhook configuration remains without a server. */
import type { Command } from 'commander';
import type { WebhookKind } from '../cluster/webhooks.ts';
import { oneLine } from '../text/line.ts';

export function register(program: Command): void {
  program
    .command('uninstall')
    .summary('delete the webhook configurations')
    .description(
      'Delete the two webhook configurations with the given names. It is not an error if one of them does not exist.\n' +
        'The cluster is the one in KUBECONFIG or ~/.kube/config, or the one that this command runs in.',
    )
    .requiredOption('--mutating <name>', 'name of the MutatingWebhookConfiguration')
    .requiredOption('--validating <name>', 'name of the ValidatingWebhookConfiguration')
    .addHelpText('after', '\nExit status: 0 if both are deleted or did not exist, 1 otherwise.')
    .action(run);
}

async function run({ mutating, validating }: { mutating: string; validating: string }): Promise<void> {
  // The client library takes half a second to load, which would delay every other command.
  const { ClusterError, connect } = await import('../cluster/webhooks.ts');
  const targets: readonly (readonly [WebhookKind, string])[] = [
    ['MutatingWebhookConfiguration', mutating],
    ['ValidatingWebhookConfiguration', validating],
  ];
  const failed = (error: unknown): void => {
    if (!(error instanceof ClusterError)) throw error;
    process.stderr.write(`podward: ${oneLine(error.message)}\n`);
    process.exitCode = 1;
  };
  try {
    const webhooks = connect();
    // If one configuration cannot be deleted, the other one is still deleted.
    for (const [kind, name] of targets) {
      await webhooks.remove(kind, name).then((deleted) => {
        process.stdout.write(`${kind} ${name} ${deleted ? 'deleted' : 'not found'}\n`);
      }, failed);
    }
  } catch (error) {
    failed(error);
  }
}
