import type { Cluster } from './cluster.ts';
import { waitFor } from './wait.ts';

interface Definition {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null };
}

/**
 * Waits until the API server serves the resources of these CustomResourceDefinitions.
 *
 * `kubectl wait --for=condition=Established` is not used: it fails on a definition that is so new that its conditions are still null.
 *
 * @param names such as `policyreports.wgpolicyk8s.io`.
 * @throws an Error that names the definitions after 60 seconds.
 */
export async function untilEstablished(cluster: Pick<Cluster, 'kubectl'>, names: readonly string[]): Promise<void> {
  await waitFor(`the CustomResourceDefinitions ${names.join(', ')}`, 60, async () => {
    const definitions = names.map((name) => `customresourcedefinition/${name}`);
    const { stdout } = await cluster.kubectl(['get', ...definitions, '-o', 'json']);
    const answer = JSON.parse(stdout) as Definition & { readonly items?: readonly Definition[] };
    return (answer.items ?? [answer]).every(isEstablished);
  });
}

const isEstablished = ({ status }: Definition): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
