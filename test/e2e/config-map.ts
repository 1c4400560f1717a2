/** The configuration in the ConfigMap of the chart, which a user changes past Helm. */
import type { Podward } from '../../devcluster/podward.ts';
import type { AnyCluster } from '../node/target.ts';

interface StoredConfiguration {
  readonly text: string;
  readonly write: (text: string) => Promise<unknown>;
}

export async function storedConfiguration({
  cluster,
  podward,
}: {
  readonly cluster: AnyCluster;
  readonly podward: Pick<Podward, 'namespace'>;
}): Promise<StoredConfiguration> {
  const inRelease = ['--namespace', podward.namespace];
  const { stdout } = await cluster.kubectl([...inRelease, 'get', 'configmap', 'podward', '-o', 'json']);
  const { data } = JSON.parse(stdout) as { data: Readonly<Record<string, string>> };
  const patch = (text: string): string => JSON.stringify({ data: { 'config.yaml': text } });
  return {
    text: data['config.yaml']!,
    write: (text) =>
      cluster.kubectl([...inRelease, 'patch', 'configmap', 'podward', '--type=merge', '--patch', patch(text)]),
  };
}
