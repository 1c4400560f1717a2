import type { Cluster } from './cluster.ts';
import type { RunOptions } from './run.ts';
import { waitFor } from './wait.ts';

interface Definition {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null };
}

/**
 * Applies the objects, and waits until the API server serves the resources of each CustomResourceDefinition among them.
 *
 * `kubectl wait --for=condition=Established` is not used: it fails on a definition that is so new that its conditions are still null.
 *
 * @param args of `kubectl apply`, such as `['-f', 'crds.yaml']`.
 * @throws an Error that names the definitions after 60 seconds.
 */
export async function applyDefinitions(
  cluster: Pick<Cluster, 'kubectl'>,
  args: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  // Server-side, because the definitions exceed the maximum size of an annotation.
  const applied = await cluster.kubectl(['apply', '--server-side', '-o', 'name', ...args], options);
  const definitions = applied.stdout.split('\n').filter((name) => name.startsWith('customresourcedefinition.'));
  await waitFor(`the API server to serve ${definitions.join(', ')}`, 60, async () => {
    const { stdout } = await cluster.kubectl(['get', ...definitions, '-o', 'json']);
    const answer = JSON.parse(stdout) as Definition & { readonly items?: readonly Definition[] };
    return (answer.items ?? [answer]).every(isEstablished);
  });
}

const isEstablished = ({ status }: Definition): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
