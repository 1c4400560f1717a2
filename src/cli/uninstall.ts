/** `podward uninstall`: what the chart's pre-delete hook runs, so that no webhook outlives the server behind it. */
import type { Command } from 'commander';
import type { WebhookKind } from '../cluster/webhooks.ts';

export function register(program: Command): void {
  program
    .command('uninstall')
    .summary('delete the webhook configurations')
    .description(
      'Delete exactly the two webhook configurations that are named; one that is absent is fine.\n' +
        'The cluster is that of KUBECONFIG or ~/.kube/config, or the one this runs in.',
    )
    .requiredOption('--mutating <name>', 'name of the MutatingWebhookConfiguration')
    .requiredOption('--validating <name>', 'name of the ValidatingWebhookConfiguration')
    .addHelpText('after', '\nExit status: 0 where both are gone, 1 otherwise.')
    .action(run);
}

async function run({ mutating, validating }: { mutating: string; validating: string }): Promise<void> {
  // The client library takes half a second to load, which no other command should pay for.
  const { ClusterError, connect } = await import('../cluster/webhooks.ts');
  const targets: readonly (readonly [WebhookKind, string])[] = [
    ['MutatingWebhookConfiguration', mutating],
    ['ValidatingWebhookConfiguration', validating],
  ];
  const failed = (error: unknown): void => {
    if (!(error instanceof ClusterError)) throw error;
    process.stderr.write(`podward: ${error.message}\n`);
    process.exitCode = 1;
  };
  try {
    const webhooks = connect();
    // One that cannot be deleted must not keep the other.
    for (const [kind, name] of targets) {
      await webhooks.remove(kind, name).then((deleted) => {
        process.stdout.write(`${kind} ${name}: ${deleted ? 'deleted' : 'not there'}\n`);
      }, failed);
    }
  } catch (error) {
    failed(error);
  }
}
